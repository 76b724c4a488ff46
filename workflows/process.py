"""One case from opened to ended, as the brochure tells it. Plain async code over a small port, which two engines give.

What to ask for and when is computed by the services, from policy and calendar, and comes with each milestone as its
agenda. The process keeps the agenda, asks when a moment has come, and lets the next milestone replace it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contracts.process import Milestone, Phase
from workflows.agenda import Agenda
from workflows.progress import Asked, CaseProgress, MilestoneSignal
from workflows.waiting import belongs, is_late

SEARCHING = (
    Milestone.OFFERED,
    Milestone.OFFER_DECLINED,
    Milestone.POOL_EMPTY,
    Milestone.COORDINATOR_ASSIGNED,
    Milestone.COORDINATOR_RELEASED,
)
"""What the search for a coordinator consists of. It can begin again in any later phase (R41)."""


class Engine(Protocol):
    """What the process needs from whatever runs it."""

    def now(self) -> datetime:
        """The time of the process; a story can have a calendar of its own."""
        ...

    async def until(self, moment: datetime) -> Sequence[MilestoneSignal]:
        """Wait until milestones arrived, and give them in order; none when the moment has come.

        Here alone the engine may stop, and go on later with a new process from the progress.
        """
        ...

    async def due(self, asked: Sequence[Asked]) -> None:
        """Ask services for what is due now."""
        ...


class Ended(Exception):
    """The case has its one ending (R32)."""

    def __init__(self, ending: str) -> None:
        super().__init__(ending)
        self.ending = ending


class ConferenceProcess:
    """Knows ids, dates and phases; no person, and no rule that a service could decide."""

    def __init__(self, engine: Engine, progress: CaseProgress) -> None:
        self.engine = engine
        self.progress = progress
        self.agenda = Agenda(progress)

    async def run(self) -> str:
        """Go on from where the progress says, to the ending. A withdrawal or any other ending ends it in any phase."""
        steps = {
            Phase.INTAKE: self.intake,
            Phase.MATCHING: self.matching,
            Phase.PREPARATION: self.preparation,
            Phase.CONFERENCE: self.conference,
            Phase.PLAN: self.plan,
            Phase.FOLLOW_UP: self.follow_up,
        }
        self.progress.since = self.progress.since or self.engine.now()
        try:
            while True:
                self.enter(await steps[self.progress.phase]())
        except Ended as end:
            self.progress.ended = end.ending
            return end.ending

    async def intake(self) -> Phase:
        """R5-R10. Nothing goes on before the person concerned wants it; thinking it over is not lateness."""
        await self.reach(Milestone.ACCEPTED, along=(Milestone.OPENED, Milestone.WANTED))
        return Phase.MATCHING

    async def matching(self) -> Phase:
        """R11-R13. One coordinator after the other is asked. A next round goes on with whoever has the case (R29)."""
        if self.progress.search is None:
            self.agenda.look(self.progress.latest or self.engine.now(), self.progress.agenda)
        await self.reach(Milestone.COORDINATOR_ASSIGNED, along=(*SEARCHING, Milestone.REOPENED))
        return Phase.PREPARATION

    async def preparation(self) -> Phase:
        """R14-R20. A plan made without a meeting is a success; a conference can be held although it was not ready."""
        came = await self.reach(
            Milestone.PREPARED,
            Milestone.PREPARATION_STOPPED,
            Milestone.ADJOURNED,
            Milestone.HELD,
            Milestone.NO_PLAN,
            along=SEARCHING,
        )
        return Phase.CONFERENCE if came.milestone in (Milestone.PREPARED, Milestone.ADJOURNED) else Phase.PLAN

    async def conference(self) -> Phase:
        """R20-R22. Postponed or adjourned, it is still to be held; without a plan, people decide how to go on."""
        await self.reach(
            Milestone.HELD,
            Milestone.NO_PLAN,
            Milestone.PREPARATION_STOPPED,
            along=(*SEARCHING, Milestone.POSTPONED, Milestone.ADJOURNED),
        )
        return Phase.PLAN

    async def plan(self) -> Phase:
        """R23-R26. The circle agrees, each bottom line is judged. Refused, it is revised, or there is a follow-up."""
        came = await self.reach(
            Milestone.PLAN_ACCEPTED,
            Milestone.FOLLOW_UP_CONFERENCE,
            along=(*SEARCHING, Milestone.PLAN_AGREED, Milestone.PLAN_REFUSED),
        )
        return Phase.FOLLOW_UP if came.milestone is Milestone.PLAN_ACCEPTED else self.next_round(came)

    async def follow_up(self) -> Phase:
        """R26-R29. Calls and reviews until the case is closed; an adjusted plan stays here, a conference goes back."""
        came = await self.reach(
            Milestone.FOLLOW_UP_CONFERENCE,
            along=(
                *SEARCHING,
                Milestone.REVIEWED,
                Milestone.PLAN_AGREED,
                Milestone.PLAN_ACCEPTED,
                Milestone.PLAN_REFUSED,
            ),
        )
        return self.next_round(came)

    async def reach(self, *goals: Milestone, along: tuple[Milestone, ...]) -> MilestoneSignal:
        """Wait for one of the goals. What comes along the way can bring another agenda and stays in the phase."""
        while True:
            came = await self.take(*goals, *along)
            moved = came.milestone in goals
            if came.milestone in SEARCHING:
                self.agenda.search(came)
            else:
                self.agenda.replace(came, fresh=moved)
            if moved:
                return came

    async def take(self, *awaited: Milestone) -> MilestoneSignal:
        """The first milestone of these, kept or to come. Meanwhile whatever is due is asked for."""
        while True:
            self.progress.kept = tuple(one for one in self.progress.kept if not self.forget(one))
            for one in self.progress.kept:
                if one.milestone in awaited and belongs(one.milestone, one.round, self.progress):
                    self.progress.kept = tuple(other for other in self.progress.kept if other is not one)
                    self.progress.last = one.milestone
                    self.progress.refused = None
                    return one
            await self.wait()

    async def wait(self) -> None:
        """Until milestones come or something is due; an agenda that is used up never means silence (promise 4)."""
        arrived = await self.engine.until(self.agenda.next(self.engine.now()))
        for signal in arrived:
            self.receive(signal)
        asked = () if arrived else self.agenda.due(self.engine.now())
        if asked:
            await self.engine.due(asked)

    def receive(self, signal: MilestoneSignal) -> None:
        """Sort what arrived: an ending ends at once, a refusal is noted, the rest waits for its phase.

        Raises:
            Ended: the case ended.
        """
        if not self.progress.remember(signal.id):
            return
        self.progress.note(signal.mark)
        self.progress.latest = max(signal.at, self.progress.latest or signal.at)
        if signal.milestone is Milestone.ENDED:
            if signal.round is None or signal.round >= self.progress.life:
                raise Ended(signal.ending or "closed")
            self.progress.ignored += 1
        elif signal.milestone is Milestone.ERASED:
            raise Ended("erased")
        elif signal.milestone is Milestone.REFUSED:
            self.progress.refused = signal.asked or "unknown"
        else:
            self.progress.keep(signal)

    def forget(self, signal: MilestoneSignal) -> bool:
        """Whether a milestone has come too late to mean anything."""
        late = is_late(signal.milestone, signal.round, self.progress)
        self.progress.ignored += late
        return late

    def enter(self, phase: Phase) -> None:
        """Begin a phase."""
        self.progress.phase = phase
        self.progress.since = self.engine.now()

    def next_round(self, came: MilestoneSignal) -> Phase:
        """R29. A follow-up conference: same case, the circle carried over and asked again."""
        self.progress.round = came.round or self.progress.round + 1
        self.progress.counts = {}
        return Phase.MATCHING
