"""A process that was lost goes on as if it had not been: found again from what happened, with the same ids."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.chassis.reconciling import PROCESSES
from tests.workflows import lives
from tests.workflows.memory import day, live
from workflows.asking import publication
from workflows.progress import Asked, CaseProgress
from workflows.recreating import Recreating
from workflows.reliving import relive

START = CaseProgress(case="case-1")
SOURCE = "urn:nld:oin:00000099000000000000:systeem:ekc-workflows"


def ids(asked: list[Asked]) -> list[str]:
    """What was asked for, by the ids that services know repetitions by."""
    return [publication(one, SOURCE)[1].id for one in asked]


WHEREVER = [(name, heard) for name in ("mike", "again") for heard in range(1, len(lives.LIVES[name]()))]


@pytest.mark.parametrize(("name", "heard"), WHEREVER)
async def test_it_asks_for_the_same_as_the_lost_one(name: str, heard: int) -> None:
    """Wherever it was lost: what it asks for next has the ids that it would have had, and nothing else is asked for."""
    milestones = lives.LIVES[name]()
    again = await relive(START, milestones[:heard], None)
    assert again is not None
    before = milestones[heard - 1].at

    rest, ending = await live([*again.missed, *milestones[heard:]], progress=again.progress)
    whole, wanted = await live(milestones)

    assert ids([one for one in rest.asked if one.at > before]) == ids([one for one in whole.asked if one.at > before])
    assert (ending, rest.progress.round, rest.progress.phase) == (wanted, whole.progress.round, whole.progress.phase)


async def test_what_was_asked_for_before_the_loss_is_not_asked_for_again() -> None:
    """Two reminders were sent when Temporal was lost: the circle gets no third one for them (R15)."""
    heard = [*lives.opened(), *lives.found()]
    lost = day(26)

    again = await relive(START, heard, lost)

    assert again is not None
    rest, _ = await live(again.missed, progress=again.progress, until=60)
    known, _ = await live(heard, until=60)
    assert ids(rest.asked) == ids([one for one in known.asked if one.time > lost])
    assert ids(rest.asked)[0].endswith("-3")


async def test_what_came_due_while_temporal_was_away_is_asked_for() -> None:
    """Without a word on when it was lost all since the latest milestone is asked for again: the ids are the same."""
    heard = [*lives.opened(), *lives.found()]

    again = await relive(START, heard, None)

    assert again is not None
    rest, _ = await live(again.missed, progress=again.progress, until=60)
    known, _ = await live(heard, until=60)
    assert set(ids(rest.asked)) == set(ids([one for one in known.asked if one.time >= heard[-1].at]))


async def test_what_a_process_had_not_heard_of_follows_from_it_now() -> None:
    """Its worker was away before Temporal was lost: nobody was asked for anything yet, and it would stand still."""
    heard = [*lives.opened(), *lives.found()]
    away = heard[0].at - timedelta(days=1)

    again = await relive(START, heard, away)

    assert again is not None
    rest, _ = await live(again.missed, progress=again.progress, until=60)
    known, _ = await live(heard, until=60)
    assert ids(rest.asked) == ids(known.asked)


async def test_a_case_that_has_ended_has_no_process() -> None:
    """R32: nothing is made again for it."""
    assert await relive(START, lives.mike(), lives.mike()[-1].at) is None


class Wish:
    """The database of a bridge of which an operator asked for it."""

    def __init__(self) -> None:
        self.looks = 0

    async def fetchrow(self, _query: str, _what: list[str]) -> dict[str, Any]:
        """What is asked for."""
        self.looks += 1
        if self.looks > 2:
            raise asyncio.CancelledError
        return {"id": 1, "what": PROCESSES, "lost_at": None}


async def test_what_cannot_be_made_again_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bridge would end by it, again and again: milestones of all cases are passed on while it is tried anew."""
    pool: Any = Wish()
    nothing: Any = None
    recreating = Recreating(pool, nothing, nothing, nothing)
    monkeypatch.setattr("workflows.recreating.LOOK_SECONDS", 0)

    with pytest.raises(asyncio.CancelledError):
        await recreating.run()  # without a client nothing of it can be done

    assert pool.looks == 3
