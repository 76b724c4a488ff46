"""Notices from due to answered: what is to be told, what was told, what came back (R44)."""

from collections.abc import Sequence

from pydantic_core import to_json

from contracts.notices import NoticeDelivered, NoticeDue, NoticeSent, NoticeWithheld
from services.chassis.decider import Connection
from services.chassis.store import columns
from services.desk.read_model.happenings import Happening

ENTER = """
INSERT INTO notices (notice, number, stream, service, state, kind, recipient, asked, cause)
SELECT notice, number, stream, service, 'due', kind, recipient, asked, cause
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[])
    AS n (notice, number, stream, service, kind, recipient, asked, cause)
ON CONFLICT (notice) DO NOTHING
"""
CAME_OF_IT = """
UPDATE notices SET state = $2, sent = coalesce($3::jsonb, sent) WHERE notice = $1
"""
CAUSE = ("id", "source", "storytime", "correlationid", "traceparent", "actorid", "actorrole")


async def enter(connection: Connection, happened: Sequence[tuple[int, Happening]]) -> None:
    """Enter what is to be told, then what came of it."""
    due = [row(number, one) for number, one in happened if isinstance(one.message, NoticeDue)]
    if due:
        await connection.execute(ENTER, *columns(due, 8))
    outcomes = [outcome(one) for _, one in happened if isinstance(one.message, CAME)]
    if outcomes:
        await connection.executemany(CAME_OF_IT, outcomes)


CAME = NoticeSent | NoticeWithheld | NoticeDelivered


def row(number: int, one: Happening) -> tuple[object, ...]:
    """What is to be told as a row."""
    due = one.message
    assert isinstance(due, NoticeDue)
    attributes = one.envelope.model_dump(mode="json", exclude_none=True, include={*CAUSE, "time"})
    return (
        due.notice,
        number,
        one.stream,
        one.service,
        due.kind.value,
        due.recipient,
        to_json(one.data).decode(),
        to_json(attributes).decode(),
    )


def outcome(one: Happening) -> tuple[object, ...]:
    """What came of a notice as a row; its text stays sealed."""
    said = one.message
    assert isinstance(said, CAME)
    match said:
        case NoticeSent():
            return said.notice, "sent", to_json(one.data).decode()
        case NoticeWithheld():
            return said.notice, "withheld", to_json(one.data).decode()
        case _:
            return said.notice, said.outcome, None
