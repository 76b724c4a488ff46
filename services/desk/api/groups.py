"""Dead letters of one defect together: counted, handled again some at a time, or let go of. By their fingerprint."""

import time
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import asyncpg
from fastapi import APIRouter, Query

from contracts.access import Act, OperatorActed
from contracts.base import Id
from contracts.operations import DiscardGroup, ReplayDeadLetter
from services.chassis.fingerprint import fingerprint
from services.desk.api.access import Caller, TheDesk
from services.desk.api.operating import ask, write_down
from services.desk.api.problems import Problem
from services.desk.api.shapes_operations import Group, Groups, Replaying
from services.desk.desk import Desk

router = APIRouter(prefix="/dead-letter-groups", tags=["dead letters"])
GROUPS = """
SELECT topic, asked, reason, count(*) FILTER (WHERE state = 'dead') AS dead,
    count(*) FILTER (WHERE state = 'parked') AS parked, count(*) FILTER (WHERE state = 'handled') AS handled,
    min(since) AS first, max(since) AS last, min(letter) FILTER (WHERE state <> 'handled') AS example,
    array_agg(DISTINCT owner) AS owners
FROM letters GROUP BY topic, asked, reason ORDER BY topic, asked, reason
"""
NEXT = """
SELECT letter, owner, stream FROM letters
WHERE topic = $1 AND asked IS NOT DISTINCT FROM $2 AND reason = $3 AND state <> 'handled' AND letter > $4
ORDER BY letter LIMIT $5 FOR UPDATE
"""
ASKED = "UPDATE letters SET replays = replays + 1 WHERE letter = ANY($1::text[]) RETURNING letter, announced"
NOW = "SELECT letter, state, announced FROM letters WHERE letter = ANY($1::text[])"
LEFT = """
SELECT count(*) FROM letters
WHERE topic = $1 AND asked IS NOT DISTINCT FROM $2 AND reason = $3 AND state <> 'handled' AND letter > $4
"""
OWNERS = """
SELECT owner, count(*) FROM letters
WHERE topic = $1 AND asked IS NOT DISTINCT FROM $2 AND reason = $3 AND state = 'dead' GROUP BY owner ORDER BY owner
"""


@router.get("", response_model=Groups, summary="Dead letters of one topic, one type and one reason together")
async def groups(desk: TheDesk, handled: bool = False) -> dict[str, Any]:
    """How many there are of each, since when, and one to look at; also those that are handled by now, if asked."""
    found = [group(row) for row in await desk.pool.fetch(GROUPS)]
    return {"groups": [one for one in found if handled or one["dead"] or one["parked"]]}


@router.get("/{group}", response_model=Group, summary="One group of dead letters")
async def show(group: str, desk: TheDesk) -> dict[str, Any]:
    """How many of them wait, and how many are handled."""
    return await find(desk, group)


@router.post("/{group}/replay", response_model=Replaying, summary="Have some of them handled again")
async def replay(
    group: str,
    desk: TheDesk,
    caller: Caller,
    after: str = "",
    most: int = Query(default=20, ge=1, le=100),
    wait_seconds: float = Query(default=10, ge=0, le=60),
) -> dict[str, Any]:
    """Ask for the next ones after a letter, and count what came of them: nothing counts by having been asked for.

    `after` of the answer is where to go on. Whoever breaks off and begins anew asks again for what still waits.
    """
    known = await find(desk, group)
    same = (known["topic"], known["asked"], known["reason"])
    async with desk.pool.acquire() as connection, connection.transaction():
        rows = await connection.fetch(NEXT, *same, after, most)
        letters = [row["letter"] for row in rows]
        before = {row["letter"]: row["announced"] for row in await connection.fetch(ASKED, letters)}
        if rows:
            parts = tuple(sorted({row["owner"] for row in rows}))
            acted = OperatorActed(act=Act.REPLAY, about=group, parts=parts, number=len(rows))
            await write_down(desk, connection, caller, acted)
        for row in rows:
            await ask(desk, connection, caller, (row["owner"],), row["stream"], ReplayDeadLetter(letter=row["letter"]))
    desk.accepting.wake_relay()
    came = await effects(desk, before, wait_seconds)
    last = max(letters, default=after)
    return {**came, "asked": len(rows), "after": last, "left": await desk.pool.fetchval(LEFT, *same, last)}


@router.post("/{group}/discard", response_model=Group, summary="Let go of those that nothing stands still behind")
async def discard(group: str, desk: TheDesk, caller: Caller, reason: Id) -> dict[str, Any]:
    """There is no way back. `reason`, a word or the number of a ticket, is in the access log."""
    known = await find(desk, group)
    same = (known["topic"], known["asked"], known["reason"])
    async with desk.pool.acquire() as connection, connection.transaction():
        owners = await connection.fetch(OWNERS, *same)
        if owners:
            parts = tuple(owner for owner, _ in owners)
            number = sum(letters for _, letters in owners)
            acted = OperatorActed(act=Act.DISCARD, about=group, parts=parts, number=number, reason=reason)
            await write_down(desk, connection, caller, acted)
            asked = DiscardGroup(topic=known["topic"], asked=known["asked"], reason=known["reason"])
            await ask(desk, connection, caller, parts, str(uuid4()), asked)
    desk.accepting.wake_relay()
    return known


async def find(desk: Desk, wanted: str) -> dict[str, Any]:
    """The group of a fingerprint.

    Raises:
        Problem: there is none.
    """
    for row in await desk.pool.fetch(GROUPS):
        known = group(row)
        if known["fingerprint"] == wanted:
            return known
    raise Problem(404, "not-found", "There is no group of dead letters of this fingerprint.")


def group(row: asyncpg.Record) -> dict[str, Any]:
    """A group as the API shows it."""
    return {**dict(row), "fingerprint": fingerprint(row["topic"], row["asked"], row["reason"])}


async def effects(desk: Desk, before: dict[str, Any], seconds: float) -> dict[str, int]:
    """What their owners say became of them, once all have spoken or the time is over."""
    until = time.monotonic() + seconds
    while True:
        news = desk.bell.news
        rows = await desk.pool.fetch(NOW, list(before))
        open_ = [row for row in rows if row["state"] != "handled" and row["announced"] == before[row["letter"]]]
        left = until - time.monotonic()
        if not open_ or left <= 0:
            return counted(rows, open_)
        await desk.bell.wait(news, left)


def counted(rows: Sequence[asyncpg.Record], silent: Sequence[asyncpg.Record]) -> dict[str, int]:
    """How many had their effect, failed again, or were not spoken of."""
    handled = sum(row["state"] == "handled" for row in rows)
    return {"handled": handled, "failed": len(rows) - handled - len(silent), "silent": len(silent)}
