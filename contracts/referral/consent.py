"""Whose will and whose permission a conference needs, and what each of them said (R5)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from contracts.base import Command, DueNow, Erased, Event, Id, Moment, Part, Personal, Text
from contracts.people import Means, WhoConsents
from contracts.process import Milestone


class Birthday(Part):
    """A day to come on which somebody turns an age that changes whose consent the law asks for (R5)."""

    age: int
    on: date


class ConsentNeeded(Part):
    """Whose consent is needed for one person concerned (R5)."""

    person: Id
    of: WhoConsents
    birthdays: Annotated[tuple[Birthday, ...] | Erased | None, Personal(of="person")] = None
    """All that is kept of a birth date outside the person's own data; the last of them keeps nothing."""


class RecordWillingness(Command, service="referral"):
    """What a person concerned said themselves: yes, no, or they want to think (R5)."""

    person: Id
    answer: Annotated[str, Field(pattern="^(yes|no|considering)$")]
    means: Means


class RequirePermission(Command, service="referral"):
    """Name a holder of parental responsibility, mentor or curator whose permission the law asks for (R5)."""

    person: Id
    holder: Id
    name: Annotated[Text | Erased, Personal(of="holder")]
    capacity: Annotated[str, Field(pattern="^(parent|guardian|mentor|curator)$")]


class RecordPermission(Command, service="referral"):
    """What a holder answered. One refusal is a no (R5)."""

    person: Id
    holder: Id
    granted: bool
    means: Means


class RecordCourtDecision(Command, service="referral"):
    """A court gave the permission in the place of a holder. It never replaces anybody's own will (R5)."""

    person: Id
    holder: Id
    document: Annotated[Text | Erased, Personal(of="person")]
    """The reference of the decision, as the court wrote it."""
    decided_on: date


class LapseConsent(DueNow, service="referral"):
    """No yes in time: what was kept about the person is to go (R5)."""


class WillingnessRecorded(Event, service="referral"):
    """What a person concerned answered (R5)."""

    person: Id
    answer: str
    means: Means
    recorded: Moment | None = None
    """When: while somebody considers, the deadlines of the intake stand still (R10)."""


class PermissionRequired(Event, service="referral"):
    """Whose permission the law asks for (R5)."""

    person: Id
    holder: Id
    name: Annotated[Text | Erased, Personal(of="holder")]
    capacity: str
    conflict_of_interest: bool = False


class PermissionRecorded(Event, service="referral"):
    """What a holder answered (R5)."""

    person: Id
    holder: Id
    granted: bool
    means: Means


class ConsentCompleted(Event, service="referral", milestone=Milestone.WANTED):
    """Every consent that is needed is there: willing, and permitted where the law asks (R5)."""

    persons: tuple[Id, ...]


class ConsentIncomplete(Event, service="referral"):
    """A consent that is needed is missing again: until it is there nobody is invited and no conference held (R5)."""


class PermissionReplaced(Event, service="referral"):
    """A court's decision stands in the place of a holder's permission (R5)."""

    person: Id
    holder: Id
    document: Annotated[Text | Erased, Personal(of="person")]
    decided_on: date


class ConsentChanged(Event, service="referral"):
    """A birthday changes whose consent the law asks for; what was given stands (R5)."""

    person: Id
    of: WhoConsents
    birthdays: Annotated[tuple[Birthday, ...] | Erased | None, Personal(of="person")] = None
    """Those that are still to come."""
