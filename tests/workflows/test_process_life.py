"""The whole life of a case, driven in memory."""

import pytest

from contracts.process import Due, Milestone, Phase
from tests.workflows.lives import found, held, mike, opened, planned, reminders, told_twice
from tests.workflows.memory import came, day, due, live
from workflows.progress import CaseProgress


async def test_thirteen_months_from_referral_to_closed() -> None:
    """R5-R29: each phase in its order; what is due is asked for on its day, and nothing else is."""
    world, ending = await live(mike())

    assert ending == "closed"
    assert world.phases == list(Phase)
    assert world.told() == [
        (Due.FIND_COORDINATOR, 8),
        (Due.REMIND_CIRCLE, 17),
        (Due.REMIND_CIRCLE, 24),
        (Due.REMIND_CIRCLE, 31),
        (Due.CALL_FAMILY, 73),
        (Due.CONTACT_REFERRER, 80),
        (Due.HOLD_REVIEW, 136),
        (Due.HOLD_REVIEW, 410),
    ]


async def test_a_restart_at_every_wait_changes_nothing() -> None:
    """A start, a continue-as-new and a re-creation are one: the progress alone carries the case."""
    plain, ending = await live(mike())
    stopped, ending_after_restarts = await live(mike(), crashes=True)

    assert ending_after_restarts == ending
    assert stopped.asked == plain.asked
    assert stopped.progress == plain.progress


async def test_every_asking_has_an_id_of_its_own() -> None:
    """Case, round, kind, moment and count name one asking; a repeat of it has the same name."""
    world, _ = await live(mike()[:3], until=100)

    names = [(one.case, one.round, one.what, one.at, one.count) for one in world.asked]
    assert len(set(names)) == len(names) > 4


@pytest.mark.parametrize("before", range(1, len(mike())))
async def test_a_case_can_end_in_every_phase(before: int) -> None:
    """R31, R32: a withdrawal ends it at once, whatever was kept or due."""
    lived = mike()[:before]
    on = float((lived[-1].at - day(0)).days) + 0.5
    withdrawn = came(Milestone.ENDED, on, of_round=1, ending="withdrawn")

    world, ending = await live([*lived, withdrawn])

    assert ending == world.progress.ended == "withdrawn"
    assert world.clock == day(on)


@pytest.mark.parametrize("before", range(1, len(mike())))
async def test_the_process_of_an_erased_case_ends_in_every_phase(before: int) -> None:
    """R34: nothing of it is asked for any more; of a life that stopped anywhere as well."""
    lived = mike()[:before]
    on = float((lived[-1].at - day(0)).days) + 0.5

    world, ending = await live([*lived, came(Milestone.ERASED, on)], crashes=True)

    assert ending == world.progress.ended == "erased"
    assert world.clock == day(on)


async def test_a_plan_without_a_meeting_goes_straight_to_the_plan() -> None:
    """R20: a success, also when everything was ready for a conference."""
    ready, plan = held()[0], came(Milestone.PREPARATION_STOPPED, 38, *told_twice(Due.ESCALATE_PLAN, 52), of_round=1)

    world, _ = await live([*opened(), *found(), ready, plan], until=50)

    assert world.progress.phase is Phase.PLAN
    assert world.progress.agenda[0].what is Due.ESCALATE_PLAN


async def test_a_conference_is_held_although_it_was_not_ready() -> None:
    """R39: reality is recorded, and moves the case on."""
    world, _ = await live([*opened(), *found(), held()[1]], until=50)

    assert (world.progress.phase, world.progress.since) == (Phase.PLAN, day(43))


async def test_a_conference_without_a_plan_waits_for_people() -> None:
    """R22: there may still be a plan, or a follow-up conference."""
    without = came(Milestone.NO_PLAN, 43, *told_twice(Due.ESCALATE_PLAN, 57), of_round=1)
    again = came(Milestone.FOLLOW_UP_CONFERENCE, 60, of_round=2)

    world, _ = await live([*opened(), *found(), held()[0], without, again], until=60)

    assert world.told()[-2:] == [(Due.ESCALATE_PLAN, 57), (Due.FIND_COORDINATOR, 60)]
    assert (world.progress.phase, world.progress.round) == (Phase.MATCHING, 2)


async def test_postponed_and_adjourned_it_is_still_to_be_held() -> None:
    """R22: the new date replaces the question how the old one went."""
    postponed = came(Milestone.POSTPONED, 42, *told_twice(Due.ESCALATE_CONFERENCE, 60))
    adjourned = came(Milestone.ADJOURNED, 58, *told_twice(Due.ESCALATE_CONFERENCE, 70))

    world, _ = await live([*opened(), *found(), held()[0], postponed, adjourned], until=70)

    assert world.progress.phase is Phase.CONFERENCE
    assert world.times(Due.ESCALATE_CONFERENCE) == [70]


