"""The agenda of a case: what is asked for next, and when."""

from datetime import datetime

from contracts.process import Due, DueItem
from workflows.progress import Asked, CaseProgress, MilestoneSignal, Phase, Search
from workflows.waiting import waiting


class Agenda:
    """The agenda of the phase; while a coordinator is looked for it rests, and the search has one of its own."""

    def __init__(self, progress: CaseProgress) -> None:
        self.progress = progress

    @property
    def now_on(self) -> CaseProgress | Search:
        """Whose agenda counts."""
        return self.progress.search or self.progress

    def replace(self, came: MilestoneSignal, *, fresh: bool = False) -> None:
        """A milestone brings its agenda. One without keeps what is left, unless a phase ends with it (`fresh`)."""
        if came.agenda or fresh:
            self.now_on.agenda = came.agenda
            self.now_on.levels = {}
        self.now_on.patience = 0

    def resume(self, came: MilestoneSignal) -> None:
        """A coordinator is there: the phase goes on, with the agenda of the assignment only where it prepares."""
        if self.progress.phase in (Phase.MATCHING, Phase.PREPARATION):
            self.replace(came, fresh=self.progress.phase is Phase.MATCHING)

    def next(self, now: datetime) -> datetime:
        """The next moment at which something is due. Used up, the agenda asks again at growing distance."""
        current = self.now_on
        if not current.agenda:
            wait = waiting(self.progress)
            moment = now + wait.distance(current.patience)
            current.agenda = (DueItem(what=wait.again, at=moment, rule=wait.rule, whose=wait.whose),)
            current.patience += 1
        return min(item.at for item in current.agenda)

    def due(self, now: datetime) -> list[Asked]:
        """Take what is due now off the agenda."""
        current = self.now_on
        ripe = sorted((item for item in current.agenda if item.at <= now), key=lambda item: item.at)
        current.agenda = tuple(item for item in current.agenda if item.at > now)
        return [self.ask(item.what, item.at, now) for item in ripe]

    def find_coordinator(self, now: datetime) -> Asked:
        """The search goes on at once."""
        return self.ask(Due.FIND_COORDINATOR, now, now)

    def ask(self, what: Due, at: datetime, now: datetime) -> Asked:
        """Count, so that each asking has an id of its own and an escalation its level."""
        levels = self.now_on.levels
        levels[what] = levels.get(what, 0) + 1
        counts = self.progress.counts
        counts[what] = counts.get(what, 0) + 1
        return Asked(
            what=what,
            case=self.progress.case,
            round=self.progress.round,
            at=at,
            time=max(now, self.progress.latest or now),
            count=counts[what],
            level=levels[what],
        )
