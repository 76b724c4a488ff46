"""What a notice needs to know, from the read model: whom, about whom, where, what. Nothing else is ever opened.

It is gathered sealed, so that one reading can be written down for all notices of a batch; then it is put into words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg
from pydantic_core import from_json

from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import Address
from services.chassis.decider import Pool
from services.desk.disclosure import ERASED_TEXT, Opened
from services.desk.extracts import Sealed
from services.desk.languages import language_for
from services.desk.said import Matter, Said
from services.desk.wording import Wording

STAFF = frozenset({"regional-manager", "region-lead"})
"""Recipients that are a role; everybody else is a subject."""
INFORMAL_UNDER = 16
"""Years: whom a Dutch letter calls `je`."""

PERSON = "SELECT * FROM people WHERE subject = $1"
CONCERNED = """
SELECT * FROM people WHERE stream = $1 AND kind = 'person-concerned' AND NOT gone ORDER BY subject
"""
COORDINATOR = "SELECT p.* FROM people p JOIN cases c ON c.coordinator = p.subject WHERE c.id = $1"
MATTERS = "SELECT * FROM matters WHERE stream = $1 AND kind = ANY($2::text[]) ORDER BY place, matter"
OF_KIND = {
    NoticeKind.BOTTOM_LINE: ("bottom-line",),
    NoticeKind.JUDGEMENT: ("bottom-line",),
    NoticeKind.JUDGEMENT_ASKED: ("answer",),
    NoticeKind.ACTION_REMINDER: ("action",),
    NoticeKind.PLAN: ("action",),
}
WORDS = {"bottom-line": "text", "answer": "answer", "action": "what"}


@dataclass(frozen=True)
class Recipient:
    """Who is to be told, and how."""

    subject: str
    kind: str
    role: str | None
    language: str
    channel: str
    known: bool
    sealed: dict[str, Sealed]
    address: str | None = None
    """The form of address that they chose."""


async def recipient(pool: Pool, subject: str) -> Recipient:
    """Whom a notice is for. Staff are told by mail; of whom nothing is known, somebody has to speak to them."""
    row = await pool.fetchrow(PERSON, subject)
    if row is None:
        staff = subject in STAFF
        return Recipient(subject, "staff" if staff else "unknown", None, "nl", "mail" if staff else "spoken", False, {})
    chosen = from_json(row["chosen"])
    return Recipient(
        subject=subject,
        kind=row["kind"],
        role=row["role"],
        language=chosen.get("language", row["language"]),
        channel=chosen.get("channel", row["channel"]),
        known=True,
        sealed=from_json(row["sealed"]),
        address=chosen.get("address"),
    )


@dataclass(frozen=True)
class SealedMatter:
    """What a notice is about, still sealed."""

    what: Sealed | None
    who: Sealed | None
    by: date | None
    recurrence: str | None


@dataclass(frozen=True)
class Material:
    """All that one notice needs, what is personal in it still sealed."""

    case: str
    to: Recipient
    due: NoticeDue
    at: datetime
    wording: Wording
    about: tuple[Sealed, ...]
    coordinator: Sealed | None
    place: Sealed | None
    matters: tuple[SealedMatter, ...]

    def sealed(self) -> Iterator[Sealed]:
        """Everything that is to be opened for it."""
        one_by_one = (self.to.sealed.get("name"), self.born, self.coordinator, self.place)
        of_matters = (one for matter in self.matters for one in (matter.what, matter.who))
        yield from (one for one in (*self.about, *one_by_one, *of_matters) if one)

    def write(self, opened: Opened) -> str:
        """The notice in the recipient's language."""

        def plain(one: Sealed | None) -> str | None:
            return opened.read(one) if one else None

        return self.wording.write(
            Said(
                case=self.case,
                asked_by=self.due.asked_by,
                name=plain(self.to.sealed.get("name")),
                about=tuple(map(opened.read, self.about)),
                coordinator=plain(self.coordinator),
                when=self.due.when,
                place=plain(self.place),
                by=self.due.respond_by,
                detail=self.due.detail,
                matters=tuple(Matter(plain(m.what) or "", plain(m.who), m.by, m.recurrence) for m in self.matters),
                informal=self.informal(plain(self.born)),
            )
        )

    @property
    def born(self) -> Sealed | None:
        """Needed for the form of address, unless they chose it or the role says it already."""
        return None if self.to.address or self.to.role == "child" else self.to.sealed.get("birth_date")

    def informal(self, born: str | None) -> bool:
        """In which form somebody is addressed: as they chose, otherwise as a letter to somebody of that age does."""
        if self.to.address:
            return self.to.address == Address.INFORMAL
        return self.to.role == "child" or young(born, self.at)


def young(born: str | None, at: datetime) -> bool:
    """Whether a person concerned of this birth date is called `je`."""
    if born is None or born == ERASED_TEXT:
        return False
    today, born_on = at.astimezone(AMSTERDAM).date(), date.fromisoformat(born)
    had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    return today.year - born_on.year - (not had_birthday) < INFORMAL_UNDER


class Gathering:
    """Gathers what notices say."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def gather(self, stream: str, due: NoticeDue, to: Recipient, at: datetime) -> Material:
        """What one notice needs, and no more."""
        wording = Wording(language_for(to.language), due.kind, due.detail, to.kind)
        by_coordinator = "coordinator" in wording.needs or due.asked_by == "coordinator"
        return Material(
            case=stream,
            to=to,
            due=due,
            at=at,
            wording=wording,
            about=await self.names(CONCERNED, stream) if "about" in wording.needs else (),
            coordinator=next(iter(await self.names(COORDINATOR, stream)), None) if by_coordinator else None,
            place=await self.place(stream, due) if "where" in wording.needs else None,
            matters=await self.matters(stream, due) if "matters" in wording.needs else (),
        )

    async def names(self, query: str, of: str | None) -> tuple[Sealed, ...]:
        """Names of people."""
        sealed = [from_json(one["sealed"]).get("name") for one in await self.pool.fetch(query, of)]
        return tuple(one for one in sealed if one)

    async def place(self, stream: str, due: NoticeDue) -> Sealed | None:
        """Where the session of that moment is."""
        rows = await self.pool.fetch(MATTERS, stream, ["session"])
        for row in rows:
            facts: dict[str, Any] = from_json(row["facts"])
            if row["matter"] in due.refers_to or (due.when and facts["starts"] == due.model_dump(mode="json")["when"]):
                place: Sealed | None = from_json(row["sealed"]).get("place")
                return place
        return None

    async def matters(self, stream: str, due: NoticeDue) -> tuple[SealedMatter, ...]:
        """What it is about; a plan is about all of its actions, each with whoever does it."""
        rows = await self.pool.fetch(MATTERS, stream, list(OF_KIND.get(due.kind, ())))
        wanted = [row for row in rows if due.kind is NoticeKind.PLAN or row["matter"] in due.refers_to]
        return tuple([await self.matter(row, whole_plan=due.kind is NoticeKind.PLAN) for row in wanted])

    async def matter(self, row: asyncpg.Record, *, whole_plan: bool) -> SealedMatter:
        """One thing."""
        facts: dict[str, Any] = from_json(row["facts"])
        owners = await self.names(PERSON, facts.get("owner")) if whole_plan else ()
        return SealedMatter(
            what=from_json(row["sealed"]).get(WORDS[row["kind"]]),
            who=next(iter(owners), None),
            by=date.fromisoformat(facts["by"]) if "by" in facts else None,
            recurrence=facts.get("recurrence"),
        )
