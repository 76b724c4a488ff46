"""The service levels, what is left of them, and the alerts on how fast it goes (docs/operations/service-levels.md).

Several windows at once, after the SRE workbook ("Alerting on SLOs", 6): a long one, so that it matters, and a short
one, so that it is still so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from deploy.observability.rules import Alert, Group, Recorded

WINDOWS = ("5m", "30m", "1h", "6h", "3d")
FAST = ((14.4, "1h", "5m"), (6, "6h", "30m"))
"""So many times as fast as allowed: 2 % of a month's budget in an hour, 5 % in six."""
SLOW = ((1, "3d", "6h"),)
"""As fast as allowed, for three days: 10 % of it."""
FEWEST = 2
"""Where little happens one slow answer is a large part of all; one alone wakes nobody."""


@dataclass(frozen=True)
class Level:
    """A part of what happens that is to be in time."""

    name: str
    alert: str
    objective: float
    histogram: str
    bound: float
    """Seconds; there is a bucket for it."""
    what: str
    meaning: str
    """For families and agencies, when it is missed."""

    @property
    def budget(self) -> float:
        """The part that may be late."""
        return round(1 - self.objective, 6)

    def late(self, window: str) -> str:
        """The part that was late."""
        return f"ekc:{self.name}:late_ratio_{window}"

    def in_time(self, window: str) -> str:
        """The part that was in time; nothing where nothing happened."""
        counted = f"sum(rate({self.histogram}_count[{window}]))"
        return f'sum(rate({self.histogram}_bucket{{le="{self.bound:.1f}"}}[{window}]))\n/\n({counted} > 0)'

    def recorded(self) -> Iterator[Recorded]:
        """The part that was late in each window, and how many in the longest of those that page."""
        for window in WINDOWS:
            yield Recorded(self.late(window), f"1 - (\n{self.in_time(window)}\n)")
        late = f'sum(increase({self.histogram}_bucket{{le="{self.bound:.1f}"}}[6h]))'
        yield Recorded(f"ekc:{self.name}:late_6h", f"round(\nsum(increase({self.histogram}_count[6h])) - {late}\n)")

    def rules(self) -> Iterator[Recorded | Alert]:
        """All of its rules."""
        yield from self.recorded()
        yield from self.alerts()

    def burns(self, *rates: tuple[float, str, str]) -> str:
        """Whether the budget is used up so fast, in a long and a short window."""
        either = "\nor\n".join(
            f"({self.late(long)} > {rate} * {self.budget:g} and {self.late(short)} > {rate} * {self.budget:g})"
            for rate, long, short in rates
        )
        return f"(\n{either}\n)\nand\nekc:{self.name}:late_6h >= {FEWEST}"

    def alerts(self) -> Iterator[Alert]:
        """One that pages, one that can wait for the day."""
        aim = f"{self.objective * 100:g} % of {self.what}"
        fast = f"So fast that the month's budget is gone in five days or less. {self.meaning}"
        yield Alert(f"{self.alert}Burn", self.burns(*FAST), "2m", "page", f"Far from {aim}", fast)
        slow = f"For days as many as may be, or more. {self.meaning}"
        yield Alert(f"{self.alert}Slip", self.burns(*SLOW), "1h", "ticket", f"Below {aim}", slow)


LEVELS = (
    Level(
        "referral_answers",
        "EkcReferralAnswers",
        0.99,
        "ekc_referral_answer_seconds",
        60,
        "referrals answered within a minute",
        "Agencies do not know whether their referral arrived.",
    ),
    Level(
        "steps",
        "EkcSteps",
        0.999,
        "ekc_step_delay_seconds",
        300,
        "due steps done within five minutes",
        "Families and coordinators are asked, reminded or told later than they were promised.",
    ),
)

SILENT = Alert(
    "EkcCasesSilent",
    "max(ekc_cases_silent) > 0",
    "15m",
    "page",
    "{{ $value }} case(s) wait, and nobody will hear of it",
    "Nothing is due in them and nobody was told that they stand still (promise 4). There is no budget for that.",
)

GROUP = Group("ekc-service-levels", [*(rule for level in LEVELS for rule in level.rules()), SILENT])
