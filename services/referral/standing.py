"""Whether there is a case to ask something of, and whether it is theirs (R3, R4, R31, R38, R41)."""

from contracts.base import Command, Fact
from contracts.deciding import Given, Refused
from contracts.referral import (
    AnswerTransfer,
    CorrectReferral,
    DecideOnSignal,
    PermitSharing,
    ProposeQuestion,
    RaiseSafetySignal,
    RecordPermission,
    RecordWillingness,
    ReferCase,
    ReopenCase,
    RetractReferral,
    TakeSafetyMeasures,
    UndoSameCase,
    WithdrawCase,
)
from contracts.rights import LiftRestriction, RectifyPerson, RectifyText, RestrictProcessing
from contracts.telling import LEVELS
from services.referral import restriction
from services.referral.state import Case, Person

RIGHTS = (LiftRestriction, RectifyPerson, RectifyText, RestrictProcessing)
"""What somebody can ask for as long as anything is kept of them."""
AFTER_THE_END = (CorrectReferral, DecideOnSignal, ReopenCase, RetractReferral, TakeSafetyMeasures, *RIGHTS)
"""An address can leak when the case is long over (R37). A correction is refused by its own rule, in words that do not
tell why (R30)."""


def check(case: Case, command: Command, given: Given) -> None:
    """Say no to what comes too early, too late, or from somebody who is not of this case.

    Raises:
        Refused: there is no such case, it has ended, or it is not theirs.
    """
    if isinstance(command, ReferCase) and (case.opened is None or command.referral in case.referrals):
        return
    if case.opened is None:
        raise Refused("unknown-case", "There is no such case.", rule="R1")
    check_region(case, command, given)
    if case.ended and not after_the_end(command):
        raise Refused("case-ended", "The case has ended.", rule="R31")
    if case.linked and not though_linked(command):
        raise Refused("linked", "This case is the same as another one, and goes on there.", rule="R3")
    if not takes_back(command):
        restriction.check(case, command)
    if not theirs(case, command, given):
        raise Refused("not-your-case", "This is somebody else's to say.", rule="R38")


def after_the_end(command: Command) -> bool:
    """What is asked of a case that is over: what may be shared is taken back whenever somebody wants that (R5)."""
    return isinstance(command, AFTER_THE_END) or (isinstance(command, PermitSharing) and takes_back(command))


def though_linked(command: Command) -> bool:
    """What is asked of a case that is the same as another one and rests: undoing that, every no (R31), safety (R37).

    What referrers ask knows of no link: their own rules answer.
    """
    safety = isinstance(command, (DecideOnSignal, TakeSafetyMeasures, *RIGHTS))
    referrers = isinstance(command, CorrectReferral | RetractReferral)
    return takes_back(command) or safety or referrers or isinstance(command, UndoSameCase | WithdrawCase)


def takes_back(command: Command) -> bool:
    """Whether it is a no: to taking part, to giving permission, to sharing anything (R5, R31)."""
    match command:
        case RecordWillingness():
            return command.answer == "no"
        case RecordPermission():
            return not command.granted
        case PermitSharing():
            return not command.what
    return False


def theirs(case: Case, command: Command, given: Given) -> bool:
    """A person concerned speaks for themself, a coordinator in the cases they have, an agency of its own referral."""
    match given.by.role:
        case "person-concerned" if isinstance(
            command, RecordWillingness | WithdrawCase | PermitSharing | RectifyPerson
        ):
            return command.person == given.by.id
        case "person-concerned" if isinstance(command, ProposeQuestion):
            return given.by.id in case.staying
        case "coordinator" if not isinstance(command, ReferCase):
            return given.by.id == case.coordinator
        case "agency" if isinstance(command, CorrectReferral | RetractReferral):
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
    """The regions whose staff may ask something of a case, once it is known: one that is asked to take it over too."""
    asked = {case.transfer.to} if case.transfer else set()
    return frozenset({case.region, *case.assisting, *asked}) if case.region else frozenset()


def check_teller(case: Case, fact: Fact, given: Given) -> None:
    """What happened is told by staff of the case's region, and by whoever is or was in the case (R37, R39).

    Of the circle nobody is known here: what a participant has to say their coordinator or the manager records (R40).

    Raises:
        Refused: it is another region's, or somebody else's.
    """
    check_region(case, fact, given)
    if not in_the_case(case, given):
        raise Refused("not-your-case", "They are not in this case.", rule="R37")


def in_the_case(case: Case, given: Given) -> bool:
    """Whether somebody is or was in it: its coordinator, whom it is about, whose permission counts, a setter."""
    match given.by.role:
        case "coordinator":
            return given.by.id in case.had
        case "person-concerned":
            holders = {holder for person in case.persons.values() for holder in person.holders}
            return given.by.id in {*case.persons, *holders}
        case "bottom-line-setter":
            return given.by.id in {line.setter for line in (*case.bottom_lines.values(), *case.lifted.values())}
    return True


def check_region(case: Case, message: Command | Fact, given: Given) -> None:
    """A region that is asked to take a case over answers that, and does nothing else in it until it has it (R4).

    Whoever sees that somebody is not safe says so (R37); a family is of no region's staff (R31).

    Raises:
        Refused: it does.
    """
    asked = case.transfer is not None and given.by.role in LEVELS and given.by.region == case.transfer.to
    theirs_too = isinstance(message, AnswerTransfer | ReferCase | RaiseSafetySignal)
    if asked and given.by.region not in case.assisting and not theirs_too:
        raise Refused("not-your-region", "This case is in the hands of another region.", rule="R4")
