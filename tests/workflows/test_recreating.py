"""Processes that Temporal lost are there again, where they were; those that are there hear what they missed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus

from contracts.base import Event
from contracts.coordination import CoordinatorAssigned
from contracts.process import Phase
from contracts.referral import CaseReopened
from services.chassis.envelopes import Arrival
from tests.workflows.bridging import Bridge
from tests.workflows.test_bridge import accepted, ended, new_case, opened
from workflows import recreating
from workflows.recreating import Lived, Recreating, latest_lives
from workflows.reliving import in_order
from workflows.settings import WorkflowSettings

pytestmark = pytest.mark.servers

SAME = ("phase", "round", "searching", "last", "whose", "rule", "ended")
"""What a process says of itself that no clock changes."""


async def told(bridge: Bridge, case: str, *events: Event, **attributes: Any) -> list[Arrival]:
    """Events of their services, as the bridge reads them again."""
    records = [bridge.event(case, event, datetime.now(UTC), **attributes) for event in events]
    arrivals = bridge.path.opening.read(records)
    await bridge.path.opening.open(arrivals)
    await bridge.path.handle(*records)
    return arrivals


async def put_right(bridge: Bridge, settings: WorkflowSettings, arrivals: list[Arrival]) -> tuple[str, Lived]:
    """What was done about the only case."""
    again = Recreating(bridge.path.pool, bridge.client, bridge.path.opening, settings)
    (life,) = latest_lives(arrivals)
    return await again.put_right(life, None, {life.workflow}), life


async def test_a_lost_process_is_there_again_where_it_was(bridge: Bridge, settings: WorkflowSettings) -> None:
    """In its phase, with its agenda; made again once more nothing changes."""
    case = new_case()
    arrivals = await told(bridge, case, opened(), accepted())
    await bridge.tells()
    before = await bridge.why(case)
    await bridge.process(case).terminate()

    did, _ = await put_right(bridge, settings, arrivals)
    again, _ = await put_right(bridge, settings, arrivals)

    after = await bridge.why(case)
    assert (did, again) == ("again", "told")
    assert before["phase"] == Phase.MATCHING
    assert {name: after[name] for name in SAME} == {name: before[name] for name in SAME}


async def test_an_older_process_hears_what_it_missed(bridge: Bridge, settings: WorkflowSettings) -> None:
    """What it knows it passes over, what it does not it takes, in order."""
    case = new_case()
    arrivals = await told(bridge, case, opened())
    await bridge.tells()
    arrivals += await told(bridge, case, accepted(), CoordinatorAssigned(coordinator="anna", round=1))
    await bridge.path.pool.execute("DELETE FROM outbox")

    did, _ = await put_right(bridge, settings, arrivals)

    assert did == "told"
    assert (await bridge.why(case))["phase"] == Phase.PREPARATION


async def test_a_process_that_cannot_be_lived_again_stops_no_other(
    bridge: Bridge, settings: WorkflowSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is counted, and named in the log: the others go on."""

    async def broken(*_: object) -> None:
        raise KeyError

    case = new_case()
    arrivals = await told(bridge, case, opened())
    await bridge.path.pool.execute("DELETE FROM outbox")
    monkeypatch.setattr(recreating, "relive", broken)

    did, _ = await put_right(bridge, settings, arrivals)

    assert did == "failed"
    assert did in recreating.TOLD


async def test_a_process_of_before_its_ending_ends(bridge: Bridge, settings: WorkflowSettings) -> None:
    """R32: nothing is asked for any more; a case that is over gets no process."""
    case = new_case()
    arrivals = await told(bridge, case, opened())
    await bridge.tells()
    arrivals += await told(bridge, case, ended())
    await bridge.path.pool.execute("DELETE FROM outbox")

    did, life = await put_right(bridge, settings, arrivals)

    assert (did, life.over) == ("ended", True)
    await bridge.process(case).result()
    assert (await bridge.process(case).describe()).status is WorkflowExecutionStatus.COMPLETED


async def test_the_life_that_goes_on_is_the_latest(bridge: Bridge) -> None:
    """R29: of a reopened case the life before is over; what was told twice counts once."""
    case = new_case()
    arrivals = await told(bridge, case, opened(), ended(), CaseReopened(round=2, note="Somebody called"))

    (life,) = latest_lives([*arrivals, *arrivals])

    assert (life.workflow, life.over, len(life.milestones)) == (bridge.process(case, 2).id, False, 1)


async def test_no_effect_comes_before_its_cause(bridge: Bridge) -> None:
    """Promise 2: the clocks of two services may differ; what a decision had seen comes first."""
    case = new_case()
    (cause,) = await told(bridge, case, opened())
    basis = f"referral/{case}=1"
    (effect,) = await told(bridge, case, CoordinatorAssigned(coordinator="anna", round=1), basis=basis)
    effect.envelope = effect.envelope.model_copy(update={"time": cause.envelope.time.replace(year=2020)})

    assert list(in_order([effect, cause])) == [cause, effect]
