"""The coordination service, put together."""

from contracts.base import MESSAGES, Command, DueNow, Fact, Message
from contracts.coordination import AppointCoordinator, FindCoordinator, RegisterCoordinator
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import (
    AssistanceBegan,
    AssistanceEnded,
    BottomLineSet,
    CaseAccepted,
    CaseEnded,
    CaseReopened,
    CaseTransferred,
    ConsentCompleted,
    ConsentIncomplete,
    PersonLeft,
    ReferralLinked,
)
from contracts.roles import ROLES
from services.chassis.decider import Decider, Service
from services.coordination import case, lookups, register, standing
from services.coordination.state import Case

FROM_OTHERS: frozenset[type[Message]] = frozenset(
    {
        CaseAccepted,
        ConsentCompleted,
        ConsentIncomplete,
        BottomLineSet,
        CaseEnded,
        CaseReopened,
        PersonLeft,
        CaseTransferred,
        AssistanceBegan,
        AssistanceEnded,
        ReferralLinked,
        FollowUpConferenceWanted,
    }
)
ASKED_OF_CASES: frozenset[type[Message]] = frozenset(
    message
    for message in MESSAGES.values()
    if message.service == "coordination" and message.stream == "case" and issubclass(message, Command | Fact | DueNow)
)

CASES = Decider(
    kind="case",
    schema=1,
    initial=Case,
    decide=case.decide,
    evolve=case.evolve,
    regions=standing.regions,
    handles=ASKED_OF_CASES | FROM_OTHERS,
)
REGISTER = Decider(
    kind="coordinator",
    schema=1,
    initial=register.Coordinator,
    decide=register.decide,
    evolve=register.evolve,
    handles=frozenset({RegisterCoordinator}),
)
SERVICE = Service(
    name="coordination",
    deciders=(CASES, REGISTER),
    listens_to=("referral", "plan"),
    roles=ROLES["coordination"],
    enrich={FindCoordinator: lookups.candidates, AppointCoordinator: lookups.appointed},
    project=lookups.project,
)
