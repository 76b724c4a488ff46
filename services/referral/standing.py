"""Whether there is a case to ask something of, and whether it is theirs (R31, R38, R41)."""

from contracts.base import Command
from contracts.deciding import Given, Refused
from contracts.referral import (
    DecideOnSignal,
    PermitSharing,
    RecordWillingness,
    ReferCase,
    ReopenCase,
    RetractReferral,
    TakeSafetyMeasures,
    WithdrawCase,
)
from services.referral.state import Case, Person

AFTER_THE_END = (DecideOnSignal, ReopenCase, RetractReferral, TakeSafetyMeasures)
"""An address can leak when the case is long over (R37)."""


def check(case: Case, command: Command, given: Given) -> None:
    """Say no to what comes too early, too late, or from somebody who is not of this case.

    Raises:
        Refused: there is no such case, it has ended, or it is not theirs.
    """
    if isinstance(command, ReferCase) and (case.opened is None or command.referral in case.referrals):
        return
    if case.opened is None:
        raise Refused("unknown-case", "There is no such case.", rule="R1")
    if case.ended and not isinstance(command, AFTER_THE_END):
        raise Refused("case-ended", "The case has ended.", rule="R31")
    if not theirs(case, command, given):
        raise Refused("not-your-case", "This is somebody else's to say.", rule="R38")


def theirs(case: Case, command: Command, given: Given) -> bool:
    """A person concerned speaks for themself, a coordinator in the cases they have, an agency of its own referral."""
    match given.by.role:
        case "person-concerned" if isinstance(command, RecordWillingness | WithdrawCase | PermitSharing):
            return command.person == given.by.id
        case "coordinator" if not isinstance(command, ReferCase):
            return given.by.id == case.coordinator
        case "agency" if isinstance(command, RetractReferral):
            referral = case.referrals.get(command.referral)
            return referral is None or referral.agency == given.by.id
    return True


def staying(case: Case, person: str) -> Person:
    """One of the persons concerned.

    Raises:
        Refused: the case is not about them, or no longer.
    """
    if person not in case.staying:
        raise Refused("not-concerned", "The case is not about this person.", rule="R38")
    return case.staying[person]


def regions(case: Case) -> frozenset[str]:
    """The region whose staff act in a case, once it is known (R4)."""
    return frozenset({case.region} if case.region else ())
