"""Who may ask for something, and whether there is still anything to ask for (R31, R41)."""

from contracts.base import Command
from contracts.coordination import (
    AddInformationGiver,
    AnswerInvitation,
    AnswerOffer,
    ApproveWork,
    BillWork,
    ClaimWork,
    CompletePreparation,
    DrawUpCircle,
    DropSession,
    InviteParticipant,
    PlanSession,
    StopPreparation,
    WithdrawParticipant,
)
from contracts.deciding import Given, Refused
from services.coordination.state import Case

ONLY_WHILE_PREPARING = (
    AddInformationGiver,
    AnswerInvitation,
    CompletePreparation,
    DrawUpCircle,
    DropSession,
    InviteParticipant,
    PlanSession,
    StopPreparation,
)


OF_WORK = (ApproveWork, BillWork, ClaimWork)
"""What was done is paid for, also after the end, and to whom had the case (R42)."""


def check(case: Case, command: Command, given: Given) -> None:
    """Say no to what comes too late, too early, or from somebody who is not of this case.

    Raises:
        Refused: what is kept in it rests (GDPR, article 18); the case ended; it is not in preparation; or it is not
            theirs.
    """
    if isinstance(command, OF_WORK):
        return
    if case.restricted and not says_no(command):
        raise Refused("restricted", "What is kept in this case rests until that is lifted.", rule="R34")
    if case.ended:
        raise Refused("case-ended", "The case has ended.", rule="R31")
    if isinstance(command, ONLY_WHILE_PREPARING) and not case.preparing:
        raise Refused("not-in-preparation", "No conference is being prepared in this case.", rule="R20")
    if not isinstance(command, AnswerOffer) and not of_this_case(case, given):
        raise Refused("not-your-case", "This is somebody else's case.", rule="R41")


def check_teller(case: Case, given: Given) -> None:
    """What happened is told by the staff of the case, and by whoever has or had it as its coordinator (R39).

    Raises:
        Refused: they never had it.
    """
    if given.by.role == "coordinator" and given.by.id not in case.search.had:
        raise Refused("not-your-case", "This is somebody else's case.", rule="R41")


def says_no(command: Command) -> bool:
    """Whether somebody wants out, which always counts at once (R15)."""
    return isinstance(command, WithdrawParticipant) or (
        isinstance(command, AnswerInvitation) and command.answer == "declined"
    )


def of_this_case(case: Case, given: Given) -> bool:
    """A coordinator acts in the cases they have, a person concerned in their own; staff in those of their role."""
    match given.by.role:
        case "coordinator":
            return given.by.id == case.search.coordinator
        case "person-concerned":
            return given.by.id in case.persons
    return True


def regions(case: Case) -> frozenset[str]:
    """The regions whose staff act in a case, once it is known: its owner's, and those that assist (R4)."""
    return frozenset({case.region, *case.assisting}) if case.region else frozenset()
