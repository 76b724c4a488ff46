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
from contracts.telling import LEVELS
from services.chassis.decider import Pool
from services.desk.notices import document, plans
from services.desk.notices.audience import Reader
from services.desk.notices.languages import language_for
from services.desk.notices.said import Matter, Said
from services.desk.notices.wording import Wording
from services.desk.read_model.disclosure import ERASED_TEXT, Opened
from services.desk.read_model.extracts import Sealed

INFORMAL_UNDER = 16
"""Years: whom a Dutch letter calls `je`."""

PERSON = "SELECT * FROM people WHERE subject = $1"
CONCERNED = """
SELECT * FROM people WHERE stream = $1 AND kind = 'person-concerned' AND NOT gone ORDER BY subject
"""
COORDINATOR = "SELECT p.* FROM people p JOIN cases c ON c.coordinator = p.subject WHERE c.id = $1"
HIDDEN = "SELECT id FROM cases WHERE id = ANY($1::text[]) AND standing->'held' ? 'place'"
MATTERS = "SELECT * FROM matters WHERE stream = $1 AND kind = ANY($2::text[]) ORDER BY place, matter"
OF_KIND = {
    NoticeKind.BOTTOM_LINE: ("bottom-line",),
    NoticeKind.JUDGEMENT: ("bottom-line",),
    NoticeKind.SAFETY: ("safety-signal",),
    NoticeKind.JUDGEMENT_ASKED: ("answer",),
    NoticeKind.ACTION_REMINDER: ("action",),
    NoticeKind.ACTION_ASKED: ("action",),
    NoticeKind.COMPLAINT: ("complaint", "settlement"),
}
WORDS = {
    "complaint": "text",
    "settlement": "text",
    "bottom-line": "text",
    "safety-signal": "text",
    "answer": "answer",
    "action": "what",
}


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
        staff = subject in LEVELS
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
    hidden: bool
    """Whether place and addresses are hidden for safety's sake (R37)."""
    matters: tuple[SealedMatter, ...]
    plan: plans.Draft | None
    """The circle's plan as far as it is for one of them (R43)."""

    def sealed(self) -> Iterator[Sealed]:
        """Everything that is to be opened for it."""
        one_by_one = (self.to.sealed.get("name"), self.born, self.coordinator, self.place)
        yield from (one for one in (*self.about, *one_by_one, *(matter.what for matter in self.matters)) if one)
        yield from self.plan.sealed.values() if self.plan else ()

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
                hidden=self.hidden,
                by=self.due.respond_by,
                detail=self.due.detail,
                matters=tuple(
                    Matter(what=plain(one.what) or "", by=one.by, recurrence=one.recurrence) for one in self.matters
                ),
                plan=self.document(opened),
                next_step=self.due.next_step,
                informal=self.informal(plain(self.born)),
            )
        )

    def document(self, opened: Opened) -> str:
        """The plan in words, if it is about one."""
        plan = self.plan.document([opened.read(one) for one in self.plan.sealed.values()]) if self.plan else None
        return document.fitted(plan, self.wording) if plan else ""

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
            hidden="where" in wording.needs and await self.pool.fetchval(HIDDEN, [stream]) is not None,
            matters=await self.matters(stream, due, to) if "matters" in wording.needs else (),
            plan=await plans.draft(self.pool, stream, Reader(to.subject)) if "plan" in wording.needs else None,
        )

    async def names(self, query: str, of: str | None) -> tuple[Sealed, ...]:
        """Names of people."""
        sealed = [from_json(one["sealed"]).get("name") for one in await self.pool.fetch(query, of)]
        return tuple(one for one in sealed if one)

    async def place(self, stream: str, due: NoticeDue) -> Sealed | None:
        """Where the session of that moment is, unless only the coordinator tells it (R17)."""
        rows = await self.pool.fetch(MATTERS, stream, ["session"])
        for row in rows:
            facts: dict[str, Any] = from_json(row["facts"])
            if facts.get("place_spoken"):
                continue
            if row["matter"] in due.refers_to or (due.when and facts["starts"] == due.model_dump(mode="json")["when"]):
                place: Sealed | None = from_json(row["sealed"]).get("place")
                return place
        return None

    async def matters(self, stream: str, due: NoticeDue, to: Recipient) -> tuple[SealedMatter, ...]:
        """What it is about, as far as it is for whoever is told (R43)."""
        rows = await self.pool.fetch(MATTERS, stream, list(OF_KIND.get(due.kind, ())))
        asked = due.kind is NoticeKind.JUDGEMENT_ASKED
        reader = Reader(to.subject, to.kind == "coordinator", frozenset(due.refers_to) if asked else None)
        wanted = [row for row in rows if row["matter"] in due.refers_to]
        theirs = [row for row in wanted if reader.reads(row["kind"], row["matter"], from_json(row["facts"]))]
        return tuple(map(matter, theirs))


def matter(row: asyncpg.Record) -> SealedMatter:
    """One thing."""
    facts: dict[str, Any] = from_json(row["facts"])
    return SealedMatter(
        what=from_json(row["sealed"]).get(WORDS[row["kind"]]),
        by=date.fromisoformat(facts["by"]) if "by" in facts else None,
        recurrence=facts.get("recurrence"),
    )
