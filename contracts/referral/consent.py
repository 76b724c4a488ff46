"""Whose will and whose permission a conference needs, and what each of them said (R5)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import Command, DueNow, Erased, Event, Id, Moment, Part, Personal, Text
from contracts.people import Means
from contracts.process import Milestone


class WhoConsents(StrEnum):
    """Whose consent the law asks for, by age (R5). It is all that is kept of an age outside the person's own data."""

    HOLDERS = "holders"
    """The holders of parental responsibility. The child is heard at any age, and a no of theirs counts."""
    TOGETHER = "person-and-holders"
    ALONE = "person"
    """The person alone; of an adult with a mentor or curator also those."""
    AGE_UNKNOWN = "age-unknown"
    """The person, and whoever is named."""


class ConsentNeeded(Part):
    """Whose consent is needed for one person concerned (R5)."""

    person: Id
    of: WhoConsents


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
