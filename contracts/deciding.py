"""What a rule is given beside the state and the message, and how it says no. Standard library and contracts only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from hashlib import blake2b
from zoneinfo import ZoneInfo

import msgspec

from contracts.base import Actor
from contracts.policy import InForce, Policy

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Refused(Exception):
    """A rule says no to a command. The texts are read by whoever asked and hold no personal data.

    Args:
        reason: a stable word for programs, for example `not-invited`.
        text: one sentence for people.
        rule: the rule of DOMAIN.md, for example `R15`.
        missing: what is missing, where a list helps (R19).
    """

    def __init__(self, reason: str, text: str, *, rule: str = "", missing: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.reason = reason
        self.text = text
        self.rule = rule
        self.missing = missing


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of the Netherlands: weekends and public holidays do not count (R10)."""

    holidays: frozenset[date]

    def after(self, moment: datetime, days: int) -> datetime:
        """The end of the n-th working day after a moment, in Dutch time."""
        day = moment.astimezone(AMSTERDAM).date()
        while days > 0:
            day += timedelta(days=1)
            days -= self.counts(day)
        return datetime.combine(day, time(23, 59, 59), AMSTERDAM)

    def counts(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() < 5 and day not in self.holidays


class Given(msgspec.Struct, frozen=True, dict=True):
    """What a decision may use beside the state: no clock, no I/O, all of it handed in."""

    stream: str
    """The id of what is decided about."""
    message: str
    """The id of the message; the same on every delivery."""
    at: datetime
    """Now: when the message was accepted, never earlier than the stream's last event."""
    by: Actor
    """Who asks."""
    policies: Mapping[str, InForce] = {}
    calendar: WorkingDays = WorkingDays(frozenset())
    shaped_by: set[str] = msgspec.field(default_factory=set)
    """The versions of the policies that were asked for: the events of the decision name them."""

    @cached_property
    def today(self) -> date:
        """The day on which it is decided, in Dutch time."""
        return self.at.astimezone(AMSTERDAM).date()

    def new_id(self, *what: str) -> str:
        """An opaque id for something that this decision brings about: the same each time the message is handled."""
        return blake2b("/".join((self.message, *what)).encode(), digest_size=16).hexdigest()

    def policy(self, region: str, since: datetime | None = None) -> Policy:
        """The policy of a region as it counts now; regions without one of their own follow `default`.

        Of what runs already give the moment at which it began (`since`): a change of the policy does not reach back.
        """
        day = (since or self.at).astimezone(AMSTERDAM).date()
        own = self.policies.get(region) or self.policies.get("default")
        found = own.on(day) if own else Policy()
        self.shaped_by.add(found.version)
        return found

    def within(self, working_days: int) -> datetime:
        """The deadline so many working days from now."""
        return self.calendar.after(self.at, working_days)
