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
    care_body: bool = False
    gender: str | None = None
    cultures: tuple[str, ...] = ()
    backgrounds: tuple[str, ...] = ()


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
            known = {name: getattr(event, name) for name in Coordinator.__dataclass_fields__}
            return Coordinator(**known)
    return coordinator
