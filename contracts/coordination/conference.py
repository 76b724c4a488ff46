"""The conference: postponed, adjourned, held, with or without a plan, and who was there (R21, R22, R39)."""

from typing import Annotated

from pydantic import Field

from contracts.base import Command, Event, Fact, Id, Moment, Part
from contracts.coordination.practical import Session
from contracts.process import Milestone


class Attendance(Part):
    """Who was there, per part. Nobody but the circle is in private time; nothing said there is recorded (R21)."""

    information: tuple[Id, ...]
    private_time: tuple[Id, ...]
    presentation: tuple[Id, ...]


class PostponeConference(Command, service="coordination"):
    """The conference moves to another date (R22): the session of this id, or the next one if the id is new."""

    session: Session


class RecordConference(Fact, service="coordination"):
    """The conference was held, as it was: also not ready, or with a guard in private time (R21, R39)."""

    session: Id
    attendance: Attendance
    outcome: Annotated[str, Field(pattern="^(held|adjourned|without-plan)$")] = "held"
    next_session: Session | None = None


class ConferencePostponed(Event, service="coordination", milestone=Milestone.POSTPONED):
    """Another date (R22)."""

    session: Session
    instead_of: Id | None = None
    """The session that it replaces; without one the next that was planned."""


class ConferenceAdjourned(Event, service="coordination", milestone=Milestone.ADJOURNED):
    """To be continued on a second date (R22)."""

    session: Id
    next_session: Session
    attendance: Attendance | None = None
    deviations: tuple[str, ...] = ()


class SessionHeld(Event, service="coordination", milestone=Milestone.ADJOURNED):
    """One of several sessions was held: the conference goes on with the next one that is planned (R17, R22)."""

    session: Id
    attendance: Attendance
    next_session: Id
    starts: Moment
    """When the next one begins."""
    deviations: tuple[str, ...] = ()


class ConferenceHeld(Event, service="coordination", milestone=Milestone.HELD):
    """The conference was held: the circle makes its plan (R21, R23)."""

    session: Id
    attendance: Attendance
    circle: tuple[Id, ...]
    round: int
    deviations: tuple[str, ...] = ()
    """What was not as it should be: recorded, and told to the regional manager (R39)."""


class ConferenceWithoutPlan(Event, service="coordination", milestone=Milestone.NO_PLAN):
    """The conference ended without a plan (R22)."""

    session: Id
    attendance: Attendance
    circle: tuple[Id, ...] = ()
    """Who can still make a plan, or choose another way."""
    round: int
    deviations: tuple[str, ...] = ()


class ConferenceNoted(Event, service="coordination"):
    """A conference as it was, that moves nothing: the case had ended, or this session was told of before (R39)."""

    session: Id
    attendance: Attendance
    deviations: tuple[str, ...]
