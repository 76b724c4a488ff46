"""When the circle looks at its plan again: dates or months of its own choice, and a fallback (R27)."""

from datetime import date

from dateutil.relativedelta import relativedelta

from contracts.deciding import AMSTERDAM, Given, Refused
from contracts.plan import AgreePlan
from contracts.process import Due
from services.plan import agenda
from services.plan.state import Case


def check(case: Case, wish: AgreePlan, given: Given) -> None:
    """A review comes after the agreement, and the fallback after the reviews.

    Raises:
        Refused: a date is too early to mean anything.
    """
    if any(day <= wish.agreed_on for day in wish.review_dates or ()):
        raise Refused("review-too-early", "A review comes after the day of the agreement.", rule="R27")
    latest = max(chosen(case, wish, given), default=wish.agreed_on)
    if wish.fallback and wish.fallback <= latest:
        raise Refused("fallback-too-early", "The fallback comes after the last review of the circle.", rule="R27")


def chosen(case: Case, wish: AgreePlan, given: Given) -> tuple[date, ...]:
    """The circle's own dates or months; else those that are still ahead of a plan that stood; else the region's."""
    if wish.review_dates is not None:
        return tuple(sorted(set(wish.review_dates)))
    if not chooses(wish) and case.follow_up:
        moments = [item.at for item in agenda.reviews_ahead(case, given)]
        return tuple(moment.astimezone(AMSTERDAM).date() for moment in moments)
    usual = given.policy(case.region).reviews_after_months
    months = usual if wish.reviews_after_months is None else wish.reviews_after_months
    return tuple(wish.agreed_on + relativedelta(months=number) for number in sorted(set(months)))


def chooses(wish: AgreePlan) -> bool:
    """Whether the circle said when."""
    return wish.review_dates is not None or wish.reviews_after_months is not None


def fallback(case: Case, wish: AgreePlan, given: Given) -> date | None:
    """The circle's own; else the one of a plan that stood, while it is still ahead."""
    if wish.fallback or chooses(wish) or case.follow_up is None:
        return wish.fallback
    ahead = [item for item in agenda.ahead(case, given) if item.what is Due.HOLD_REVIEW]
    return case.follow_up.fallback if any(map(case.follow_up.falls_back, ahead)) else None
