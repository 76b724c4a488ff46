"""What is kept in a case rests when somebody asks for it with a ground of the law: kept, and not worked with.

GDPR, article 18. What protects people goes on: an end, a no, a death, safety, putting right what is wrong.
"""

from contracts.base import Command, Event
from contracts.deciding import Given, Refused
from contracts.referral import CorrectReferral, DecideOnSignal, RetractReferral, TakeSafetyMeasures, WithdrawCase
from contracts.rights import (
    LiftRestriction,
    ProcessingRestricted,
    RectifyPerson,
    RectifyText,
    RestrictionLifted,
    RestrictProcessing,
)
from services.referral.state import Case

PUTS_RIGHT = (RectifyPerson, RectifyText)
GOES_ON = (WithdrawCase, RetractReferral, DecideOnSignal, TakeSafetyMeasures, LiftRestriction, *PUTS_RIGHT)
"""Beside every no (`standing.takes_back`)."""
ANSWERED_BY_ITSELF = (CorrectReferral, RestrictProcessing)
"""Their own rules refuse them; that of a correction in words that do not tell an agency why (R30)."""


def restrict(case: Case, wish: RestrictProcessing, given: Given) -> list[Event]:
    """It rests from now on, whoever of the case asked for it.

    Raises:
        Refused: it rests already; or a person concerned asks in somebody else's name.
    """
    if case.restricted:
        raise Refused("stands-already", "What is kept in this case rests already.", rule="R34")
    if given.by.role == "person-concerned" and not given.by.id == wish.asked_by in case.persons:
        raise Refused("not-your-case", "This is somebody else's to say.", rule="R38")
    return [ProcessingRestricted(asked_by=wish.asked_by, ground=wish.ground)]


def lift(case: Case) -> list[Event]:
    """It is worked with again.

    Raises:
        Refused: nothing rests.
    """
    if not case.restricted:
        raise Refused("not-restricted", "Nothing rests in this case.", rule="R34")
    return [RestrictionLifted()]


def check(case: Case, command: Command) -> None:
    """Say no to whatever would work with what rests.

    Raises:
        Refused: it rests.
    """
    if case.restricted and not isinstance(command, (*GOES_ON, *ANSWERED_BY_ITSELF)):
        raise Refused("restricted", "What is kept in this case rests until that is lifted.", rule="R34")
