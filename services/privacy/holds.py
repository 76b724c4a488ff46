"""Legal holds: while one stands nothing of the case is erased (R34)."""

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.erasure import LegalHoldLifted, LegalHoldPlaced, LiftLegalHold, PlaceLegalHold
from services.privacy import retention
from services.privacy.state import Kept, replace


def place(kept: Kept, wish: PlaceLegalHold) -> list[Event]:
    """The law wants the case to be kept.

    Raises:
        Refused: it is too late, or the hold stands already.
    """
    if kept.erasing:
        raise Refused("too-late-to-hold", "The erasure of this case was requested before.", rule="R34")
    if wish.hold in kept.holds:
        raise Refused("held-already", "This hold stands already.", rule="R34")
    return [LegalHoldPlaced(hold=wish.hold, reason=wish.reason)]


def lift(kept: Kept, wish: LiftLegalHold, given: Given) -> list[Event]:
    """With the last hold whatever fell due meanwhile is forgotten at once.

    Raises:
        Refused: there is no such hold.
    """
    if wish.hold not in kept.holds:
        raise Refused("no-such-hold", "There is no such hold on this case.", rule="R34")
    others = replace(kept, holds=tuple(one for one in kept.holds if one != wish.hold))
    return [LegalHoldLifted(hold=wish.hold, reason=wish.reason), *retention.turn(others, given.today, given)]
