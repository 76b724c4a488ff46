"""The ciphertext of a case: how many sealed fields of whom rest in which table, counted without opening one."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
from pydantic_core import from_json

from contracts.base import Message
from contracts.catalogue import MESSAGES
from contracts.notices import NoticeSent
from services.chassis.decider import Connection
from services.chassis.sealing import places

type Resting = Counter[tuple[str, str]]
"""(where, of whom) -> how many sealed fields."""


@dataclass(frozen=True)
class Table:
    """A table in which sealed fields rest."""

    name: str
    statement: str
    """Its rows in the streams `$1`."""
    sealed: Callable[[asyncpg.Record], Iterator[str]]
    """Whose the sealed fields of a row are."""


def of_envelope(value: bytes | str) -> Iterator[str]:
    """Whose the sealed fields of a CloudEvent are, one for each; none of what cannot be read as one."""
    try:
        said = from_json(value)
    except ValueError:
        return
    if isinstance(said, Mapping):
        yield from of_data(MESSAGES.get(str(said.get("type"))), said.get("data"), str(said.get("subject")))


def of_data(kind: type[Message] | None, data: Any, stream: str) -> Iterator[str]:
    """The same of a message's data."""
    if kind is not None:
        yield from (subject for holder, path, subject in places(kind, data, stream) if sealed(holder[path.path[-1]]))


def sealed(value: object) -> bool:
    """Whether a personal field is ciphertext: the value itself is never a text that rests."""
    return isinstance(value, str)


def of_extract(taken: str) -> Iterator[str]:
    """Whose the sealed values are that a read model took out of events (`Sealed` by name)."""
    values = [one for one in from_json(taken).values() if one is not None]
    yield from (str(one["subject"]) for one in values if sealed(one["value"]))


OF_ALL = (
    Table("event_log", "SELECT envelope FROM event_log WHERE stream = ANY($1)", lambda row: of_envelope(row[0])),
    Table("outbox", "SELECT value FROM outbox WHERE key = ANY($1)", lambda row: of_envelope(row[0])),
    Table("held", "SELECT value FROM held WHERE stream = ANY($1)", lambda row: of_envelope(row[0])),
    Table(
        "dead_letters",
        "SELECT quarantine FROM dead_letters WHERE stream = ANY($1) AND body IS NOT NULL",
        lambda row: iter((row[0],)),
    ),
)
"""In the database of every part."""
OF_DESK = (
    Table(
        "timeline",
        "SELECT type, data::text, stream FROM timeline WHERE stream = ANY($1)",
        lambda row: of_data(MESSAGES.get(row[0]), from_json(row[1]), row[2]),
    ),
    Table("people", "SELECT sealed::text FROM people WHERE stream = ANY($1)", lambda row: of_extract(row[0])),
    Table("matters", "SELECT sealed::text FROM matters WHERE stream = ANY($1)", lambda row: of_extract(row[0])),
    Table(
        "notices",
        "SELECT sent::text, stream FROM notices WHERE stream = ANY($1) AND sent IS NOT NULL",
        lambda row: of_data(NoticeSent, from_json(row[0]), row[1]),
    ),
)
"""In the desk's read model beside."""
OF_PRIVACY = (
    Table(
        "access_log",
        "SELECT case_id FROM access_log WHERE case_id = ANY($1) AND reason IS NOT NULL",
        lambda row: iter((row[0],)),
    ),
)
"""Why somebody read something, in their own words: about the case."""
OF_PART: Mapping[str, tuple[Table, ...]] = {"desk": OF_DESK, "privacy": OF_PRIVACY}


async def of_part(connection: Connection, part: str, streams: Collection[str]) -> Resting:
    """What rests in the database of a part."""
    found: Resting = Counter()
    for table in (*OF_ALL, *OF_PART.get(part, ())):
        async with connection.transaction(readonly=True):
            async for row in connection.cursor(table.statement, list(streams)):
                found.update((f"{part}.{table.name}", subject) for subject in table.sealed(row))
    return found
