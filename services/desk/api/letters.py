"""Dead letters: what parts could not handle, and handling it again."""

import contextlib
import time
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
from fastapi import APIRouter, Query

from contracts.access import Act, OperatorActed
from contracts.operations import DiscardDeadLetters, ReplayDeadLetter
from services.chassis import quarantine
from services.chassis.keyring import KeyringUnreachable
from services.desk.api.access import Caller, TheDesk
from services.desk.api.operating import ask, write_down
from services.desk.api.problems import Problem
from services.desk.api.shapes import Discarding, LetterOut, Letters
from services.desk.desk import Desk

router = APIRouter(prefix="/dead-letters", tags=["dead letters"])
LISTED = """
SELECT * FROM letters WHERE ($1::text IS NULL OR state = $1) ORDER BY state = 'handled', since, letter LIMIT 1000
"""
ONE = "SELECT * FROM letters WHERE letter = $1"
COUNT = "UPDATE letters SET replays = replays + 1 WHERE letter = $1 AND state <> 'handled' RETURNING announced"
OWNERS = "SELECT owner, count(*) FROM letters WHERE topic = $1 AND state = 'dead' GROUP BY owner ORDER BY owner"


@router.get(
    "",
    response_model=Letters,
    summary="Dead letters of all parts, a thousand at most: first those that wait, the oldest of them first",
)
async def listed(desk: TheDesk, state: str | None = None) -> dict[str, Any]:
    """What could not be handled: `dead`, `parked` (a case stands still behind it), or by now `handled`."""
    return {"letters": await shown(desk, await desk.pool.fetch(LISTED, state))}


@router.get("/{letter}", response_model=LetterOut, summary="One dead letter")
async def show(letter: str, desk: TheDesk) -> dict[str, Any]:
    """Where it came from and why it could not be handled; never its content."""
    return (await shown(desk, [await find(desk, letter)]))[0]


@router.post("/{letter}/replay", response_model=LetterOut, summary="Have it handled again")
async def replay(
    letter: str, desk: TheDesk, caller: Caller, wait_seconds: float = Query(default=10, ge=0, le=60)
) -> dict[str, Any]:
    """Ask its owner to handle it again. It counts as handled when the owner says that its effect is there."""
    row = await find(desk, letter)
    key = row["stream"]
    async with desk.pool.acquire() as connection, connection.transaction():
        before = await connection.fetchval(COUNT, letter)
        if before is not None:
            parts = (row["owner"],)
            await write_down(desk, connection, caller, OperatorActed(act=Act.REPLAY, about=letter, parts=parts))
            await ask(desk, connection, caller, parts, key, ReplayDeadLetter(letter=letter))
    desk.accepting.wake_relay()
    return await wait_for_effect(desk, letter, before, wait_seconds)


@router.post("/discard", response_model=Discarding, summary="Let go of all that waits of one topic")
async def discard(topic: str, desk: TheDesk, caller: Caller) -> dict[str, Any]:
    """Ask their owners to discard the dead letters of a topic. What a case stands still behind stays.

    The topic of an agency that was read no further because of them is read on.
    """
    async with desk.pool.acquire() as connection, connection.transaction():
        owners = await connection.fetch(OWNERS, topic)
        number = sum(letters for _, letters in owners)
        if owners:
            parts = tuple(owner for owner, _ in owners)
            acted = OperatorActed(act=Act.DISCARD, about=topic, parts=parts, number=number)
            await write_down(desk, connection, caller, acted)
            await ask(desk, connection, caller, parts, str(uuid4()), DiscardDeadLetters(topic=topic))
    desk.accepting.wake_relay()
    return {"topic": topic, "letters": number}


async def wait_for_effect(desk: Desk, letter: str, before: Any, seconds: float) -> dict[str, Any]:
    """The letter after its owner spoke of it again.

    Raises:
        Problem: the owner said nothing in time.
    """
    until = time.monotonic() + seconds
    while True:
        news = desk.bell.news
        row = await find(desk, letter)
        if row["state"] == "handled" or row["announced"] != before or seconds == 0:
            return (await shown(desk, [row]))[0]
        left = until - time.monotonic()
        if left <= 0:
            raise Problem(504, "no-answer", "Its owner has not said what became of it yet.", letter=letter)
        await desk.bell.wait(news, left)


async def find(desk: Desk, letter: str) -> asyncpg.Record:
    """The letter.

    Raises:
        Problem: there is none.
    """
    row = await desk.pool.fetchrow(ONE, letter)
    if row is None:
        raise Problem(404, "not-found", "There is no such dead letter.")
    return row


async def shown(desk: Desk, rows: Sequence[asyncpg.Record]) -> list[dict[str, Any]]:
    """Letters as the API shows them. Operators see them also while it cannot be asked which are erased."""
    erased: set[date] | None = None
    with contextlib.suppress(KeyringUnreachable):
        erased = await quarantine.erased(desk.keyring, {row["since"].date() for row in rows})
    return [
        {**dict(row), "case": row["stream"], "erased": None if erased is None else row["since"].date() in erased}
        for row in rows
    ]
