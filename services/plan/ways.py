"""How it goes on when a plan is refused, or none was made (R22, R25)."""

from contracts.base import Event
from contracts.deciding import Refused
from contracts.plan import AfterRefusal, DecideAfterRefusal, FollowUpConferenceWanted, WayChosen
from services.plan.state import Case, Stage


def choose(case: Case, wish: DecideAfterRefusal) -> list[Event]:
    """Revise (the next version follows), come together again, or the professional route, which ends the case.

    Raises:
        Refused: no plan was refused, and no conference ended without one.
    """
    if case.stage not in (Stage.REFUSED, Stage.WITHOUT_PLAN):
        raise Refused("nothing-refused", "There is no refused plan, nor a conference without one.", rule="R25")
    if wish.way is AfterRefusal.FOLLOW_UP_CONFERENCE:
        return [WayChosen(way=wish.way), come_together_again(case)]
    return [WayChosen(way=wish.way)]


def come_together_again(case: Case) -> Event:
    """Back to preparation: the same case, the next round (R29)."""
    return FollowUpConferenceWanted(round=case.round + 1)
