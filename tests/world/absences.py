"""Nobody's case waits unseen for a coordinator who is away: the manager of its region hears of it (R41)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from contracts import coordination as c
from contracts import referral as r
from contracts.notices import NoticeDue, NoticeKind
from contracts.telling import MANAGER
from tests.world.known import Known
from tests.world.part import Step

type Told = tuple[str, str, str, date, date]
"""Which region, of which case, of whose absence, from when to when."""
COMES_TO = (c.CoordinatorOffered, c.CoordinatorAssigned)
MOVES = (r.CaseTransferred, r.CaseReopened)


@dataclass(slots=True)
class Absences:
    """Who is away when, and of which cases a manager was told that they wait."""

    days: dict[str, tuple[date, date]] = field(default_factory=dict)
    told: set[Told] = field(default_factory=set)

    def step(self, step: Step, known: Mapping[str, Known]) -> str | None:
        """What the coordination service decided; the case that waits unseen after it."""
        for event in step.events:
            if isinstance(event, c.AbsenceAnnounced):
                self.days[step.stream] = (event.first, event.last)
        for event in step.events:
            if isinstance(event, NoticeDue) and event.kind is NoticeKind.COORDINATOR_AWAY:
                self.told.update(self.tells(step.stream, event, known))
        return next((name for name in self.concerned(step, known) if self.unseen(name, known[name], step)), None)

    def tells(self, stream: str, event: NoticeDue, known: Mapping[str, Known]) -> Iterator[Told]:
        """Of which cases the manager hears."""
        cases = event.refers_to if stream in self.days else (stream,)
        who = stream if stream in self.days else event.refers_to[0]
        for case in cases:
            if event.recipient == MANAGER:
                yield event.region or known[case].region, case, who, *self.days[who]

    def concerned(self, step: Step, known: Mapping[str, Known]) -> Iterator[str]:
        """The cases that wait for somebody who goes away; or the one that came to somebody, or moved."""
        if any(isinstance(event, c.AbsenceAnnounced) for event in step.events):
            yield from (name for name, case in known.items() if step.stream == holder(case))
        if isinstance(step.arrival.message, MOVES) or any(isinstance(event, COMES_TO) for event in step.events):
            yield step.stream

    def unseen(self, name: str, case: Known, step: Step) -> bool:
        """Whether a case waits, in the time of a preparation, for somebody away, and its region was not told."""
        who = holder(case)
        if who is None or who not in self.days:
            return False
        first, last = self.days[who]
        soon = step.given.today + timedelta(weeks=step.given.policy(case.region).preparation_weeks)
        waits = last >= step.given.today and (first <= soon or step.stream == who)
        return waits and (case.region, name, who, first, last) not in self.told


def holder(case: Known) -> str | None:
    """Who has a case, or is being asked to take it."""
    if case.ended:
        return None
    return case.coordinator or (case.offer.coordinator if case.offer else None)
