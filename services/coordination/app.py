"""The coordination service, put together."""

from contracts.base import MESSAGES, Command, DueNow, Fact, Message
from contracts.coordination import (
    AnnounceAbsence,
    AppointCoordinator,
    FindCoordinator,
    RaiseComplaint,
    RegisterCoordinator,
    SettleComplaint,
)
from contracts.erasure import ErasureRequested
from contracts.notices import NoticeDelivered
from contracts.operations import DayTurned
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import (
    AssistanceBegan,
    AssistanceEnded,
    BottomLineLifted,
    BottomLineSet,
    CaseAccepted,
    CaseEnded,
    CaseOpened,
    CaseReopened,
    CaseTransferred,
    ConflictFlagged,
    ConsentCompleted,
    ConsentIncomplete,
    FundingDecided,
    PersonLeft,
    ReferralLinked,
    SafetyMeasuresTaken,
)
from contracts.rights import ProcessingRestricted, RestrictionLifted
from contracts.roles import ROLES
from services.chassis.decider import Decider, Service
from services.coordination import case, complaints, lookups, register, standing, work
from services.coordination.state import Case

FROM_OTHERS: frozenset[type[Message]] = frozenset(
    {
        CaseOpened,
        CaseAccepted,
        ConflictFlagged,
        ConsentCompleted,
        ConsentIncomplete,
        BottomLineSet,
        BottomLineLifted,
        SafetyMeasuresTaken,
        CaseEnded,
        CaseReopened,
        PersonLeft,
        NoticeDelivered,
        CaseTransferred,
        AssistanceBegan,
        AssistanceEnded,
        ReferralLinked,
        FundingDecided,
        FollowUpConferenceWanted,
        ErasureRequested,
        ProcessingRestricted,
        RestrictionLifted,
    }
)
ASKED_OF_CASES: frozenset[type[Message]] = frozenset(
    message
    for message in MESSAGES.values()
    if message.service == "coordination" and message.stream == "case" and issubclass(message, Command | Fact | DueNow)
)

CASES = Decider(
    kind="case",
    schema=3,
    initial=Case,
    decide=case.decide,
    evolve=case.evolve,
    regions=standing.regions,
    handles=ASKED_OF_CASES | FROM_OTHERS | {DayTurned},
    due=work.next_due,
)
REGISTER = Decider(
    kind="coordinator",
    schema=2,
    initial=register.Coordinator,
    decide=register.decide,
    evolve=register.evolve,
    handles=frozenset({RegisterCoordinator, AnnounceAbsence, DayTurned}),
    due=register.next_due,
)
COMPLAINTS = Decider(
    kind="complaint",
    schema=1,
    initial=complaints.Complaint,
    decide=complaints.decide,
    evolve=complaints.evolve,
    regions=complaints.regions,
    handles=frozenset({RaiseComplaint, SettleComplaint, DayTurned}),
    due=complaints.next_due,
    begins=frozenset({RaiseComplaint}),
)
SERVICE = Service(
    name="coordination",
    deciders=(CASES, REGISTER, COMPLAINTS),
    listens_to=("referral", "plan", "desk", "privacy"),
    roles=ROLES["coordination"],
    enrich={
        FindCoordinator: lookups.candidates,
        AppointCoordinator: lookups.appointed,
        RegisterCoordinator: lookups.entered,
        AnnounceAbsence: lookups.held,
        DayTurned: lookups.turned,
        RaiseComplaint: lookups.regional,
    },
    project=lookups.project,
)
