"""What is kept of somebody in a case, gathered sealed from the read model and the desk's own log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from pydantic_core import from_json

from contracts.base import Event
from contracts.catalogue import MESSAGES
from contracts.coordination import ComplaintRaised, ParticipantVetoed, VetoLifted
from contracts.privacy import PersonalDataRead
from services.chassis.decider import Pool
from services.chassis.sealing import ERASED_VALUE, places
from services.desk.read_model.extracts import Sealed, bound
from services.desk.rights.theirs import Happened, Value, Whose, owners, theirs

HAPPENED = """
SELECT * FROM timeline WHERE stream = ANY($1::text[]) OR stream IN
    (SELECT stream FROM timeline WHERE type = $2 AND data->>'case' = $3 AND data->>'by' = $4)
ORDER BY number
"""
"""What somebody complained of is a stream of its own (R41)."""
PEOPLE = """
SELECT subject, kind, role FROM people p WHERE stream = $1 OR (subject = $2 AND kind = 'coordinator'
    AND EXISTS (SELECT 1 FROM timeline WHERE stream = $1 AND data->>'coordinator' = $2))
"""
"""Of this case, and nobody of another one; a coordinator who has or had it, or was asked, has an entry elsewhere."""
READINGS = """
SELECT envelope FROM event_log
WHERE stream = $1 AND convert_from(envelope, 'UTF8')::jsonb->>'type' = $2 ORDER BY position
"""
NAMES = frozenset({"name", "setter_name", "contact", "postcode"})
"""Personal fields by which somebody can be found in a text."""


@dataclass(frozen=True)
class Item:
    """One thing that happened, as far as it is theirs."""

    at: datetime
    row: asyncpg.Record
    happened: Happened
    values: list[Value]


@dataclass(frozen=True)
class Gathered:
    """All that is theirs, still sealed."""

    whose: Whose
    role: str
    items: list[Item]
    others: list[tuple[str, Sealed]]
    """By what everybody else can be found in a text: on which stream, sealed."""
    own: list[tuple[str, Sealed]]
    readings: list[dict[str, Any]]

    def sealed(self) -> Iterator[tuple[str, Sealed]]:
        """Everything that is to be opened, with the stream on which that is written down."""
        for item in self.items:
            yield from ((item.happened.stream, value.sealed) for value in item.values if value.sealed)
        yield from (*self.others, *self.own)


async def gather(pool: Pool, case: str, subject: str, *, hidden: bool) -> Gathered | None:
    """What is theirs; nothing if the case knows nobody of this id."""
    people = {row["subject"]: row for row in await pool.fetch(PEOPLE, case, subject)}
    if subject not in people:
        return None
    kind = people[subject]["kind"]
    streams = [case, subject] if kind == "coordinator" else [case]
    rows = await pool.fetch(HAPPENED, streams, ComplaintRaised.type, case, subject)
    happened = [of_row(row) for row in rows]
    roles = {name: row["role"] or row["kind"] for name, row in people.items()}
    whose = Whose(subject, kind == "person-concerned", roles, owners(happened), hidden)
    vetoes = {one.cause for one in happened if one.kind in (ParticipantVetoed, VetoLifted) and one.cause}
    found = ((row, one, theirs(one, whose, frozenset(vetoes))) for row, one in zip(rows, happened, strict=True))
    items = [Item(row["at"], row, one, values) for row, one, values in found if values is not None]
    names = list(names_in(happened))
    return Gathered(
        whose=whose,
        role=kind,
        items=items,
        others=[(stream, one) for stream, one in names if one["subject"] != subject],
        own=[(stream, one) for stream, one in names if one["subject"] == subject],
        readings=read(await pool.fetch(READINGS, case, PersonalDataRead.type), {subject, case}, items),
    )


def of_row(row: asyncpg.Record) -> Happened:
    """A row of the timeline."""
    kind = MESSAGES.get(row["type"], Event)
    return Happened(row["event"], row["stream"], kind, row["cause"], from_json(row["data"]))


def names_in(happened: Iterable[Happened]) -> Iterator[tuple[str, Sealed]]:
    """By what people can be found, of everybody whom the events describe, each value once."""
    seen: set[str] = set()
    for one in happened:
        for holder, path, subject in places(one.kind, one.data, one.stream):
            value = holder[path.path[-1]]
            if path.path[-1] in NAMES and value != ERASED_VALUE and value not in seen:
                seen.add(value)
                yield one.stream, bound(value, subject, one.kind, path.path)


def read(rows: Iterable[asyncpg.Record], whose: set[str], items: Iterable[Item]) -> list[dict[str, Any]]:
    """Who looked, when, at which of their fields; of what is not theirs not even that it is there (R33, R37).

    What is sealed with the key of the case is theirs where it is among what they get.
    """
    fields = {field_of(value.sealed) for item in items for value in item.values if value.sealed}
    found = []
    for envelope in (from_json(row["envelope"]) for row in rows):
        kinds = sorted(fields.intersection(envelope["data"]["kinds"]))
        if kinds and whose.intersection(envelope["data"].get("subjects", whose)):
            found.append({"at": envelope["time"], "role": envelope["actorrole"], "kinds": kinds})
    return found


def field_of(one: Sealed) -> str:
    """A field as a reading names it."""
    return f"{one['type'].split('.')[-2]}.{one['path']}"
