"""Many worlds, as many at once as there are cores."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Literal

from services.chassis.runtime import tune_garbage_collector
from tests.world.checks import Coverage
from tests.world.story import Failure, lived

TOGETHER = 4
"""Cases that share a world: its managers, and the places of its coordinators."""
AT_A_TIME = 5
"""Worlds that a process is given at a time."""


def worlds(cases: int, seed: str) -> Iterator[tuple[str, int]]:
    """Seeds of worlds with so many cases in all."""
    for start in range(0, cases, TOGETHER):
        yield f"{seed}-{start // TOGETHER}", min(TOGETHER, cases - start)


def outcome(one: tuple[str, int]) -> tuple[Coverage, Failure | None]:
    """What one world saw, and what failed in it."""
    world, failure = lived(*one)
    return world.checks.coverage, failure


def run(cases: int, seed: str, start: Literal["fork", "spawn"] = "fork") -> tuple[Coverage, list[Failure]]:
    """Let them all live, on all cores. A fork spares each process the seconds of its start; spawn where threads run."""
    seen, failures = Coverage(), []
    with ProcessPoolExecutor(mp_context=get_context(start), initializer=tune_garbage_collector) as pool:
        for coverage, failure in pool.map(outcome, worlds(cases, seed), chunksize=AT_A_TIME):
            seen.add(coverage)
            failures += [failure] if failure else []
    return seen, failures
