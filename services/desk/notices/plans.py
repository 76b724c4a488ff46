"""A plan from the read model: only what its reader may read is opened at all (R43, R24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import asyncpg
from pydantic_core import from_json

from services.chassis.decider import Pool
from services.desk.notices.audience import Reader
from services.desk.notices.said import Document, Matter, Reply
from services.desk.read_model.extracts import Sealed

PARTS = """
SELECT kind, matter, facts, sealed FROM matters
WHERE stream = $1 AND kind IN ('plan', 'question', 'reply', 'bottom-line', 'answer', 'action') ORDER BY place, matter
"""
NAMES = "SELECT subject, sealed FROM people WHERE subject = ANY($1::text[])"


@dataclass(frozen=True)
class Part:
    """A part of a plan."""

    kind: str
    id: str
    facts: Mapping[str, Any]
    sealed: Mapping[str, Sealed]


@dataclass
class Draft:
    """A plan with its words still sealed, and without what is not for its reader."""

    parts: Sequence[Part]
    names: Mapping[str, Sealed]
    opened: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    """The words in plain by kind, id and field; names by `("name", id, "name")`."""

    @property
    def sealed(self) -> dict[tuple[str, str, str], Sealed]:
        """All that has to be opened."""
        words = {(part.kind, part.id, name): one for part in self.parts for name, one in part.sealed.items()}
        return words | {("name", who, "name"): one for who, one in self.names.items()}

    def document(self, opened: Sequence[str]) -> Document | None:
        """The plan in plain, its words opened in the order in which they were asked for."""
        self.opened = dict(zip(self.sealed, opened, strict=True))
        plan = next(iter(self.of("plan")), None)
        if plan is None:
            return None
        facts = plan.facts
        return Document(
            version=facts["version"],
            agreed_on=date.fromisoformat(facts["agreed_on"]),
            agreed_by=self.named(facts.get("agreed_by", ())),
            present=self.named(facts.get("present", ())),
            replies=tuple(self.reply("question", part) for part in self.of("reply")),
            bottom_lines=tuple(self.reply("bottom-line", part) for part in self.of("answer")),
            actions=tuple(map(self.action, self.of("action"))),
            requests=tuple((self.word(plan, "requests") or "").splitlines()),
            monitor=self.name(facts.get("monitor")),
            dissent=self.word(plan, "dissent"),
            reviews=tuple(map(date.fromisoformat, facts.get("reviews", ()))),
            fallback=date.fromisoformat(facts["fallback"]) if "fallback" in facts else None,
        )

    def of(self, kind: str) -> list[Part]:
        """The parts of a kind."""
        return [part for part in self.parts if part.kind == kind]

    def word(self, part: Part, name: str) -> str | None:
        """What somebody wrote."""
        return self.opened.get((part.kind, part.id, name))

    def name(self, who: str | None) -> str | None:
        """Somebody's name."""
        return self.opened.get(("name", who or "", "name"))

    def named(self, people: Sequence[str]) -> tuple[str, ...]:
        """The names of people."""
        return tuple(name for who in people if (name := self.name(who)))

    def reply(self, asked: str, part: Part) -> Reply:
        """An answer with what was asked."""
        question = self.opened.get((asked, part.id, "text")) or ""
        return Reply(question, self.word(part, "answer"), self.word(part, "why_not"))

    def action(self, part: Part) -> Matter:
        """An agreed action."""
        facts = part.facts
        return Matter(
            what=self.word(part, "what") or "",
            who=self.name(facts.get("owner")),
            by=date.fromisoformat(facts["by"]) if "by" in facts else None,
            recurrence=facts.get("recurrence"),
            dates=tuple(map(date.fromisoformat, facts.get("dates", ()))),
            pending=not facts.get("agreed", True),
            returned=facts.get("returned", False),
            monitor=self.name(facts.get("monitor")),
        )


async def draft(pool: Pool, stream: str, reader: Reader) -> Draft:
    """The plan of a case as far as it is for a reader. A setter is not told who is in the circle."""
    found = [part(row) for row in await pool.fetch(PARTS, stream)]
    parts = [one for one in found if one.kind == "plan" or reader.reads(one.kind, one.id, one.facts)]
    if reader.lines is not None:
        bare = ("version", "agreed_on")
        parts = [
            Part(one.kind, one.id, {name: one.facts[name] for name in bare}, {}) if one.kind == "plan" else one
            for one in parts
        ]
    people = {who for one in parts for who in mentioned(one)}
    rows = await pool.fetch(NAMES, sorted(people))
    names = {row["subject"]: name for row in rows if (name := from_json(row["sealed"]).get("name"))}
    return Draft(parts, names)


def part(row: asyncpg.Record) -> Part:
    """A row as a part."""
    return Part(row["kind"], row["matter"], from_json(row["facts"]), from_json(row["sealed"]))


def mentioned(part: Part) -> set[str]:
    """Whom a part names."""
    one = {part.facts[name] for name in ("owner", "monitor") if name in part.facts}
    return one | {who for name in ("present", "agreed_by") for who in part.facts.get(name, ())}
