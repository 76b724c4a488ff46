"""The figures of a region: what happened to its cases in a quarter, counted from their events (R36). Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from statistics import median
from typing import Any, Protocol

from contracts.base import Message
from contracts.coordination import (
    ConferenceHeld,
    ConferenceWithoutPlan,
    CoordinatorAssigned,
    PlanWithoutMeeting,
    PreparationCompleted,
)
from contracts.deciding import AMSTERDAM
from contracts.plan import FollowUpConferenceWanted, PlanAccepted
from contracts.referral import (
    CaseAccepted,
    CaseEnded,
    CaseLinked,
    CaseOpened,
    CaseReopened,
    CaseUnlinked,
    FundingDecided,
)
from services.desk.figures.small_counts import SMALL, shown

COUNTED: tuple[type[Message], ...] = (
    CaseOpened,
    CaseAccepted,
    CaseEnded,
    CaseReopened,
    CaseLinked,
    CaseUnlinked,
    FundingDecided,
    CoordinatorAssigned,
    PreparationCompleted,
    ConferenceHeld,
    ConferenceWithoutPlan,
    PlanWithoutMeeting,
    PlanAccepted,
    FollowUpConferenceWanted,
)
"""What is looked at: ids, dates and words of lists, never a text."""

DENOMINATORS: Mapping[str, str | None] = {
    "referred": None,
    "accepted": "intakes-decided",
    "not-accepted": "intakes-decided",
    "prepared": "preparations-ended",
    "not-prepared": "preparations-ended",
    "held": "preparations-ended",
    "planned-without-meeting": "preparations-ended",
    "stopped": "preparations-ended",
    "planned-with-meeting": "planned",
    "planned": None,
    "intakes-decided": None,
    "preparations-ended": None,
}
"""Every count, and of what it is a part. What happened in the quarter counts, whenever the case began."""
SUMS = (
    ("intakes-decided", ("accepted", "not-accepted")),
    ("preparations-ended", ("prepared", "not-prepared")),
    ("preparations-ended", ("held", "planned-without-meeting", "stopped")),
    ("planned", ("planned-with-meeting", "planned-without-meeting")),
)
STEPS = ("intake", "coordinator", "preparation", "plan", "referral-to-conference")


class Period(Protocol):
    """In which it is counted: a quarter."""

    def holds(self, at: datetime) -> bool:
        """Whether a moment is in it."""


@dataclass(frozen=True)
class Happened:
    """One event of a case."""

    kind: type[Message]
    at: datetime
    data: Mapping[str, Any]


@dataclass
class Counted:
    """What was counted in one period: exact, and so for nobody's eyes but of what hides and bills."""

    counts: Counter[str] = field(default_factory=Counter)
    days: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    present: list[int] = field(default_factory=list)
    """People of the circle at each conference."""
    billable: Counter[str] = field(default_factory=Counter)
    """Conferences by payer: several sessions are one, a round is one."""


def count(cases: Iterable[Sequence[Happened]], period: Period) -> Counted:
    """Count what happened in a period. Each case has all that happened to it before, too, in order."""
    counted = Counted()
    for events in cases:
        Following(period, counted).follow(events)
    return counted


