"""Messages by which every service answers and is operated: refusals, dead letters, the turn of the day.

They are the same for every service; the envelope's `source` and the topic say which one speaks or is meant.
"""

from datetime import date
from typing import Literal

from contracts.base import Command, DueNow, Id, Message, Moment, Refusal
from contracts.process import Milestone

EVERYTHING = "*"
"""In place of a topic: all that a part reads, save what is asked of itself."""

PARKED_BY_OPERATOR = "parked-by-operator"
"""The reason of the letter behind which a stream stands that an operator parked: no message failed."""


class CommandRefused(Message, service="operations", milestone=Milestone.REFUSED):
    """A rule said no (R39; RFC 9457). It takes no sequence; `causationid` names what was refused."""

    problem: Refusal
    asked: str
    """The CloudEvents type of what was refused."""
    by_process: bool
    """Whether the process asked for it, which then must not wait for ever."""


class CommandRejected(Message, service="operations"):
    """A message could not be handled and is in the dead letters (RFC 9457). `causationid` names it."""

    problem: Refusal


class DeadLetterAnnounced(Message, service="operations", passes_parked=True):
    """A message is in a service's dead letters, or what became of it there. Never its content.

    It passes a parked stream: it says why that stands still.
    """

    letter: Id
    owner: str
    """The service whose dead letter it is."""
    topic: str
    partition: int
    offset: int
    message: str | None = None
    """The CloudEvents `id`, where it could be read and is one of ours."""
    asked: str | None = None
    """Its CloudEvents type, where it is one of ours."""
    reason: Id
    detail: str
    state: Literal["dead", "parked", "handled"]
    replays: int = 0
    since: Moment


class ReplayDeadLetter(Command, service="operations", passes_parked=True):
    """Handle a dead letter again (an operator asks)."""

    letter: Id


class DiscardDeadLetters(Command, service="operations", passes_parked=True):
    """Let go of all dead letters of one topic that nothing stands still behind (an operator asks)."""

    topic: str


class DiscardGroup(Command, service="operations", passes_parked=True):
    """Let go of the dead letters of one group: of one topic, one type of message and one reason (an operator asks)."""

    topic: str
    asked: str | None = None
    """Their CloudEvents type, where it is one of ours."""
    reason: Id
    """Why they could not be handled."""


class ParkStream(Command, service="operations", passes_parked=True):
    """Let a stream stand still (an operator asks): what comes for it waits, in order, until it is released.

    Withdrawal, death and erasure pass, as they pass every parked stream (R31).
    """


class ReleaseStream(Command, service="operations", passes_parked=True):
    """Let a stream go on that an operator had parked, with everything that waited."""


class PauseTopic(Command, service="operations", passes_parked=True):
    """Read a topic no further (an operator asks). Nothing of it is lost: Kafka keeps what is written meanwhile."""

    topic: str
    """Or `*`: all that the part reads, save what is asked of itself. By that it is drained."""


class ResumeTopic(Command, service="operations", passes_parked=True):
    """Read a topic on from where it was left."""

    topic: str


class DayTurned(DueNow, service="operations"):
    """A day began: do what the due table holds up to it. Once a day, from a schedule."""

    day: date
    only: Id | None = None
    """Only this stream: a story has a calendar of its own. Refused outside development."""
