"""What a notice needs to know, from the read model: whom, about whom, where, what. Only what is needed is opened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import asyncpg
from pydantic_core import from_json

from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeDue, NoticeKind
from services.chassis.decider import Pool
from services.chassis.keyring import Keyring
from services.desk import document, plans
from services.desk.audience import Reader
from services.desk.disclosure import ERASED_TEXT, open_all
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
    NoticeKind.ACTION_ASKED: ("action",),
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


async def recipient(pool: Pool, subject: str) -> Recipient:
    """Whom a notice is for. Staff are told by mail; of whom nothing is known, somebody has to speak to them."""
    row = await pool.fetchrow(PERSON, subject)
    if row is None:
        staff = subject in STAFF
        return Recipient(subject, "staff" if staff else "unknown", None, "nl", "mail" if staff else "spoken", False, {})
    return Recipient(subject, row["kind"], row["role"], row["language"], row["channel"], True, from_json(row["sealed"]))


class Gathering:
    """Gathers what one notice says."""

    def __init__(self, pool: Pool, keyring: Keyring) -> None:
        self.pool = pool
        self.keyring = keyring

    async def write(self, stream: str, due: NoticeDue, to: Recipient, at: datetime) -> tuple[str, str]:
        """The notice in the recipient's language: language and text.

        Raises:
            KeyringUnreachable: names cannot be opened now.
        """
        wording = Wording(language_for(to.language), due.kind, due.detail, to.kind)
        said = await self.said(stream, due, to, at, wording.needs)
        if "plan" in wording.needs:
            said = replace(said, plan=await self.plan(stream, to, wording))
        return wording.language, wording.write(said)

    async def plan(self, stream: str, to: Recipient, wording: Wording) -> str:
        """The circle's plan as far as it is for one of them (R43)."""
        draft = await plans.draft(self.pool, stream, Reader(to.subject))
        plan = draft.document(await open_all(self.keyring, list(draft.sealed.values())))
        return document.fitted(plan, wording) if plan else ""

    async def said(self, stream: str, due: NoticeDue, to: Recipient, at: datetime, needs: frozenset[str]) -> Said:
        """Everything that the words need, in plain."""
        by_coordinator = "coordinator" in needs or due.asked_by == "coordinator"
        return Said(
            case=stream,
            asked_by=due.asked_by,
            name=await self.first([to.sealed.get("name")]),
            about=await self.names(await self.pool.fetch(CONCERNED, stream)) if "about" in needs else (),
            coordinator=next(iter(await self.names(await self.pool.fetch(COORDINATOR, stream))), None)
            if by_coordinator
            else None,
            when=due.when,
            place=await self.place(stream, due) if "where" in needs else None,
            by=due.respond_by,
            detail=due.detail,
            matters=await self.matters(stream, due, to) if "matters" in needs else (),
            informal=await self.informal(to, at),
        )

    async def names(self, people: Sequence[asyncpg.Record]) -> tuple[str, ...]:
        """Names of people."""
        sealed = [from_json(one["sealed"]).get("name") for one in people]
        return tuple(await open_all(self.keyring, [one for one in sealed if one]))

    async def first(self, sealed: Sequence[Sealed | None]) -> str | None:
        """One value, if it is there."""
        opened = await open_all(self.keyring, [one for one in sealed if one])
        return opened[0] if opened else None

    async def place(self, stream: str, due: NoticeDue) -> str | None:
        """Where the session of that moment is."""
        rows = await self.pool.fetch(MATTERS, stream, ["session"])
        for row in rows:
            facts: dict[str, Any] = from_json(row["facts"])
            if row["matter"] in due.refers_to or (due.when and facts["starts"] == due.model_dump(mode="json")["when"]):
                return await self.first([from_json(row["sealed"]).get("place")])
        return None

    async def matters(self, stream: str, due: NoticeDue, to: Recipient) -> tuple[Matter, ...]:
        """What it is about, as far as it is for whoever is told (R43)."""
        rows = await self.pool.fetch(MATTERS, stream, list(OF_KIND.get(due.kind, ())))
        asked = due.kind is NoticeKind.JUDGEMENT_ASKED
        reader = Reader(to.subject, to.kind == "coordinator", frozenset(due.refers_to) if asked else None)
        wanted = [row for row in rows if row["matter"] in due.refers_to]
        theirs = [row for row in wanted if reader.reads(row["kind"], row["matter"], from_json(row["facts"]))]
        return tuple([await self.matter(row) for row in theirs])

    async def matter(self, row: asyncpg.Record) -> Matter:
        """One thing in plain."""
        facts: dict[str, Any] = from_json(row["facts"])
        return Matter(
            what=await self.first([from_json(row["sealed"]).get(WORDS[row["kind"]])]) or "",
            by=date.fromisoformat(facts["by"]) if "by" in facts else None,
            recurrence=facts.get("recurrence"),
        )

    async def informal(self, to: Recipient, at: datetime) -> bool:
        """Whether they are called `je`: a child in the circle, or a young person concerned."""
        if to.role == "child":
            return True
        born = await self.first([to.sealed.get("birth_date")])
        if born is None or born == ERASED_TEXT:
            return False
        today, born_on = at.astimezone(AMSTERDAM).date(), date.fromisoformat(born)
        had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
        return today.year - born_on.year - (not had_birthday) < INFORMAL_UNDER
