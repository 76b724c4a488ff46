"""The referral service, put together."""

from contracts.base import MESSAGES, Command, DueNow, Fact, Message
from contracts.coordination import (
    ConferenceHeld,
    ConferenceWithoutPlan,
    CoordinatorAssigned,
    CoordinatorReleased,
    PlanWithoutMeeting,
    PreparationStopped,
)
from contracts.operations import DayTurned
from contracts.plan import FollowUpConferenceWanted, PlanAccepted, ReviewHeld, WayChosen
from contracts.roles import ROLES
from services.chassis.decider import Decider, Service
from services.referral import case, days, standing
from services.referral.outgoing import publish
from services.referral.state import Case

FROM_OTHERS: frozenset[type[Message]] = frozenset(
    {
        CoordinatorAssigned,
        CoordinatorReleased,
        ConferenceHeld,
        ConferenceWithoutPlan,
        PlanWithoutMeeting,
        PreparationStopped,
        PlanAccepted,
        WayChosen,
        ReviewHeld,
        FollowUpConferenceWanted,
    }
)
ASKED_OF_CASES: frozenset[type[Message]] = frozenset(
    message
    for message in MESSAGES.values()
    if message.service == "referral" and issubclass(message, Command | Fact | DueNow)
)

SERVICE = Service(
    name="referral",
    deciders=(
        Decider(
            kind="case",
            schema=1,
            initial=Case,
            decide=case.decide,
            evolve=case.evolve,
            regions=standing.regions,
            handles=ASKED_OF_CASES | FROM_OTHERS | {DayTurned},
            due=days.next_due,
        ),
    ),
    listens_to=("coordination", "plan"),
    roles=ROLES["referral"],
    publish=publish,
)
