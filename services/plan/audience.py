"""Whom a part of the plan is for: the circle, named persons of it, or the setter of a bottom line (R43)."""

from contracts.deciding import Refused
from contracts.plan import AgreedAction, AgreePlan, AnsweredQuestion, MetBottomLine
from services.plan.standing import monitors
from services.plan.state import Case


def check(case: Case, wish: AgreePlan) -> None:
    """Named readers are of the circle; an action is also for whoever does it and whoever keeps an eye on it.

    Raises:
        Refused: a part is for somebody else, or kept from somebody who has to know it.
    """
    parts: list[AnsweredQuestion | AgreedAction | MetBottomLine] = [*wish.answers, *wish.actions, *wish.bottom_lines]
    if {who for part in parts for who in part.readers} - {*case.circle}:
        said = "A part of the plan is for somebody who is not in the circle."
        raise Refused("reader-not-in-circle", said, rule="R43")
    kept = tuple(f"action:{action.action}" for action in wish.actions if action.readers and kept_from(action, wish))
    if kept:
        said = "Whoever does something, and whoever keeps an eye on it, can read it."
        raise Refused("reader-missing", said, rule="R43", missing=kept)


def kept_from(action: AgreedAction, wish: AgreePlan) -> bool:
    """Whether somebody who has to know of an action is not among its readers."""
    return bool({action.owner, monitors(wish, action)[0]} - {*action.readers})
