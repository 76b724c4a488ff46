"""The timeline of all cases: one row for each thing that happened, numbered without gaps."""

from collections.abc import Sequence

from pydantic_core import to_json

from services.chassis.decider import Connection
from services.chassis.store import columns
from services.desk.cases.lines import line
from services.desk.read_model.happenings import Happening

NUMBERING = 0x656B6302
"""The advisory lock under which rows are numbered: who reads in order never skips a row that commits late."""

APPEND = """
INSERT INTO timeline
    (number, stream, at, service, event, type, who, what, rule, cause, correlation, told, data)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::text[], $12::boolean[], $13::jsonb[])
"""


async def append(connection: Connection, happened: Sequence[Happening]) -> list[int]:
    """Write the rows; their numbers, in the same order."""
    if not happened:
        return []
    await connection.execute("SELECT pg_advisory_xact_lock($1)", NUMBERING)
    last: int = await connection.fetchval("SELECT coalesce(max(number), 0) FROM timeline")
    numbers = list(range(last + 1, last + 1 + len(happened)))
    rows = [row(number, one) for number, one in zip(numbers, happened, strict=True)]
    await connection.execute(APPEND, *columns(rows, 13))
    return numbers


def row(number: int, one: Happening) -> tuple[object, ...]:
    """One thing that happened as a row; the agenda is in the case's standing."""
    rule, what = line(one.message)
    data = {name: value for name, value in one.data.items() if name != "agenda"}
    return (
        number,
        one.stream,
        one.at,
        one.service,
        one.envelope.id,
        one.envelope.type,
        one.who,
        what,
        rule,
        one.cause,
        one.envelope.correlationid,
        one.told,
        to_json(data).decode(),
    )
