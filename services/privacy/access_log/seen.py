"""What follows from an access: it is written down; what is unusual about it is seen. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.access import DeclareOwnFamily
from contracts.base import Event, Message
from contracts.deciding import Given
from contracts.privacy import PersonalDataRead
from services.privacy.access_log import unusual


@dataclass(frozen=True)
class Seen:
    """The log keeps nothing in the stream's state: the rows are the state."""


def decide(_state: Seen, message: Message, given: Given) -> Sequence[Event]:
    """Of most that happens nothing follows here."""
    match message:
        case PersonalDataRead():
            return unusual.look(message, given)
        case DeclareOwnFamily():
            return unusual.declare(message)
    return []


def evolve(state: Seen, _event: Event) -> Seen:
    """Nothing changes."""
    return state
