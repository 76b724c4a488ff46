"""The composition root of the privacy service."""

from contracts.base import Event
from contracts.catalogue import MESSAGES
from services.chassis.decider import Decider, Service
from services.privacy import access_log

SERVICE = Service(
    name="privacy",
    deciders=(
        Decider(
            kind="access",
            schema=1,
            initial=access_log.Seen,
            decide=access_log.decide,
            evolve=access_log.evolve,
            handles=frozenset(kind for kind in MESSAGES.values() if issubclass(kind, Event)),
            keeps_facts=False,
        ),
    ),
    listens_to=("referral", "coordination", "plan", "desk"),
    project=access_log.append,
    unseals=False,
)
