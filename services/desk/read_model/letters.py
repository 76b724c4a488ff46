"""Dead letters of all parts, as they were announced. The messages stay with their owners."""

from collections.abc import Sequence

from contracts.operations import DeadLetterAnnounced
from services.chassis.decider import Connection
from services.desk.read_model.happenings import Happening

ANNOUNCED = """
INSERT INTO letters
    (letter, owner, stream, state, reason, detail, topic, partition, "offset", message, asked, replays, since,
    announced)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, clock_timestamp())
ON CONFLICT (letter) DO UPDATE SET state = excluded.state, announced = excluded.announced,
    reason = CASE WHEN excluded.state = 'handled' THEN letters.reason ELSE excluded.reason END,
    detail = CASE WHEN excluded.state = 'handled' THEN letters.detail ELSE excluded.detail END,
    replays = greatest(letters.replays, excluded.replays)
"""


async def announced(connection: Connection, happened: Sequence[Happening]) -> None:
    """Note what was announced; what became of it keeps the reason why it was one."""
    if happened:
        await connection.executemany(ANNOUNCED, [row(one) for one in happened])


def row(one: Happening) -> tuple[object, ...]:
    """An announcement as a row."""
    said = one.message
    assert isinstance(said, DeadLetterAnnounced)
    return (
        said.letter,
        said.owner,
        one.stream,
        said.state,
        said.reason,
        said.detail,
        said.topic,
        said.partition,
        said.offset,
        said.message,
        said.asked,
        said.replays,
        said.since,
    )
