"""Who may ask for what, by role. What is not listed nobody may; the rules look at the person (`standing.py`)."""

from contracts.base import Message
from contracts.coordination import (
    AddInformationGiver,
    AnswerInvitation,
    AnswerOffer,
    AppointCoordinator,
    ArrangeInterpreter,
    CompletePreparation,
    DrawUpCircle,
    ExplainBottomLine,
    InviteParticipant,
    PlanSession,
    PostponeConference,
    RecordConference,
    RecordInformation,
    RegisterCoordinator,
    ReleaseCoordinator,
    StopPreparation,
    VetoParticipant,
    WithdrawParticipant,
)

MANAGER = frozenset({"regional-manager"})
PREPARES = MANAGER | {"coordinator"}
FAMILY = PREPARES | {"person-concerned"}

ROLES: dict[type[Message], frozenset[str]] = {
    RegisterCoordinator: MANAGER,
    AppointCoordinator: MANAGER,
    ReleaseCoordinator: PREPARES,
    AnswerOffer: PREPARES,
    DrawUpCircle: FAMILY,
    VetoParticipant: FAMILY,
    InviteParticipant: PREPARES,
    AnswerInvitation: PREPARES,
    WithdrawParticipant: PREPARES,
    AddInformationGiver: PREPARES,
    RecordInformation: PREPARES,
    PlanSession: PREPARES,
    ArrangeInterpreter: PREPARES,
    ExplainBottomLine: PREPARES,
    CompletePreparation: PREPARES,
    StopPreparation: PREPARES,
    PostponeConference: PREPARES,
    RecordConference: PREPARES,
}
