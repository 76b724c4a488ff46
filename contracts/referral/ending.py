"""How a case ends, who leaves one that goes on, and how a closed one goes on after all (R29, R31, R32, R38)."""

from typing import Annotated

from contracts.base import CASE, Command, Erased, Event, Fact, Id, Moment, Personal, Text
from contracts.people import Ending, Means
from contracts.process import Milestone


class WithdrawCase(Command, service="referral", passes_parked=True):
    """A person concerned stops it: at any point, at once, without a reason (R31)."""

    person: Id
    means: Means = Means.SPOKEN


class ReportDeath(Fact, service="referral", passes_parked=True):
    """A person concerned died (R32)."""

    person: Id


class GiveUpReaching(Command, service="referral"):
    """A regional manager decides, after recorded attempts, that nobody can be reached (R32)."""


class ReopenCase(Command, service="referral"):
    """A closed case goes on, with a note (R29)."""

    note: Annotated[Text | Erased, Personal(of=CASE)]


class CaseEnded(Event, service="referral", milestone=Milestone.ENDED, passes_parked=True):
    """The one ending (R32). Everything that waits is called off by it (R31)."""

    ending: Ending
    ended: Moment
    round: int
    person: Id | None = None
    """Whoever ended it by their own word, or died: they hear nothing of it."""


class CaseReopened(Event, service="referral", milestone=Milestone.REOPENED):
    """A closed case goes on, in a new round (R29)."""

    round: int
    note: Annotated[Text | Erased, Personal(of=CASE)]


class PersonLeft(Event, service="referral"):
    """One of several persons concerned is out of it; the others decide whether they go on (R38).

    They withdrew, somebody whose permission the law asks for said no, their consent did not come in time, or they died.
    """

    person: Id
    by_others: bool = False
    """It was not their own word: they hear that it is off like everybody who waits, and then nothing more (R31)."""


class DeathNoted(Event, service="referral"):
    """A death that moves nothing: the case had ended, or is not (any more) about them. They hear nothing (R32, R39)."""

    person: Id
