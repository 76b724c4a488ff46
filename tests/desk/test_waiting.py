"""Whether operators see that a case stands still in silence (promise 4), on a real PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.coordination import CoordinatorOffered
from contracts.operations import DeadLetterAnnounced
from contracts.people import Ending, Means
from contracts.process import Due, DueItem
from contracts.referral import CaseAccepted, CaseEnded, CaseOpened, ContactMade, WillingnessRecorded
from services.desk.read_model.waiting import counted
from tests.desk.cases import opened
from tests.desk.house import House

NOW = datetime.now(UTC)
LATE = NOW - timedelta(minutes=20)
LONG_AGO = NOW - timedelta(hours=3)


def due(at: datetime, what: Due = Due.ESCALATE_CONTACT) -> DueItem:
    """Something that the process asks for at a moment."""
    return DueItem(what=what, at=at, rule="R10", whose="regional-manager")


def case(*agenda: DueItem) -> CaseOpened:
    """A case with this agenda."""
    return opened().model_copy(update={"agenda": agenda})


async def figures(house: House) -> dict[str, Any]:
    """What is told now."""
    async with house.desk.pool.acquire() as connection:
        return await counted(connection)


async def steps(house: House) -> Sequence[int]:
    """Steps that came due, those that are overdue, cases that stand still in silence."""
    told = await figures(house)
    return told["due"], told["overdue"], told["silent"]


async def test_cases_wait_in_their_phase_and_the_oldest_is_known(house: House) -> None:
    """An ended one waits for nothing."""
    await house.happened("case-1", case(due(NOW + timedelta(days=3))), time=LONG_AGO)
    await house.happened("case-2", case(due(NOW + timedelta(days=3))), time=LATE)
    await house.happened("case-3", case(), time=LONG_AGO)
    await house.happened("case-3", CaseEnded(ending=Ending.WITHDRAWN, round=1, ended=LATE), time=LATE)

    told = await figures(house)

    assert told["waiting"] == {"intake": 2}
    assert told["oldest"]["intake"] == pytest.approx(3 * 3600, abs=600)
    assert await steps(house) == (0, 0, 0)


async def test_a_step_that_nothing_came_of_is_due_then_overdue_and_the_case_is_silent(house: House) -> None:
    """The process did not ask, or nobody answered it."""
    await house.happened("case-1", case(due(datetime.now(UTC) - timedelta(minutes=1))), time=LONG_AGO)
    assert await steps(house) == (1, 0, 0)

    await house.happened("case-2", case(due(LATE)), time=LONG_AGO)

    assert await steps(house) == (1, 1, 1)
    assert (await figures(house))["overdue_oldest"] == pytest.approx(20 * 60, abs=600)


async def test_a_step_that_is_due_at_once_counts_from_the_milestone_on(house: House) -> None:
    """A coordinator is looked for as soon as a case is accepted; until something comes of it nobody has the turn."""
    accepted = CaseAccepted(region="noord", round=1, languages=("nl",), persons=("mike",))
    found = due(LATE, Due.FIND_COORDINATOR)
    await house.happened("case-1", case(), time=LONG_AGO)
    await house.happened("case-1", accepted.model_copy(update={"agenda": (found,)}), time=LATE)
    assert await steps(house) == (0, 1, 1)

    offer = CoordinatorOffered(offer="offer-1", coordinator="anna", respond_by=NOW, reasons=())
    await house.happened("case-1", offer, time=LATE + timedelta(seconds=1))

    assert await steps(house) == (0, 0, 0)


async def test_whoever_was_told_since_is_no_silence(house: House) -> None:
    """People can be late; that is theirs to see (`ekc case why`), and no defect."""
    await house.happened("case-1", case(due(LATE)), time=LONG_AGO)
    await house.happened("case-1", ContactMade(with_person=False, means=Means.SPOKEN), time=NOW)

    assert await steps(house) == (0, 0, 0)


async def test_while_somebody_considers_nothing_is_overdue(house: House) -> None:
    """R10: thinking it over is not lateness."""
    thinking = WillingnessRecorded(person="mike", answer="considering", means=Means.SPOKEN)
    await house.happened("case-1", case(due(LATE)), thinking, time=LONG_AGO)

    assert await steps(house) == (0, 0, 0)


async def test_a_case_that_stands_still_behind_a_dead_letter_is_overdue_and_operators_know(house: House) -> None:
    """What is announced is no silence."""
    await house.happened("case-1", case(due(LATE)), time=LONG_AGO)
    letter = DeadLetterAnnounced(
        letter="letter-1",
        owner="coordination",
        topic="ekc.referral.events",
        partition=0,
        offset=1,
        reason="failed",
        detail="The decision failed.",
        state="parked",
        since=NOW,
    )
    await house.answered("case-1", letter, "coordination", topic="ekc.coordination.dead-letters")

    assert await steps(house) == (0, 1, 0)
