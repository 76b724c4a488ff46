"""Years later it is a new case; the old one is linked only if it still exists and the person wishes it (R29)."""

from contracts.base import Event
from contracts.deciding import Refused
from contracts.referral import EarlierCaseLinked
from services.referral.looked_up import LinkKnown
from services.referral.standing import staying
from services.referral.state import Case


def link(case: Case, wish: LinkKnown) -> list[Event]:
    """Both stay as they are; whoever works on the new one knows of the old one.

    Raises:
        Refused: nobody whom the case is about wishes it; there is no such case any more; or it has not ended.
    """
    staying(case, wish.wished_by)
    if wish.other is None:
        raise Refused("no-such-case", "There is no such case, or it was erased.", rule="R29")
    if not wish.other.ended:
        raise Refused("still-open", "That case has not ended: it may be the same one as this.", rule="R3")
    return [EarlierCaseLinked(case=wish.case, wished_by=wish.wished_by)]
