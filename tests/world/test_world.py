"""Whole cases in memory: whatever happens in whatever order, what must hold holds (R1-R41, promises 1, 2 and 4)."""

from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.world import operators, wires
from tests.world.crowd import Crowd
from tests.world.many import run
from tests.world.part import Step
from tests.world.story import lived, shrunk, told
from tests.world.told import CALM
from tests.world.wires import Trouble
from tests.world.world import MONDAY, World

TROUBLES = st.builds(Trouble, *[st.booleans()] * len(fields(Trouble)))


@settings(max_examples=5)
@given(st.integers(0, 1_000_000), st.integers(1, 2), TROUBLES)
def test_what_must_hold_holds(seed: int, cases: int, trouble: Trouble) -> None:
    """A few cases with whatever trouble: each rule holds after each step, and each case comes to its ending."""
    _, failure = lived(f"small-{seed}", cases, trouble)

    assert failure is None, told(shrunk(failure))


def test_a_world_that_goes_round_in_circles_is_told_as_a_story(monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise 4: with its seed, so that it can be looked at again; here whatever happens is soon too much."""
    monkeypatch.setattr(wires, "MOST", 200)

    _, failure = lived("restless", 1)

    assert failure
    assert (failure.broken.rule, failure.broken.case) == ("promise 4", "case-0")
    story = told(shrunk(failure)).splitlines()
    assert story[0].startswith("Seed restless, 1 cases")
    assert story[-1].endswith("promise 4 does not hold in case-0: it does not come to rest")


def test_what_fails_is_handled_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Promises 1 and 4: parts park their streams, urgent messages pass them, operators have all of it handled again."""
    monkeypatch.setattr(operators, "RATE", 1 / 50)

    world, failure = lived("much-fails", 1)

    assert failure is None, told(failure)
    assert {"parked", "dead", "handled"} <= set(world.checks.coverage.also)


def test_the_same_seed_is_the_same_world() -> None:
    """A failure can be looked at again: nothing in a world depends on anything but its seed."""

    def steps() -> list[str]:
        seen: list[str] = []
        crowd = Crowd("same", 2)
        hear = crowd.world.hears

        def note(step: Step) -> None:
            seen.append(f"{step.given.at} {step.part} {step.arrival.id} {[event.type for event in step.events]}")
            hear(step)

        crowd.world.hears = note
        crowd.live()
        return seen

    first = steps()
    assert first == steps()
    assert len(first) > 100


def test_what_falls_due_sooner_is_not_kept_waiting_by_what_falls_due_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """R4: a region that does not answer is not waited for until somebody's birthday."""
    world, turned = World("days", CALM), list[date]()
    monkeypatch.setattr(world, "post", lambda *said: turned.append(said[3].day))
    stream = world.parts["referral"].stream("case-0")

    for stream.due in (date(2026, 5, 1), date(2026, 4, 1), date(2026, 6, 1)):
        world.await_day("referral", "case-0")
    stream.due = date(2026, 4, 1)
    world.clock.run(MONDAY + timedelta(days=40))

    assert turned == [date(2026, 4, 1)]


@pytest.mark.world
def test_two_thousand_whole_cases() -> None:
    """Every ending and nearly every rule is reached, and nothing breaks."""
    seen, failures = run(2_000, "two-thousand", "spawn")

    assert not failures, "\n\n".join(told(shrunk(one)) for one in failures[:3])
    assert len(seen.endings) == 6
    assert len([rule for rule in seen.rules if rule.startswith("R")]) >= 33
    assert len(seen.refusals) >= 35
    assert len(seen.pairs) >= 900
