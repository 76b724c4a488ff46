"""The process under the real Temporal, with its months skipped."""

import asyncio
from datetime import datetime, timedelta

import pytest
from temporalio.client import Client, WorkflowFailureError
from temporalio.exceptions import ApplicationError

from contracts.process import Due, Milestone, Phase
from deploy.local.demo import cost
from tests.workflows.lives import mike, opened, reminders
from tests.workflows.memory import came, day, due, live
from tests.workflows.telling import Case, Told, plain, worker_of
from workflows.stories import NoStories

pytestmark = pytest.mark.servers


async def test_thirteen_months_are_as_in_memory(case: Case) -> None:
    """One process, two engines: the same is asked for at the same moments, in few actions (docs/decisions/022)."""
    in_memory, ending = await live(mike())

    assert await case.live(mike()) == ending

    asked = case.told.of(case.name)
    expected = [(one.what, one.at, one.count, one.level, one.round) for one in in_memory.asked]
    assert [(one.what, one.at, one.count, one.level, one.round) for one in asked] == expected
    assert all(timedelta(0) <= one.time - one.at < timedelta(minutes=2) for one in asked)
    assert case.told.stories == {True}
    paid = await cost.of_case(case.client, case.workflow)
    assert paid["runs"] > 1
    assert paid["actions"] <= 40
    moves = {kind: count for kind, count in paid["kinds"].items() if not kind.startswith("WORKFLOW_TASK_")}
    assert sum(moves.values()) <= 53
    assert paid["kinds"]["WORKFLOW_TASK_COMPLETED"] <= 21  # for ten signals, seven wakes, two new runs; two cut in two


async def test_an_old_run_continues_as_new(case: Case) -> None:
    """After four weeks a wake begins a new run; what was kept, counted and seen goes with it."""
    early = came(Milestone.PLAN_ACCEPTED, 9, due(Due.CALL_FAMILY, 73, "R27"))
    lived = [*opened(), early, came(Milestone.COORDINATOR_ASSIGNED, 10, *reminders(10), of_round=1)]
    await case.open(plain(lived[:1]))
    for one in lived[1:]:
        await case.skip_to(one.at)
        await case.tell([one])
    before = (await case.handle.describe()).run_id

    await case.skip_to(day(40))
    await case.tell([lived[-1]])

    why = await case.why()
    assert (await case.handle.describe()).run_id != before
    assert [one["milestone"] for one in why["progress"]["kept"]] == ["plan-accepted"]
    assert why["progress"]["counts"][Due.REMIND_CIRCLE] == 4
    assert why["progress"]["ignored"] == 0


async def test_milestones_before_the_first_task_are_not_lost(case: Case, client: Client) -> None:
    """Signals that arrive while no worker runs are all there when one begins."""
    await case.open(plain(opened()[:1]), queue="later")
    for one in opened()[1:]:
        await case.tell([one])

    async with worker_of(client, case.told, queue="later"):
        assert (await case.why())["phase"] == Phase.MATCHING


async def test_what_cannot_be_read_is_counted(case: Case) -> None:
    """An unreadable milestone neither ends the case nor blocks it, and the good ones beside it count."""
    good = plain(opened()[1:])
    await case.open(plain(opened()[:1]))
    await case.handle.signal("milestones", [{"id": "x", "milestone": "unheard-of"}, *good[:1]])
    await case.handle.signal("milestones", "no list")
    await case.handle.signal("milestones", b"\x00\xff")
    await case.handle.signal("milestones", [None, 7, good[1]])

    why = await case.why()
    assert why["phase"] == Phase.MATCHING
    assert why["progress"]["ignored"] == 5


async def test_it_says_what_the_case_waits_for(case: Case) -> None:
    """Since when, whose turn, what comes next and when, by which rule; after the ending nothing is next."""
    await case.open(plain(opened()[:1]))

    why = await case.why()
    assert (why["phase"], why["whose"], why["rule"]) == (Phase.INTAKE, "regional-manager", "R10")
    assert (why["asks"], why["next"]) == (Due.ESCALATE_CONTACT, day(3).isoformat())

    await case.tell([came(Milestone.ENDED, 1, of_round=1, ending="withdrawn")])
    assert await case.handle.result() == "withdrawn"
    why = await case.why()
    assert (why["ended"], why["next"]) == ("withdrawn", None)


async def test_a_story_keeps_up_with_what_happens_in_it(case: Case) -> None:
    """Its calendar is never behind: what is due on the date of a milestone is asked for at once."""
    await case.open(plain(opened()[:1]))
    await case.tell(opened()[1:])

    assert datetime.fromisoformat((await case.why())["woke"]) >= day(8)
    assert [one.what for one in case.told.of(case.name)] == [Due.FIND_COORDINATOR]


async def test_a_story_that_jumps_ahead_is_on_time(case: Case) -> None:
    """What was due before the jump and is still ahead comes on its own date, not so much later."""
    later = due(Due.HOLD_REVIEW, 30, "R27")
    await case.open(plain([came(Milestone.OPENED, 0, later)]), phase=Phase.FOLLOW_UP)
    await case.tell([came(Milestone.REVIEWED, 20, later)])
    await case.skip_to(day(30) + timedelta(seconds=1))

    assert [one.what for one in case.told.of(case.name)] == [Due.HOLD_REVIEW]


async def test_a_withdrawal_during_a_long_wait_acts_at_once(case: Case) -> None:
    """R31: nothing stands between a signal and a process that waits for months."""
    await case.open(plain([came(Milestone.OPENED, 0, due(Due.LAPSE_CONSENT, 300))]))
    await case.why()

    await case.tell([came(Milestone.ENDED, 1, of_round=1, ending="withdrawn")])

    assert await asyncio.wait_for(case.handle.result(), 2) == "withdrawn"


async def test_outside_development_no_case_has_its_own_calendar(case: Case, client: Client) -> None:
    """A shifted start fails clearly, and asks nothing of anybody."""
    told = Told()
    case.workflow = f"{case.workflow}-production"
    case.handle = client.get_workflow_handle(case.workflow)
    async with worker_of(client, told, NoStories(), queue="production"):
        await case.open(plain(opened()), queue="production")
        with pytest.raises(WorkflowFailureError) as failure:
            await case.handle.result()

    assert isinstance(failure.value.cause, ApplicationError)
    assert "only for development" in failure.value.cause.message
    assert told.asked == []


async def test_outside_development_a_case_lives_by_the_clock(case: Case, client: Client) -> None:
    """Without a shift the same worker runs it."""
    async with worker_of(client, Told(), NoStories(), queue="production"):
        await case.open(plain(opened()[:1]), queue="production", shift=timedelta(0))

        assert (await case.why())["phase"] == Phase.INTAKE
