"""The chains: one for each region, append-only, each row with the hash of the row before it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256

import asyncpg
import msgspec

from services.chassis.decider import Connection, Decided
from services.chassis.store import columns
from services.privacy.access_log import regions, rows
from services.privacy.access_log.rows import Row, content

GENESIS = b"\0" * 32
FIELDS = Row.__struct_fields__
BEGIN = """
INSERT INTO access_heads (region, number, hash) SELECT region, 0, $2 FROM unnest($1::text[]) AS n (region)
ON CONFLICT DO NOTHING
"""
HEADS = "SELECT region, number, hash FROM access_heads WHERE region = ANY($1::text[]) ORDER BY region FOR UPDATE"
APPEND = """
INSERT INTO access_log (region, number, at, event, kind, action, outcome, actor, role, actor_region, on_behalf,
    case_id, subjects, data, use, reason, previous, hash)
SELECT region, number, at, event, kind, action, outcome, actor, role, actor_region, on_behalf,
    case_id, string_to_array(subjects, ' '), string_to_array(data, ' '), use, reason, previous, hash
FROM unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
    $17::bytea[], $18::bytea[])
    AS n (region, number, at, event, kind, action, outcome, actor, role, actor_region, on_behalf, case_id, subjects,
        data, use, reason, previous, hash)
"""
MOVE = """
UPDATE access_heads SET number = n.number, hash = n.hash, unsigned_since = coalesce(unsigned_since, clock_timestamp())
FROM unnest($1::text[], $2::bigint[], $3::bytea[]) AS n (region, number, hash) WHERE access_heads.region = n.region
"""


class Link(msgspec.Struct, frozen=True):
    """A row in its place in a chain."""

    region: str
    number: int
    row: Row
    previous: bytes
    hash: bytes

    @property
    def right(self) -> bool:
        """Whether the hash is that of what it says, in its place."""
        return self.hash == digest(self.previous, self.region, self.number, self.row)


def digest(previous: bytes, region: str, number: int, row: Row) -> bytes:
    """The hash of a row in a place."""
    return sha256(previous + content(region, number, row)).digest()


def read(found: asyncpg.Record) -> Link:
    """A row as it is kept."""
    kept = {name: found[name] for name in FIELDS if name not in ("subjects", "data")}
    row = Row(**kept, subjects=tuple(found["subjects"]), data=tuple(found["data"]))
    return Link(found["region"], found["number"], row, found["previous"], found["hash"])


async def append(connection: Connection, decided: Sequence[Decided], before: Collection[str] = ()) -> None:
    """Chain the rows of a batch, save those of events that are there from `before`.

    Whoever else appends to the same chain waits for the end of this transaction.
    """
    found: dict[str, list[Row]] = defaultdict(list)
    for one, region in zip(decided, await regions.followed(connection, decided), strict=True):
        for row in rows.of(one):
            if row.event not in before:
                found[region].append(row)
    if not found:
        return
    heads = await locked(connection, sorted(found))
    links = [link for region in sorted(found) for link in chained(region, *heads[region], found[region])]
    await connection.execute(APPEND, *columns([written(link) for link in links], 18))
    ends = {link.region: (link.region, link.number, link.hash) for link in links}
    await connection.execute(MOVE, *columns(list(ends.values()), 3))


async def locked(connection: Connection, wanted: list[str]) -> dict[str, tuple[int, bytes]]:
    """The number and the hash of the last row of each chain."""
    found = await connection.fetch(HEADS, wanted)
    if len(found) < len(wanted):
        await connection.execute(BEGIN, wanted, GENESIS)
        found = await connection.fetch(HEADS, wanted)
    return {region: (number, last) for region, number, last in found}


def chained(region: str, number: int, previous: bytes, found: Sequence[Row]) -> Iterator[Link]:
    """Rows behind the last one of a chain."""
    for row in found:
        number += 1
        own = digest(previous, region, number, row)
        yield Link(region, number, row, previous, own)
        previous = own


def written(link: Link) -> tuple[object, ...]:
    """A row as it is kept; ids and names of fields have no spaces in them."""
    row = link.row
    lists = {"subjects": " ".join(row.subjects), "data": " ".join(row.data)}
    kept = (lists.get(name, getattr(row, name)) for name in FIELDS)
    return (link.region, link.number, *kept, link.previous, link.hash)
