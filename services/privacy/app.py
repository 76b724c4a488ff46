"""The composition root of the privacy service."""

from contracts.base import Event
from contracts.catalogue import MESSAGES
from services.chassis.decider import Decider, Service
from services.privacy.access_log import chain, seen

SERVICE = Service(
    name="privacy",
    deciders=(
        Decider(
            kind="access",
            schema=1,
            initial=seen.Seen,
            decide=seen.decide,
            evolve=seen.evolve,
            handles=frozenset(kind for kind in MESSAGES.values() if issubclass(kind, Event)),
            keeps_facts=False,
        ),
    ),
    listens_to=("referral", "coordination", "plan", "desk"),
    project=chain.append,
    unseals=False,
)
