"""The process in memory: an engine with a clock of its own, and a world that answers at its moments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from contracts.process import Due, DueItem, Milestone, Phase
from workflows.process import ConferenceProcess
from workflows.progress import Asked, CaseProgress, MilestoneSignal

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""The day on which the case is opened."""


def day(number: float) -> datetime:
    """So many days after Monday."""
    return MONDAY + timedelta(days=number)


def due(what: Due, on: float, rule: str = "R10", whose: str = "coordinator") -> DueItem:
    """One thing to ask for, so many days after Monday."""
    return DueItem(what=what, at=day(on), rule=rule, whose=whose)


def came(
    milestone: Milestone,
    on: float,
    *agenda: DueItem,
    of_round: int | None = None,
    ending: str | None = None,
    asked: str | None = None,
    name: str = "",
) -> MilestoneSignal:
    """A milestone that happened so many days after Monday."""
    return MilestoneSignal(
        id=name or f"{milestone}-{on}",
        milestone=milestone,
        at=day(on),
        agenda=agenda,
        round=of_round,
        ending=ending,
        asked=asked,
    )


class Stopped(BaseException):
    """The engine stops here: what happens after it belongs to another test, or to the next process."""


@dataclass
class World:
    """An engine for one case: a clock that jumps, milestones at their moments, and what was asked for.

    `crashes` stops the process at every wait and goes on with a new one from the written-down progress, as a
    continue-as-new or a re-creation does.
    """

    progress: CaseProgress
    milestones: list[MilestoneSignal]
    horizon: datetime = field(default_factory=lambda: day(600))
    crashes: bool = False
    clock: datetime = MONDAY
    asked: list[Asked] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    """Up to when the process meant to wait, each time."""
    phases: list[Phase] = field(default_factory=list)
    over: bool = False
    """Whether the horizon was reached."""
    _waited: bool = False

    def now(self) -> datetime:
        """The clock."""
        return self.clock

    async def until(self, moment: datetime) -> Sequence[MilestoneSignal]:
        """Jump to the next milestones or to the moment, whichever comes first."""
        if self.crashes and not self._waited:
            self._waited = True
            raise Stopped
        self._waited = False
        self.moments.append(moment)
        if not self.phases or self.phases[-1] is not self.progress.phase:
            self.phases.append(self.progress.phase)
        first = min((one.at for one in self.milestones), default=None)
        then = max(self.clock, moment if first is None else min(moment, first))
        if then > self.horizon:
            self.over = True
            raise Stopped
        self.clock = then
        arrived = [one for one in self.milestones if one.at <= self.clock]
        self.milestones = [one for one in self.milestones if one.at > self.clock]
        return arrived

    async def due(self, asked: Sequence[Asked]) -> None:
        """Note what is asked for."""
        self.asked += asked

    def told(self) -> list[tuple[str, float]]:
        """What was asked for, and on which day."""
        return [(one.what, round((one.time - MONDAY) / timedelta(days=1), 1)) for one in self.asked]

    def times(self, what: Due) -> list[float]:
        """The days on which one thing was asked for."""
        return [on for kind, on in self.told() if kind == what]


async def live(
    milestones: Iterable[MilestoneSignal],
    *,
    progress: CaseProgress | None = None,
    crashes: bool = False,
    until: float = 600,
) -> tuple[World, str | None]:
    """Let a case live through its milestones; the world as it is then, and how the case ended if it did."""
    ordered = sorted(milestones, key=lambda one: one.at)
    world = World(progress or CaseProgress(case="case-1"), ordered, horizon=day(until), crashes=crashes)
    while True:
        try:
            return world, await ConferenceProcess(world, world.progress).run()
        except Stopped:
            if world.over:
                return world, None
            world.progress = CaseProgress.model_validate_json(world.progress.model_dump_json())
