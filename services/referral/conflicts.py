"""Whoever gives permission for somebody may not be free in it: flagged and shown, and a manager decides (R5)."""

from contracts.base import Event, Id
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.referral import ConflictDecided, ConflictFlagged, DecideConflict, FlagConflict, Interest
from contracts.telling import MANAGER, tell
from services.referral.state import PARENT, Case


def interest(case: Case, holder: Id, capacity: str) -> Interest | None:
    """The other interest of a representative. A parent who refers their own child has none by that."""
    if holder in {line.setter for line in case.bottom_lines.values()}:
        return Interest.SETTER
    referrers = {referral.referrer for referral in case.referrals.values()}
    return Interest.REFERRER if capacity != PARENT and holder in referrers else None


def flagged(case: Case, who: Id, why: Interest, given: Given) -> list[Event]:
    """What the system sees by itself; once is enough while the manager has not decided."""
    return [] if case.conflicts.get(who) is False else shown(ConflictFlagged(who=who, why=why), given)


def flag(case: Case, wish: FlagConflict, given: Given) -> list[Event]:
    """What somebody saw: a parent under pressure of somebody in the case, or another interest.

    Raises:
        Refused: they give permission for nobody in this case.
    """
    if wish.who not in case.holders:
        raise Refused("no-representative", "This person gives permission for nobody in this case.", rule="R5")
    return shown(ConflictFlagged(**wish.model_dump()), given)


def shown(event: ConflictFlagged, given: Given) -> list[Event]:
    """The manager decides what to do about it; nobody else hears."""
    detail = "conflict-of-interest"
    return [event, tell(given, NoticeKind.DEVIATION, MANAGER, refers_to=(event.who,), detail=detail, rule="R5")]


def decide(case: Case, wish: DecideConflict) -> list[Event]:
    """What the manager does about it, with the reasons. It takes nobody's permission away and gives none.

    Raises:
        Refused: nothing was flagged about them.
    """
    if wish.who not in case.conflicts:
        raise Refused("no-conflict", "No conflict of interest was flagged about this person.", rule="R5")
    return [ConflictDecided(**wish.model_dump())]


def undecided(case: Case) -> tuple[str, ...]:
    """What the manager has still to decide before the case is accepted, as words with ids."""
    holders = case.holders
    return tuple(f"conflict:{who}" for who, decided in case.conflicts.items() if not decided and who in holders)
