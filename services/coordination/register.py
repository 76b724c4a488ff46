"""The register of coordinators: where they work, what they speak, for whom else they work (R11, R12)."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.base import Event, Message
from contracts.coordination import CoordinatorRegistered, RegisterCoordinator
from contracts.deciding import Given


@dataclass(frozen=True)
class Coordinator:
    """What the register holds of one coordinator, without their name."""

    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    capacity: int = 0


def decide(_coordinator: Coordinator, message: Message, _given: Given) -> Sequence[Event]:
    """Entering and changing are the same: the last word counts."""
    match message:
        case RegisterCoordinator():
            return [CoordinatorRegistered(**message.model_dump())]
    return []


def evolve(coordinator: Coordinator, event: Event) -> Coordinator:
    """The coordinator as registered."""
    match event:
        case CoordinatorRegistered():
            return Coordinator(event.regions, event.languages, event.employers, event.capacity)
    return coordinator