async def test_a_conference_that_was_not_ready_can_be_adjourned() -> None:
    """R22, R39: it goes on at another date, so there is a conference to wait for."""
    adjourned = came(Milestone.ADJOURNED, 30, *told_twice(Due.ESCALATE_CONFERENCE, 40))

    world, _ = await live([*opened(), *found(), adjourned], until=41)

    assert world.progress.phase is Phase.CONFERENCE
    assert world.told()[-1] == (Due.ESCALATE_CONFERENCE, 40)


async def test_a_refused_plan_is_revised_and_accepted() -> None:
    """R24, R25: a refusal keeps the case at its plan, with another question; then follow-up begins."""
    agreed = came(Milestone.PLAN_AGREED, 45, *told_twice(Due.ESCALATE_JUDGEMENT, 59, "bottom-line-setter"))
    refused = came(Milestone.PLAN_REFUSED, 50, *told_twice(Due.ESCALATE_PLAN, 64))
    again = came(Milestone.PLAN_AGREED, 66, *told_twice(Due.ESCALATE_JUDGEMENT, 80, "bottom-line-setter"))
    accepted = came(Milestone.PLAN_ACCEPTED, 70, due(Due.CALL_FAMILY, 98, "R27"))

    world, _ = await live([*opened(), *found(), *held(), agreed, refused, again, accepted], until=98)

    assert world.progress.phase is Phase.FOLLOW_UP
    assert world.told()[-2:] == [(Due.ESCALATE_PLAN, 64), (Due.CALL_FAMILY, 98)]


async def test_an_adjusted_plan_stays_in_follow_up() -> None:
    """R26, R29: a new version is agreed and accepted without leaving the follow-up."""
    adjust = [
        came(Milestone.REVIEWED, 138),
        came(Milestone.PLAN_AGREED, 140),
        came(Milestone.PLAN_ACCEPTED, 140, due(Due.HOLD_REVIEW, 231, "R27")),
    ]

    world, _ = await live([*opened(), *found(), *held(), *planned(), *adjust], until=231)

    assert world.progress.phase is Phase.FOLLOW_UP
    assert world.told()[-1] == (Due.HOLD_REVIEW, 231)


async def test_a_follow_up_conference_is_the_next_round_of_the_same_case() -> None:
    """R29: whoever has the case goes on; what is asked for is counted anew, under the new round."""
    again = [
        came(Milestone.FOLLOW_UP_CONFERENCE, 138, of_round=2),
        came(Milestone.COORDINATOR_ASSIGNED, 138, *reminders(138), of_round=2),
    ]

    world, _ = await live([*opened(), *found(), *held(), *planned(), *again], until=146)

    assert (world.progress.phase, world.progress.round) == (Phase.PREPARATION, 2)
    last = world.asked[-1]
    assert (last.what, last.round, last.count) == (Due.REMIND_CIRCLE, 2, 1)


async def test_milestones_of_another_round_move_nothing() -> None:
    """R29: what is late in telling of the first conference does not count for the second."""
    again = [
        came(Milestone.FOLLOW_UP_CONFERENCE, 138, of_round=2),
        came(Milestone.COORDINATOR_ASSIGNED, 138, *reminders(138), of_round=2),
        came(Milestone.HELD, 139, of_round=1),
        came(Milestone.FOLLOW_UP_CONFERENCE, 139, of_round=2),
    ]

    world, _ = await live([*opened(), *found(), *held(), *planned(), *again], until=146)

    assert (world.progress.phase, world.progress.round) == (Phase.PREPARATION, 2)
    assert world.progress.ignored == 2
    assert world.progress.kept == ()


async def test_a_reopened_case_goes_on_with_its_coordinator() -> None:
    """R29: a life of its own, in the round that it was reopened for; the ending of the former life is not its own."""
    reopened = CaseProgress(case="case-1", round=3, life=3, phase=Phase.MATCHING)
    events = [
        came(Milestone.REOPENED, 0, of_round=3),
        came(Milestone.ENDED, 0.1, of_round=2, ending="closed"),
        came(Milestone.COORDINATOR_ASSIGNED, 0.2, *reminders(0), of_round=3),
    ]

    world, ending = await live(events, progress=reopened, until=8)

    assert ending is None
    assert world.phases[-1] is Phase.PREPARATION
    assert world.times(Due.REMIND_CIRCLE) == [7]
