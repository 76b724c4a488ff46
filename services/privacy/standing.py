"""Whose case it is, whose to say that somebody is forgotten, and whether it is over (R4, R31, R34, R38, R40)."""

from contracts.base import Command
from contracts.deciding import Given, Refused
from contracts.erasure import RequestErasure
from services.privacy.state import Kept


def check(kept: Kept, command: Command, given: Given) -> None:
    """Say no where there is no case, or it is not theirs.

    Raises:
        Refused: with the reason.
    """
    if not kept.opened:
        raise Refused("unknown-case", "There is no such case.", rule="R1")
    if not isinstance(command, RequestErasure):
        return
    if not theirs(kept, command, given):
        raise Refused("not-your-case", "This is somebody else's to say.", rule="R38")
    if not kept.over and (not command.subjects or set(command.subjects) & kept.staying):
        raise Refused("goes-on", "Withdraw first, so that everybody who waits is told; then ask again.", rule="R31")


def theirs(kept: Kept, wish: RequestErasure, given: Given) -> bool:
    """A person concerned asks for themself: for the whole case where it is about them alone. A coordinator passes on
    what people of the circle wish in the cases they have, never for the case as a whole (R40)."""
    match given.by.role:
        case "person-concerned":
            return set(wish.subjects or kept.concerned) == {given.by.id}
        case "coordinator":
            return given.by.id == kept.coordinator and bool(wish.subjects)
    return True


def regions(kept: Kept) -> frozenset[str]:
    """The regions whose staff may ask something of a case."""
    return frozenset({kept.region, *kept.assisting}) if kept.region else frozenset()
