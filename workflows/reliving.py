"""What a process knew, found again from what happened: the same process lives through it once more, with its clock.

It asks nobody for anything: that was asked for at the time. Where it would go on waiting, its progress is that of the
process that was lost, with the same counts, so what it asks for next has the id that it would have had. What it had not
heard of, for it or its worker was away before it was lost, it is told like any milestone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.envelope import parse_basis
from services.chassis.envelopes import Arrival
from workflows.process import ConferenceProcess
from workflows.progress import Asked, CaseProgress, MilestoneSignal


class Resting(Exception):
    """There is nothing left to live through."""


@dataclass
class Past:
    """An engine whose clock goes from one milestone to the next, and at the end to the moment of the loss."""

    milestones: list[MilestoneSignal]
    lost: datetime
    clock: datetime

    def now(self) -> datetime:
        """See `workflows.process.Engine`."""
        return self.clock

    async def until(self, moment: datetime) -> Sequence[MilestoneSignal]:
        """See `workflows.process.Engine`."""
        coming = self.milestones[0].at if self.milestones else None
        if coming is None and moment > self.lost:
            raise Resting
        self.clock = max(self.clock, moment if coming is None else min(moment, coming))
        if coming is None or coming > self.clock:
            return ()
        return [self.milestones.pop(0)]

    async def due(self, asked: Sequence[Asked]) -> None:
        """See `workflows.process.Engine`. It was asked for then."""


@dataclass(frozen=True)
class Relived:
    """Where a process was when it was lost."""

    progress: CaseProgress
    missed: Sequence[MilestoneSignal]
    """What it is still to be told: it may not have asked for what follows from it."""


async def relive(start: CaseProgress, milestones: Sequence[MilestoneSignal], lost: datetime | None) -> Relived | None:
    """Where a process was that was lost; nothing if it has come to its ending.

    `lost`: up to when it had heard of what happened, and had asked for what was due; without it up to before the latest
    milestone. What happened or came due since, the process that goes on from here asks for, under the same ids.
    """
    latest = max(one.at for one in milestones)
    lived = [one for one in milestones if (one.at <= lost if lost else one.at < latest)]
    missed = [one for one in milestones if one not in lived]
    progress = start.model_copy(deep=True)
    if not lived:
        return Relived(progress, missed)
    past = Past(list(lived), lost or max(one.at for one in lived), lived[0].at)
    try:
        await ConferenceProcess(past, progress).run()
    except Resting:
        return Relived(progress, missed)
    return None


def in_order(arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
    """The milestones of one case, no effect before its cause: each producer's in its order, and after its `basis`."""
    waiting: dict[str, list[Arrival]] = {}
    for one in arrivals:
        waiting.setdefault(one.producer if one.ordered else one.id, []).append(one)
    for queue in waiting.values():
        queue.sort(key=lambda one: one.sequence or 0)
    while waiting:
        heads = [queue[0] for queue in waiting.values()]
        ready = [head for head in heads if not any(before(other, head) for other in heads)] or heads
        first = min(ready, key=lambda one: one.envelope.time)
        name = first.producer if first.ordered else first.id
        waiting[name].pop(0)
        if not waiting[name]:
            del waiting[name]
        yield first


def before(other: Arrival, one: Arrival) -> bool:
    """Whether one was decided by somebody who had seen the other."""
    seen = parse_basis(one.envelope.basis).get((other.producer, other.stream), 0)
    return other is not one and other.sequence is not None and other.sequence <= seen
