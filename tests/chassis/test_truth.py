"""A part stands still until database and topics tell the same: what nobody can agree to away it goes on waiting for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiokafka import TopicPartition

from services.chassis import reconciling, restored
from services.chassis.restored import Found
from services.chassis.settings import Settings
from services.chassis.timeline import AnotherTimeline
from services.chassis.truth import Truth

SETTINGS = Settings(part="plan", environment="development")
PLACE = TopicPartition("ekc.plan.events", 0)


class Swapped:
    """A pool whose server was swapped."""

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[None]:
        """No connection."""
        raise AnotherTimeline
        yield


class Pool:
    """A database in which somebody agreed to whatever was found."""

    def __init__(self) -> None:
        self.written: list[str] = []

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["Pool"]:
        """Itself."""
        yield self

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """See asyncpg."""
        yield

    async def fetchval(self, query: str, *_: Any) -> int:
        """The number of what was agreed to."""
        assert query == reconciling.AGREED
        return 7

    async def execute(self, query: str, *_: Any, **__: Any) -> str:
        """Remember it."""
        self.written.append(query)
        return "INSERT 0 0"


async def test_a_part_that_stands_still_ends_when_its_database_is_restored_again() -> None:
    """It may have asked for that itself: waiting for an operator it would never see it."""
    pool: Any = Swapped()
    reader: Any = None

    with pytest.raises(AnotherTimeline):
        await Truth(pool, SETTINGS, [], []).differs(reader)


@pytest.mark.parametrize(
    ("found", "stands"),
    [
        (Found(), False),
        (Found(moved=[PLACE]), False),
        (Found(missing=[PLACE.topic]), True),
        (Found(moved=[PLACE], missing=[PLACE.topic]), True),
        (Found(unknown=[("t", "i", "s", 1, None, False, b"")], taken=1), True),
    ],
)
async def test_what_is_to_be_made_or_restored_first_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, found: Found, stands: bool
) -> None:
    """Though somebody agreed: nothing is put right before, and so nothing is passed over."""
    pool: Any = Pool()
    nothing: Any = None

    async def look(*_: Any) -> Found:
        return found

    monkeypatch.setattr(restored, "look", look)
    truth = Truth(pool, SETTINGS, [], [])

    assert await truth.differs(nothing) is stands
    assert (reconciling.REWIND in pool.written) is not stands
    assert bool(truth.why) is stands
