"""The composition root of the privacy service."""

from collections.abc import Sequence

from contracts.access import UnusualAccessSeen
from contracts.base import Command, DueNow, Event, Message
from contracts.catalogue import MESSAGES
from contracts.operations import DayTurned
from contracts.privacy import PersonalDataRead
from contracts.roles import ROLES
from services.chassis.decider import Connection, Decided, Decider, Service
from services.privacy import case, ledger, metrics, retention, standing
from services.privacy.access_log import chain, looking_up

OF_OTHERS: frozenset[type[Message]] = frozenset(
    kind for kind in MESSAGES.values() if issubclass(kind, Event) and kind.service != "privacy"
)
ASKED: frozenset[type[Message]] = frozenset(
    kind for kind in MESSAGES.values() if kind.service == "privacy" and issubclass(kind, Command | DueNow)
)


async def project(connection: Connection, decided: Sequence[Decided]) -> None:
    """Write down who had access, and how far erasures are."""
    await chain.append(connection, decided, await ledger.logged_before(connection, decided))
    await ledger.project(connection, decided)
    for event in (event for one in decided for event in one.facts if isinstance(event, UnusualAccessSeen)):
        metrics.unusual(event)


SERVICE = Service(
    name="privacy",
    deciders=(
        Decider(
            kind="erasure",
            schema=2,
            initial=case.Kept,
            decide=case.decide,
            evolve=case.evolve,
            regions=standing.regions,
            handles=OF_OTHERS | ASKED | {DayTurned},
            due=retention.next_due,
        ),
    ),
    listens_to=("referral", "coordination", "plan", "desk"),
    roles=ROLES["privacy"],
    enrich={PersonalDataRead: looking_up.readings},
    project=project,
    unseals=False,
)
