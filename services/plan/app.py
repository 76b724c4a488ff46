"""The plan service, put together."""

from contracts.base import MESSAGES, Command, DueNow, Fact, Message
from contracts.coordination import (
    ConferenceHeld,
    ConferenceWithoutPlan,
    CoordinatorAssigned,
    CoordinatorReleased,
    ParticipantDied,
    ParticipantVetoed,
    ParticipantWithdrew,
    PlanWithoutMeeting,
)
from contracts.operations import DayTurned
from contracts.referral import (
    AssistanceBegan,
    AssistanceEnded,
    BottomLineLifted,
    BottomLineSet,
    CaseAccepted,
    CaseEnded,
    CaseReopened,
    CaseTransferred,
    PersonLeft,
    QuestionsAgreed,
)
from contracts.rights import ProcessingRestricted, RestrictionLifted
from contracts.roles import ROLES
from services.chassis.decider import Decider, Service
from services.plan import case, standing
from services.plan.state import Case

FROM_REFERRAL: frozenset[type[Message]] = frozenset(
    {
        CaseAccepted,
        QuestionsAgreed,
        BottomLineSet,
        BottomLineLifted,
        PersonLeft,
        CaseTransferred,
        AssistanceBegan,
        AssistanceEnded,
        CaseEnded,
        CaseReopened,
        ProcessingRestricted,
        RestrictionLifted,
    }
)
FROM_COORDINATION: frozenset[type[Message]] = frozenset(
    {
        CoordinatorAssigned,
        CoordinatorReleased,
        ConferenceHeld,
        ConferenceWithoutPlan,
        PlanWithoutMeeting,
        ParticipantWithdrew,
        ParticipantVetoed,
        ParticipantDied,
    }
)
ASKED: frozenset[type[Message]] = frozenset(
    message
    for message in MESSAGES.values()
    if message.service == "plan" and issubclass(message, Command | Fact | DueNow)
)

CASES = Decider(
    kind="case",
    schema=4,
    initial=Case,
    decide=case.decide,
    evolve=case.evolve,
    regions=standing.regions,
    handles=ASKED | FROM_REFERRAL | FROM_COORDINATION | {DayTurned},
    due=case.next_due,
)
SERVICE = Service(
    name="plan", deciders=(CASES,), listens_to=("referral", "coordination", "privacy"), roles=ROLES["plan"]
)
