"""From the services' events to the processes of their cases: each milestone once, in order, to the right life."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from contracts.coordination import CoordinatorAssigned, FindCoordinator
from contracts.erasure import CaseErased
from contracts.operations import DayTurned
from contracts.people import Ending, PersonConcerned
from contracts.plan import ReviewHeld, ReviewOutcome
from contracts.process import Due, DueItem, Phase
from contracts.referral import CaseAccepted, CaseEnded, CaseOpened, CaseReopened, ConsentCompleted
from tests.workflows.bridging import Bridge
from tests.workflows.telling import Told
from workflows import connection
from workflows.delivering import ToTemporal
from workflows.settings import WorkflowSettings

pytestmark = pytest.mark.servers

SOON = datetime.now(UTC) + timedelta(days=3)
SOMEBODY = PersonConcerned(person="person-1", name="Sara Mulder")


def opened(**changes: object) -> CaseOpened:
    """A case begins."""
    contact = DueItem(what=Due.ESCALATE_CONTACT, at=SOON, rule="R10", whose="regional-manager")
    case = {"region": "noord", "persons": (SOMEBODY,), "opened": datetime.now(UTC), "agenda": (contact,)}
    return CaseOpened.model_validate({**case, **changes})


def accepted() -> CaseAccepted:
    """Its intake is done."""
    return CaseAccepted(region="noord", round=1, languages=("nl",), persons=("person-1",))


def ended(ending: Ending = Ending.WITHDRAWN, of_round: int = 1) -> CaseEnded:
    """It ends."""
    return CaseEnded(ending=ending, ended=datetime.now(UTC), round=of_round)


def new_case() -> str:
    """An id."""
    return str(uuid4())


async def test_an_opened_case_has_a_process(bridge: Bridge) -> None:
    """Being opened starts it, with the agenda that came along; nothing personal passes the bridge."""
    case = new_case()
    await bridge.hears(case, opened())
    (row,) = await bridge.rows(case)
    await bridge.tells()

    why = await bridge.why(case)
    assert (why["phase"], why["next"]) == (Phase.INTAKE, SOON.isoformat())
    assert b"Sara" not in row
    assert await bridge.rows(case) == []


async def test_milestones_that_wait_go_in_one_signal(bridge: Bridge, told: Told) -> None:
    """Several rows of one case cost one action, and arrive in order."""
    case = new_case()
    await bridge.hears(case, opened(), ConsentCompleted(persons=("person-1",)), accepted())
    await bridge.tells()

    assert (await bridge.why(case))["phase"] == Phase.MATCHING
    assert await bridge.signals(case) == 1
    assert [one.what for one in told.of(case)] == [Due.FIND_COORDINATOR]


async def test_a_row_that_is_delivered_twice_counts_once(bridge: Bridge) -> None:
    """Killed between delivery and deletion, the bridge tells again; the process knows the milestone."""
    case = new_case()
    await bridge.hears(case, opened(), accepted())
    rows = await bridge.path.pool.fetch("SELECT id, topic, key, value FROM outbox")
    await bridge.destination.deliver(rows)
    await bridge.tells()

    why = await bridge.why(case)
    assert why["progress"]["ignored"] == 0
    assert why["progress"]["kept"] == []
    assert len(why["progress"]["seen"]) == 2


async def test_producers_are_told_apart(bridge: Bridge) -> None:
    """Events of two services can have the same id (CloudEvents: source and id together are unique)."""
    case = new_case()
    await bridge.hears(case, opened(), accepted(), CoordinatorAssigned(coordinator="anna", round=1))
    await bridge.tells()

    assert (await bridge.why(case))["phase"] == Phase.PREPARATION


async def test_after_the_ending_a_life_hears_nothing(bridge: Bridge) -> None:
    """R31: what comes later is no milestone any more, and blocks nothing."""
    case = new_case()
    await bridge.hears(case, opened())
    await bridge.tells()
    await bridge.hears(case, ended(), CoordinatorAssigned(coordinator="anna", round=1))
    await bridge.tells()

    assert await bridge.process(case).result() == "withdrawn"
    assert await bridge.rows(case) == []


async def test_an_erased_case_has_no_process(bridge: Bridge) -> None:
    """R34: it ends by itself, also one that had not ended; whatever comes later finds it over."""
    case = new_case()
    await bridge.hears(case, opened(), CaseErased())
    await bridge.hears(case, accepted())
    await bridge.tells()

    assert await bridge.process(case).result() == "erased"
    assert await bridge.rows(case) == []


async def test_a_late_delivery_to_an_ended_process_is_done_with(bridge: Bridge) -> None:
    """Told again after the ending, neither a start nor a signal begins the life anew."""
    case = new_case()
    await bridge.hears(case, opened())
    rows = await bridge.path.pool.fetch("SELECT id, topic, key, value FROM outbox")
    await bridge.hears(case, accepted())
    await bridge.tells()
    await bridge.hears(case, ended())
    await bridge.tells()
    await bridge.process(case).result()

    assert await bridge.destination.deliver(rows) == ([rows[0]["id"]], {}, {}, {})
    assert (await bridge.process(case).describe()).status is WorkflowExecutionStatus.COMPLETED


async def test_a_reopened_case_is_a_life_of_its_own(bridge: Bridge) -> None:
    """R29: another workflow, in the round that it was reopened for; with its coordinator the preparation begins."""
    case = new_case()
    await bridge.hears(case, opened(), ended(Ending.CLOSED))
    again = CaseReopened(round=2, note="Somebody called")
    await bridge.hears(case, again, CoordinatorAssigned(coordinator="anna", round=2))
    await bridge.tells()

    assert await bridge.process(case).result() == "closed"
    why = await bridge.why(case, life=2)
    assert (why["phase"], why["round"]) == (Phase.PREPARATION, 2)


async def test_a_refusal_of_what_the_process_asked_reaches_it(bridge: Bridge) -> None:
    """Nobody else's refusals do, nor those of the turn of the day."""
    case = new_case()
    await bridge.hears(case, opened())
    await bridge.path.handle(
        bridge.refusal(case, FindCoordinator, by_process=False), bridge.refusal(case, DayTurned, by_process=True)
    )
    await bridge.tells()
    assert (await bridge.why(case))["refused"] is None

    await bridge.path.handle(bridge.refusal(case, FindCoordinator, by_process=True))
    await bridge.tells()
    assert (await bridge.why(case))["refused"] == FindCoordinator.type