class Following:
    """One case from its referral on: each step counts once a round, in the period in which it was taken."""

    def __init__(self, period: Period, counted: Counted) -> None:
        self.period = period
        self.counted = counted
        self.round = 1
        self.payer = "unknown"
        self.linked = False
        self.took: dict[tuple[int, str], datetime] = {}

    def follow(self, events: Iterable[Happened]) -> None:
        """All that happened to it."""
        for event in events:
            self.take(event)

    def take(self, event: Happened) -> None:
        """One event."""
        self.round = max(self.round, int(event.data.get("round") or 1))
        if event.kind is CaseOpened:
            self.step("referred", event.at)
        elif event.kind is CaseAccepted:
            self.step("accepted", event.at, "intakes-decided", since=("intake", "referred"))
        elif event.kind is FundingDecided:
            self.payer = str(event.data.get("payer", "unknown"))
        elif event.kind in (CaseReopened, FollowUpConferenceWanted):
            self.took.setdefault((self.round, "wanted"), event.at)
        elif event.kind in (CaseLinked, CaseUnlinked):
            self.linked = event.kind is CaseLinked
        elif event.kind is CaseEnded and not self.linked:
            self.ended(event.at)
        else:
            self.of_the_way(event)

    def of_the_way(self, event: Happened) -> None:
        """From the coordinator to the plan."""
        if event.kind is CoordinatorAssigned:
            self.reached("assigned", event.at, since=("coordinator", "accepted" if self.round == 1 else "wanted"))
        elif event.kind is PreparationCompleted:
            self.took.setdefault((self.round, "ready"), event.at)
        elif event.kind in (ConferenceHeld, ConferenceWithoutPlan):
            self.held(event)
        elif event.kind is PlanWithoutMeeting:
            if self.step("planned-without-meeting", event.at, "preparations-ended", "planned"):
                self.ready(event.at)
        elif event.kind is PlanAccepted and event.data.get("with_meeting", True):
            self.step("planned-with-meeting", event.at, "planned", since=("plan", "held"))

    def step(self, what: str, at: datetime, *totals: str, since: tuple[str, str] | None = None) -> bool:
        """Count a step, and what it is a part of. Says whether it is counted now."""
        counts = self.reached(what, at, since=since)
        if counts:
            self.counted.counts.update((what, *totals))
        return counts

    def reached(self, what: str, at: datetime, *, since: tuple[str, str] | None = None) -> bool:
        """Whether a step is taken for the first time in its round, and in this period; and how many days it took."""
        first = (self.round, what) not in self.took
        self.took.setdefault((self.round, what), at)
        if not (first and self.period.holds(at)):
            return False
        if since:
            self.lasted(*since, at)
        return True

    def lasted(self, name: str, before: str, at: datetime) -> None:
        """How many days it is since another step of the round."""
        began = self.took.get((self.round, before))
        if began:
            days = at.astimezone(AMSTERDAM).date() - began.astimezone(AMSTERDAM).date()
            self.counted.days[name].append(days.days)

    def held(self, event: Happened) -> None:
        """A conference, however many sessions it had, with or without a plan (R22)."""
        if not self.step("held", event.at, "preparations-ended", since=("preparation", "assigned")):
            return
        self.ready(event.at)
        self.lasted("referral-to-conference", "referred", event.at)
        there = {who for people in event.data["attendance"].values() for who in people}
        self.counted.present.append(len(there & set(event.data.get("circle", ()))))
        self.counted.billable[self.payer] += 1

    def ready(self, at: datetime) -> None:
        """Whether all was ready before the preparation came to its end (R19)."""
        if self.period.holds(at):
            self.counted.counts["prepared" if (self.round, "ready") in self.took else "not-prepared"] += 1

    def ended(self, at: datetime) -> None:
        """An end before it was accepted, or before a conference; later ones are no stop (R20, R32)."""
        came_to_something = {(self.round, "held"), (self.round, "planned-without-meeting")} & self.took.keys()
        if not any(step == "accepted" for _, step in self.took):
            self.step("not-accepted", at, "intakes-decided")
        elif not came_to_something and self.step("stopped", at, "preparations-ended"):
            self.ready(at)


def published(counted: Counted) -> dict[str, Any]:
    """The figures as everybody may see them: nobody can be traced by them."""
    return told(counted, shown({name: counted.counts[name] for name in DENOMINATORS}, SUMS), SMALL)


def told(counted: Counted, cells: Mapping[str, str], fewest: int) -> dict[str, Any]:
    """The figures, with each count as it is shown; of fewer than so many no median."""
    return {
        "counts": [
            {"what": name, "count": cells[name], "of": of, "base": cells[of] if of else None}
            for name, of in DENOMINATORS.items()
        ],
        "lead_days": [{"step": step, **spread(counted.days[step], fewest)} for step in STEPS],
        "attendance": spread(counted.present, fewest),
    }


def spread(values: Sequence[int], fewest: int) -> dict[str, float | None]:
    """Median and 90th percentile (nearest rank); of fewer than so many nothing."""
    if len(values) < fewest:
        return {"median": None, "p90": None}
    return {"median": float(median(values)), "p90": float(sorted(values)[ceil(0.9 * len(values)) - 1])}
