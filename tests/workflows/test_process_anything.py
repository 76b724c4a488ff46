"""Whatever arrives, in whatever order and however often: the process stays on its feet (promise 4)."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from contracts.patience import LONGEST
from contracts.process import Due, Milestone
from tests.workflows.memory import came, day, due, live
from workflows.progress import MilestoneSignal

DAYS = st.integers(0, 120)
ENDINGS = (Milestone.ENDED, Milestone.ERASED)
AGENDAS = st.lists(st.builds(due, st.sampled_from(Due), st.integers(-10, 200)), max_size=3)


@st.composite
def milestones(draw: st.DrawFn) -> list[MilestoneSignal]:
    """Anything but an ending, with any agenda, of any round, some of them twice."""
    signals = [
        came(
            draw(st.sampled_from([kind for kind in Milestone if kind not in ENDINGS])),
            draw(DAYS),
            *draw(AGENDAS),
            of_round=draw(st.sampled_from([None, 1, 1, 2])),
            name=f"m-{number}",
        )
        for number in range(draw(st.integers(0, 20)))
    ]
    repeated = draw(st.lists(st.sampled_from(signals), max_size=3)) if signals else []
    return [*signals, *repeated]


@given(milestones())
async def test_it_never_falls_silent(arriving: list[MilestoneSignal]) -> None:
    """It raises nothing, goes on asking, and what it remembers survives a restart at any wait."""
    world, ending = await live(arriving, until=700)
    restarted, _ = await live(arriving, until=700, crashes=True)

    assert ending is None
    assert restarted.asked == world.asked
    after = [one.time for one in world.asked if one.time >= day(210)]
    assert all(later - earlier <= LONGEST for earlier, later in pairwise([day(210), *after, day(700)]))


@given(milestones())
async def test_every_request_is_named_once(arriving: list[MilestoneSignal]) -> None:
    """Case, round, kind, moment and count: nothing is asked for twice under one name."""
    world, _ = await live(arriving, until=300)

    names = [(one.round, one.what, one.at, one.count) for one in world.asked]
    assert len(names) == len(set(names))


@given(milestones())
async def test_an_ending_always_ends(arriving: list[MilestoneSignal]) -> None:
    """R31, R32, R34: whatever was before it."""
    _, ending = await live([*arriving, came(Milestone.ENDED, 121, of_round=1, ending="withdrawn")])
    _, erased = await live([*arriving, came(Milestone.ERASED, 121)])

    assert (ending, erased) == ("withdrawn", "erased")
