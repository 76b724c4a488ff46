"""A service before and after its database was restored: what it had published, and the same messages once more."""

from collections.abc import Sequence
from typing import Any

from pydantic_core import from_json, to_json

from services.chassis.adopting import AdoptingBatch, waiting
from services.chassis.envelopes import Record
from services.chassis.reconciling import TO_ADOPT
from services.chassis.restored import row
from tests.chassis.path import MessagePath

EVENTS = "SELECT envelope FROM event_log WHERE stream = $1 AND sequence IS NOT NULL ORDER BY sequence"
STATE = "SELECT state, marks, sequence, position FROM streams WHERE id = $1"


async def told(path: MessagePath) -> list[Any]:
    """What a service has published: its outbox as it was written."""
    return list(await path.pool.fetch("SELECT topic, key, value FROM outbox ORDER BY id"))


async def remember(path: MessagePath, said: Sequence[Any]) -> None:
    """Let a restored service know what its topics have that its log has not."""
    there = [bytes(one[0]) for one in await path.pool.fetch("SELECT envelope FROM event_log")]
    missing = [row(one["topic"], bytes(one["value"])) for one in said if bytes(one["value"]) not in there]
    await path.pool.executemany(TO_ADOPT, missing)
    await path.pool.execute("DELETE FROM outbox")


def spoilt(said: Sequence[Any], cause: str) -> list[dict[str, Any]]:
    """The same, save that nobody can read what a message caused."""
    rows = [(dict(one), from_json(one["value"])) for one in said]
    return [
        {**one, "value": to_json({**event, "data": {}})} if event.get("causationid") == cause else one
        for one, event in rows
    ]


async def misnumbered(path: MessagePath) -> list[int]:
    """Numbers in the log under which another event stands than the one that has them."""
    rows = await path.pool.fetch("SELECT sequence, envelope FROM event_log WHERE sequence IS NOT NULL")
    return [row["sequence"] for row in rows if int(from_json(row["envelope"])["sequence"]) != row["sequence"]]


async def hears(path: MessagePath, *records: Record, alone: str | None = None) -> None:
    """Let it handle records as a service that takes over what it had decided; of a stream also the rest."""
    made = path.consumer.new_batch

    def adopting() -> AdoptingBatch:
        plain = made()
        return AdoptingBatch(plain.service, plain.decisions, plain.opening, plain.letters, alone=alone is not None)

    path.consumer.new_batch = adopting
    if records:
        await path.handle(*records)
    if alone:
        await path.consumer.persist([waiting(alone)], {})
    path.consumer.new_batch = made


async def left(path: MessagePath) -> int:
    """How much is still to be taken over."""
    return int(await path.pool.fetchval("SELECT count(*) FROM to_adopt"))


async def log(path: MessagePath, case: str) -> list[bytes]:
    """The service's own events of a case, word for word."""
    return [bytes(one[0]) for one in await path.pool.fetch(EVENTS, case)]


async def stands(path: MessagePath, case: str) -> tuple[Any, ...]:
    """How a case stands: its state, its marks, how far its numbers are."""
    (row,) = await path.pool.fetch(STATE, case)
    return from_json(row["state"]), from_json(row["marks"]), row["sequence"], row["position"]