async def test_a_review_that_closes_is_told_by_its_ending(bridge: Bridge) -> None:
    """R29: one action less; the ending of the referral service follows at once and says it all."""
    case = new_case()
    await bridge.hears(case, opened(), ReviewHeld(number=2, outcome=ReviewOutcome.CLOSE))

    assert len(await bridge.rows(case)) == 1


async def test_a_case_without_a_process_waits_alone(bridge: Bridge) -> None:
    """Promise 4: its milestones are kept and told to operators; other cases go on."""
    lost, fine = new_case(), new_case()
    await bridge.hears(lost, opened())
    await bridge.tells()
    await bridge.process(lost).terminate()
    await bridge.hears(lost, accepted())
    await bridge.hears(fine, opened(), accepted())
    await bridge.tells()
    await bridge.looks_after_held()
    await bridge.tells()

    assert (await bridge.why(fine))["phase"] == Phase.MATCHING
    assert len(await bridge.rows(lost)) == 1
    (letter,) = bridge.published.rows
    assert (letter["subject"], letter["data"]["reason"], letter["data"]["state"]) == (lost, "no-run", "parked")


async def test_a_case_that_runs_again_gets_what_waited(bridge: Bridge) -> None:
    """Once somebody brought the process back, its milestones arrive, and operators hear that it goes on."""
    case = new_case()
    await bridge.hears(case, opened())
    rows = await bridge.path.pool.fetch("SELECT id, topic, key, value FROM outbox")
    await bridge.path.pool.execute("DELETE FROM outbox")
    await bridge.hears(case, accepted())
    await bridge.tells()
    await bridge.looks_after_held()
    await bridge.tells()
    assert len(await bridge.rows(case)) == 1

    await bridge.destination.deliver(rows)
    await bridge.looks_after_held()
    await bridge.tells()
    await bridge.looks_after_held()
    await bridge.tells()

    assert (await bridge.why(case))["phase"] == Phase.MATCHING
    assert [one["data"]["state"] for one in bridge.published.rows] == ["parked", "handled"]


async def test_an_ending_without_a_process_is_done_with(bridge: Bridge) -> None:
    """A case that was never begun, or whose process is lost, has nothing to end; and then nothing waits for it."""
    case = new_case()
    await bridge.hears(case, opened())
    await bridge.path.pool.execute("DELETE FROM outbox")
    await bridge.hears(case, accepted(), ended())
    await bridge.tells()

    assert await bridge.rows(case) == []


async def test_without_temporal_nothing_is_lost(bridge: Bridge, settings: WorkflowSettings) -> None:
    """What was taken in waits in the outbox, in order, and is told when Temporal is back."""
    case = new_case()
    nowhere = await connection.client(settings.model_copy(update={"temporal_address": "127.0.0.1:1"}), lazy=True)
    up, bridge.relay.destination = bridge.relay.destination, ToTemporal(bridge.published, nowhere)
    await bridge.hears(case, opened(), accepted())
    assert await bridge.tells() == 0
    assert len(await bridge.rows(case)) == 2

    bridge.relay.destination = up
    await bridge.tells()
    assert (await bridge.why(case))["phase"] == Phase.MATCHING


async def test_a_story_has_its_own_calendar(bridge: Bridge) -> None:
    """In development the process lives in the time of the message that opened the case."""
    case, then = new_case(), datetime(2024, 2, 29, 9, tzinfo=UTC)
    contact = DueItem(what=Due.ESCALATE_CONTACT, at=then + timedelta(days=3))
    await bridge.hears(case, opened(agenda=(contact,)), at=then, storytime=then)
    await bridge.tells()

    woke = datetime.fromisoformat((await bridge.why(case))["woke"])
    assert timedelta(0) <= woke - then < timedelta(minutes=1)


async def test_outside_development_there_are_no_stories(bridge: Bridge, client: Client) -> None:
    """The clock of a real case is the real one, whatever a message says."""
    case, then = new_case(), datetime(2024, 2, 29, 9, tzinfo=UTC)
    bridge.relay.destination = ToTemporal(bridge.published, client)
    await bridge.hears(case, opened(), at=then, storytime=then)
    await bridge.tells()

    assert (await bridge.why(case))["progress"]["shift"] == "PT0S"
