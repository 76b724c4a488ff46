"""The referral service, put together."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from contracts.base import MESSAGES, Command, DueNow, Fact, Message
from contracts.coordination import (
    ConferenceHeld,
    ConferenceWithoutPlan,
    CoordinatorAssigned,
    CoordinatorReleased,
    InformationWanted,
    PlanWithoutMeeting,
    PreparationStopped,
)
from contracts.operations import DayTurned
from contracts.plan import FollowUpConferenceWanted, PlanAccepted, ReviewHeld, WayChosen
from contracts.privacy import SubjectErased
from contracts.referral import CorrectReferral, LinkEarlierCase, LinkTold, ReferCase, SameCase
from contracts.roles import ROLES
from contracts.topics import links
from services.chassis.decider import Decided, Decider, Enricher, Outgoing, Service
from services.referral import case, days, lookups, outgoing, standing, telling_links
from services.referral.state import Case

FROM_OTHERS: frozenset[type[Message]] = frozenset(
    {
        CoordinatorAssigned,
        CoordinatorReleased,
        InformationWanted,
        ConferenceHeld,
        ConferenceWithoutPlan,
        PlanWithoutMeeting,
        PreparationStopped,
        PlanAccepted,
        WayChosen,
        ReviewHeld,
        FollowUpConferenceWanted,
        SubjectErased,
    }
)
ASKED_OF_CASES: frozenset[type[Message]] = frozenset(
    message
    for message in MESSAGES.values()
    if message.service == "referral" and issubclass(message, Command | Fact | DueNow)
)

LINKS = links("referral")
"""Where two cases that are the same tell each other what happened."""


def publish(decided: Decided) -> Iterator[Outgoing]:
    """What agencies hear; to a linked case what it has to know."""
    yield from outgoing.publish(decided)
    yield from telling_links.publish(decided)


SERVICE = Service(
    name="referral",
    deciders=(
        Decider(
            kind="case",
            schema=3,
            initial=Case,
            decide=case.decide,
            evolve=case.evolve,
            regions=standing.regions,
            handles=ASKED_OF_CASES | FROM_OTHERS | {DayTurned, LinkTold},
            due=days.next_due,
            personal=(("persons", "birthdays"),),
        ),
    ),
    listens_to=("coordination", "plan", "privacy"),
    roles=ROLES["referral"],
    enrich={SameCase: lookups.same, LinkEarlierCase: lookups.earlier},
    project=lookups.project,
    publish=publish,
)
"""All but noticing possible duplicates, for which a key is needed."""


def noticing(keys: Mapping[str, bytes]) -> Service:
    """The whole service: it notices possible duplicates by blind indexes under these keys, the newest first (R3)."""
    likenesses = lookups.Likenesses(keys)
    looks: dict[type[Message], Enricher] = {ReferCase: likenesses.look, CorrectReferral: likenesses.look}
    return replace(SERVICE, enrich={**SERVICE.enrich, **looks}, project=likenesses.project)
