"""The agenda of a case: what is asked for next, and when."""

from datetime import datetime

from contracts.process import Due, DueItem, Milestone, Phase
from workflows.progress import Asked, CaseProgress, MilestoneSignal, Search
from workflows.waiting import waiting

AT_ONCE = (Milestone.OFFER_DECLINED, Milestone.COORDINATOR_RELEASED)
"""After these the next coordinator is looked for, whether the milestone says so or not (R13, R41)."""
RESTS_IN = (Phase.MATCHING, Phase.PREPARATION)
"""Without a coordinator nobody prepares: what the preparation asks for rests until there is one again."""


class Agenda:
    """The agenda of the phase, and beside it one of the search while a coordinator is looked for."""

    def __init__(self, progress: CaseProgress) -> None:
        self.progress = progress

    @property
    def now_on(self) -> CaseProgress | Search:
        """What the case waits for in the first place."""
        return self.progress.search or self.progress

    @property
    def counting(self) -> list[CaseProgress | Search]:
        """Whose moments count now."""
        if self.progress.search is None:
            return [self.progress]
        rests = self.progress.phase in RESTS_IN
        return [self.progress.search] if rests else [self.progress.search, self.progress]

    def replace(self, came: MilestoneSignal, *, fresh: bool = False) -> None:
        """A milestone brings its agenda. One without keeps what is left, unless a phase ends with it (`fresh`)."""
        if came.agenda or fresh:
            self.progress.agenda = came.agenda
            self.progress.levels = {}
        self.progress.patience = 0

    def look(self, at: datetime, given: tuple[DueItem, ...] = ()) -> None:
        """Look for a coordinator: when the agenda says so, otherwise at once; nobody else has the next move."""
        said = any(item.what is Due.FIND_COORDINATOR for item in given)
        now = () if said else (DueItem(what=Due.FIND_COORDINATOR, at=at, rule="R13", whose="process"),)
        self.progress.search = Search(agenda=(*given, *now))

    def search(self, came: MilestoneSignal) -> None:
        """R13, R41. Whoever says no or falls away makes room for the next; an empty pool waits for the manager."""
        if came.milestone is Milestone.COORDINATOR_ASSIGNED:
            self.progress.search = None
            self.replace(came, fresh=self.progress.phase is Phase.MATCHING)
        elif came.milestone in AT_ONCE:
            self.look(came.at, came.agenda)
        else:
            self.progress.search = Search(agenda=came.agenda)

    def next(self, now: datetime) -> datetime:
        """The next moment at which something is due."""
        self.refill(now)
        return min(item.at for holder in self.counting for item in holder.agenda)

    def refill(self, now: datetime) -> None:
        """An agenda that is used up asks again, at growing distance (promise 4)."""
        current = self.now_on
        if not current.agenda:
            wait = waiting(self.progress)
            current.agenda = (wait.asks(now + wait.distance(current.patience)),)
            current.patience += 1

    def due(self, now: datetime) -> list[Asked]:
        """Take what is due now off the agenda, the earliest first. What comes after it is known at any time."""
        ripe = [(item.at, holder, item) for holder in self.counting for item in holder.agenda if item.at <= now]
        for holder in self.counting:
            holder.agenda = tuple(item for item in holder.agenda if item.at > now)
        asked = [self.ask(holder, item, now) for _, holder, item in sorted(ripe, key=lambda one: one[0])]
        self.refill(now)
        return asked

    def ask(self, holder: CaseProgress | Search, item: DueItem, now: datetime) -> Asked:
        """Count, so that each asking has an id of its own and an escalation its level."""
        holder.levels[item.what] = holder.levels.get(item.what, 0) + 1
        counts = self.progress.counts
        counts[item.what] = counts.get(item.what, 0) + 1
        return Asked(
            what=item.what,
            case=self.progress.case,
            round=self.progress.round,
            at=item.at,
            time=max(now, self.progress.latest or now),
            count=counts[item.what],
            level=holder.levels[item.what],
            marks=dict(self.progress.marks),
        )
