"""Nobody's case waits unseen for a coordinator who is away: the manager of its region hears of it (R41)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from contracts import coordination as c
from contracts import referral as r
from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeDue, NoticeKind
from contracts.telling import MANAGER
from tests.world.known import Known
from tests.world.part import Step

COMES_TO = (c.CoordinatorOffered, c.CoordinatorAssigned)
MOVES = (r.CaseTransferred, r.CaseReopened)
AT_ONCE = (c.AnnounceAbsence, c.FindCoordinator, c.AppointCoordinator)
"""With these the manager hears of it in the same moment; otherwise on the next morning of the absence."""
PATIENCE = timedelta(days=4)
"""A morning, and what is down in a world."""


@dataclass(slots=True)
class Absences:
    """Who is away when, and which cases wait for them."""

    days: dict[str, tuple[date, date]] = field(default_factory=dict)
    told: set[tuple[str, str, str, date, date]] = field(default_factory=set)
    """Which region was told, of which case, of whose absence, from when to when."""
    since: dict[str, datetime] = field(default_factory=dict)
    """Cases that wait, and since when a manager is to hear it."""

    def step(self, step: Step, known: Mapping[str, Known]) -> str | None:
        """What the coordination service decided; the case that waits unseen after it."""
        for event in step.events:
            if isinstance(event, c.AbsenceAnnounced):
                self.days[step.stream] = (event.first, event.last)
        for event in step.events:
            if isinstance(event, NoticeDue) and event.kind is NoticeKind.COORDINATOR_AWAY:
                self.hear(step.stream, event, known)
        for name in self.concerned(step, known):
            self.since.setdefault(name, self.heard_by(known[name], step))
        now = step.given.at
        self.since = {name: at for name, at in self.since.items() if self.unseen(name, known[name], now)}
        return next((name for name, at in self.since.items() if at <= now), None)

    def hear(self, stream: str, event: NoticeDue, known: Mapping[str, Known]) -> None:
        """A manager hears of somebody's cases; or of one case, whose coordinator is away."""
        of_somebody = stream in self.days
        who = stream if of_somebody else event.refers_to[0]
        for case in event.refers_to if of_somebody else (stream,):
            if event.recipient == MANAGER:
                self.told.add((event.region or known[case].region, case, who, *self.days[who]))

    def concerned(self, step: Step, known: Mapping[str, Known]) -> Iterator[str]:
        """The cases that wait for somebody who goes away; or the one that came to somebody, or moved."""
        if any(isinstance(event, c.AbsenceAnnounced) for event in step.events):
            yield from (name for name, case in known.items() if step.stream == holder(case))
        if isinstance(step.arrival.message, MOVES) or any(isinstance(event, COMES_TO) for event in step.events):
            yield step.stream

    def heard_by(self, case: Known, step: Step) -> datetime:
        """When at the latest a manager hears that a case waits."""
        first, _ = self.days.get(holder(case) or "", (step.given.today, step.given.today))
        soon = step.given.today + timedelta(weeks=step.given.policy(case.region).preparation_weeks)
        announced = isinstance(step.arrival.message, c.AnnounceAbsence)
        if isinstance(step.arrival.message, AT_ONCE) and (announced or first <= soon):
            return step.given.at
        return max(step.given.at, datetime.combine(first, datetime.min.time(), AMSTERDAM)) + PATIENCE

    def unseen(self, name: str, case: Known, now: datetime) -> bool:
        """Whether a case waits for somebody who is or will be away, and its region was not told."""
        who = holder(case)
        first, last = self.days.get(who or "", (date.max, date.min))
        return (
            who is not None
            and last >= now.astimezone(AMSTERDAM).date()
            and (case.region, name, who, first, last) not in self.told
        )


def holder(case: Known) -> str | None:
    """Who has a case, or is being asked to take it."""
    if case.ended:
        return None
    return case.coordinator or (case.offer.coordinator if case.offer else None)
