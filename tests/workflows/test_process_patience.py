"""A case never waits silently (promise 4), whatever arrives, late, early, twice or not at all."""

from datetime import timedelta
from itertools import pairwise

import pytest

from contracts.patience import LONGEST
from contracts.process import Due, Milestone, Phase
from tests.workflows.lives import found, held, mike, opened
from tests.workflows.memory import came, day, due, live
from workflows.progress import KEPT, SEEN, CaseProgress


@pytest.mark.parametrize("lived", range(1, len(mike())))
async def test_silence_is_never_longer_than_promised(lived: int) -> None:
    """Promise 4: without any milestone the process goes on asking, at growing distance up to twelve weeks."""
    world, ending = await live(mike()[:lived], until=1500)

    assert ending is None
    asked = [one.time for one in world.asked if one.time > day(450)]
    assert all(later - earlier <= LONGEST for earlier, later in pairwise(asked))
    assert day(1500) - asked[-1] <= LONGEST


async def test_it_asks_at_growing_distance() -> None:
    """Promise 4: after a week, another one, then two, then four: nobody is flooded."""
    world, _ = await live([came(Milestone.OPENED, 0)], until=60)

    assert world.times(Due.ESCALATE_INTAKE) == [7, 14, 28, 56]
    assert [one.level for one in world.asked] == [1, 2, 3, 4]


async def test_the_level_of_an_escalation_rises() -> None:
    """R10: first the regional manager, then the region's lead; a new agenda begins at the first again."""
    world, _ = await live([*opened()[:1], came(Milestone.WANTED, 12, due(Due.ESCALATE_CONTACT, 14))], until=15)

    assert [(one.what, one.level, one.count) for one in world.asked] == [
        (Due.ESCALATE_CONTACT, 1, 1),
        (Due.ESCALATE_CONTACT, 2, 2),
        (Due.ESCALATE_CONTACT, 1, 3),
    ]


async def test_a_refused_request_does_not_stop_the_process() -> None:
    """R39: a service said no to what the process asked for; it is known, and the process goes on asking."""
    refused = came(Milestone.REFUSED, 9, asked="nl.eigenkrachtconferenties.coordination.find-coordinator.v1")

    world, _ = await live([*opened(), refused], until=12)

    assert world.progress.refused == "nl.eigenkrachtconferenties.coordination.find-coordinator.v1"
    assert world.times(Due.FIND_COORDINATOR) == [8, 9, 11]


async def test_a_refusal_is_forgotten_when_the_case_moves() -> None:
    """What was refused says something only until the next milestone."""
    world, _ = await live([*opened(), came(Milestone.REFUSED, 8.5, asked="x"), *found()], until=11)

    assert world.progress.refused is None


async def test_early_milestones_wait_for_their_phase() -> None:
    """Producers are not in step: what is ahead of its phase is kept, and counts when its phase begins."""
    early = came(Milestone.PLAN_ACCEPTED, 9, due(Due.CALL_FAMILY, 73, "R27"))

    world, _ = await live([*opened(), early, *found()], until=30)
    assert [one.milestone for one in world.progress.kept] == [Milestone.PLAN_ACCEPTED]

    world, _ = await live([*opened(), early, *found(), *held()], until=73)
    assert world.told()[-1] == (Due.CALL_FAMILY, 73)


async def test_a_milestone_counts_once() -> None:
    """Delivered twice it is one: neither its agenda nor its effect comes back."""
    first = came(Milestone.OFFERED, 8.1, due(Due.LAPSE_OFFER, 11, "R13"), name="offer")
    again = came(Milestone.OFFERED, 12, due(Due.LAPSE_OFFER, 13, "R13"), name="offer")

    world, _ = await live([*opened(), first, again], until=14)

    assert world.times(Due.LAPSE_OFFER) == [11]


async def test_a_milestone_of_a_phase_that_is_over_is_counted_and_ignored() -> None:
    """Late is late: the agenda of the phase stays."""
    late = came(Milestone.WANTED, 20, due(Due.ESCALATE_INTAKE, 21))

    world, _ = await live([*opened(), *found(), late], until=24)

    assert world.progress.ignored == 1
    assert world.times(Due.ESCALATE_INTAKE) == []


async def test_what_is_kept_and_remembered_stays_bounded() -> None:
    """The progress travels with every continue-as-new: it must not grow with what arrives."""
    flood = [came(Milestone.REVIEWED, 1, name=f"review-{number}") for number in range(SEEN + 50)]

    world, _ = await live([came(Milestone.OPENED, 0), *flood], until=2)

    assert len(world.progress.kept) == KEPT
    assert len(world.progress.seen) == SEEN
    assert world.progress.ignored == len(flood) - KEPT


async def test_what_is_due_is_never_asked_before_its_cause() -> None:
    """A clock that is behind the service's does not send a request back in time."""
    ahead = came(Milestone.OPENED, 0.5, due(Due.ESCALATE_CONTACT, 0.4))

    world, _ = await live([ahead.model_copy(update={"at": day(0)}), came(Milestone.WANTED, 0.6)], until=1)

    assert all(one.time >= day(0) for one in world.asked)
    progress = CaseProgress(case="case-1", latest=day(3), agenda=(due(Due.ESCALATE_CONTACT, 1),))
    world, _ = await live([], progress=progress, until=1)
    assert world.asked[0].time == day(3)


async def test_what_became_due_while_nothing_ran_is_asked_once() -> None:
    """After an outage the process does what is overdue, the earliest first."""
    progress = CaseProgress(
        case="case-1",
        phase=Phase.FOLLOW_UP,
        agenda=(due(Due.CONTACT_REFERRER, -1), due(Due.CALL_FAMILY, -8), due(Due.HOLD_REVIEW, 80)),
    )

    world, _ = await live([], progress=progress, until=2)

    assert [one.what for one in world.asked] == [Due.CALL_FAMILY, Due.CONTACT_REFERRER]
    assert world.asked[0].at == day(0) - timedelta(days=8)
