"""What the desk shows is not put in place while something waits at the desk: it would be shown twice afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from services.desk.operations.rebuilding import STANDING, Rebuilding, Unfit, reading

GONE = "DROP TABLE public.cases"


class Owner:
    """The database of a desk at which so many cases stand still."""

    def __init__(self, parked: int) -> None:
        self.parked = parked
        self.did: list[str] = []

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """See asyncpg."""
        yield

    async def execute(self, query: str, *_: Any) -> None:
        """Remember it."""
        self.did.append(query)

    async def fetchval(self, query: str, *_: Any) -> int:
        """Nothing is left to be published."""
        return self.parked if query == STANDING else 0

    async def fetch(self, *_: Any) -> list[Any]:
        """Nothing was read yet."""
        return []

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["Owner"]:
        """Connections to it see the same."""
        yield self


class Topics:
    """Kafka, of which nothing is left to be read."""

    async def end_offsets(self, _places: Any) -> dict[Any, int]:
        """See aiokafka."""
        return {}

    def assign(self, places: Any) -> None:
        """See aiokafka."""
        assert not places


def rebuilding(owner: Owner) -> Rebuilding:
    """One that has read everything."""
    pool: Any = owner
    kafka: Any = Topics()
    return Rebuilding(pool, pool, kafka, reading("", "development"), lambda _: None)


async def test_it_is_put_in_place_where_nothing_waits() -> None:
    """The tables in use go."""
    owner = Owner(parked=0)

    await rebuilding(owner).put_in_place("desk")

    assert GONE in owner.did


async def test_while_cases_stand_still_at_the_desk_it_is_not() -> None:
    """Their events are in what was rebuilt; replayed afterwards they would be there twice."""
    owner = Owner(parked=2)

    with pytest.raises(Unfit, match="2 cases stand still"):
        await rebuilding(owner).put_in_place("desk")

    assert GONE not in owner.did
