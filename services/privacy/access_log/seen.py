"""What follows from an access: it is written down, and nothing else. Pure."""

from dataclasses import dataclass

from contracts.base import Event, Message
from contracts.deciding import Given


@dataclass(frozen=True)
class Seen:
    """The log keeps nothing in the stream's state: the rows are the state."""


def decide(_state: Seen, _message: Message, _given: Given) -> list[Event]:
    """Nothing follows from an access; it is written down."""
    return []


def evolve(state: Seen, _event: Event) -> Seen:
    """Nothing changes."""
    return state
