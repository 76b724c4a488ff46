"""What became of a notice (R44); of everything else the desk only keeps what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.base import Event, Message
from contracts.catalogue import MESSAGES
from contracts.deciding import Given
from contracts.notices import NoticeDelivered, ReportDelivery
from contracts.operations import CommandRefused, CommandRejected, DeadLetterAnnounced
from services.chassis.decider import Decider


@dataclass(frozen=True)
class Seen:
    """The desk keeps nothing in a stream's state: the read model is the state."""


def decide(_state: Seen, message: Message, _given: Given) -> Sequence[Event]:
    """A delivery is recorded as it was told (R39, R40); nothing follows from what others decided."""
    if isinstance(message, ReportDelivery):
        return [NoticeDelivered(notice=message.notice, outcome=message.outcome)]
    return []


def evolve(state: Seen, _event: Event) -> Seen:
    """Nothing changes."""
    return state


def of_others() -> frozenset[type[Message]]:
    """The events of all other services: its own the desk projects when it writes them."""
    return frozenset(kind for kind in MESSAGES.values() if issubclass(kind, Event) and kind.service != "desk")


CASES = Decider(
    kind="case",
    schema=1,
    initial=Seen,
    decide=decide,
    evolve=evolve,
    handles=of_others() | {ReportDelivery, CommandRefused, CommandRejected, DeadLetterAnnounced},
    keeps_facts=False,
)
