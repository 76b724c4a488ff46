"""When the circle looks at its plan again: its own dates, and a fallback (R27)."""

from datetime import date, datetime, timedelta

import pytest

from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeKind
from contracts.plan import FollowUpDue, HoldReview, PlanAccepted, PlanAgreed, RecordReview, ReviewHeld, ReviewOutcome
from contracts.process import Due
from services.plan.state import Case
from tests.rules.plan_cases import PROCESS, TODAY, accepted, days, given, held, plan, refused, when

HELD = (*accepted(), held())
SPRING, SUMMER, AUTUMN = date(2026, 5, 1), date(2026, 8, 1), date(2026, 10, 1)


def with_fallback() -> Case:
    """A review in spring, and somebody asks in summer if nothing was told."""
    return when(given(*HELD), plan(review_dates=(SPRING,), fallback=SUMMER)).case


def morning(day: date) -> datetime:
    """Nine o'clock."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=AMSTERDAM)


def test_the_circle_sets_its_own_dates() -> None:
    """R27: in their order, each once, in place of the region's cycle."""
    agreement, acceptance = when(given(*HELD), plan(review_dates=(SUMMER, SPRING, SUMMER))).facts

    assert isinstance(agreement, PlanAgreed)
    assert isinstance(acceptance, PlanAccepted)
    assert agreement.reviews == acceptance.reviews == (SPRING, SUMMER)
    assert [item.at.date() for item in acceptance.agenda if item.what is Due.HOLD_REVIEW] == [SPRING, SUMMER]


@pytest.mark.parametrize("dates", [(TODAY,), (SPRING, TODAY - timedelta(days=1))])
def test_a_review_comes_after_the_agreement(dates: tuple[date, ...]) -> None:
    """R27: the day itself is no review."""
    assert refused(given(*HELD), plan(review_dates=dates)).reason == "review-too-early"


@pytest.mark.parametrize(("day", "fine"), [(SPRING, False), (SUMMER, False), (AUTUMN, True)])
def test_the_fallback_comes_after_the_reviews(day: date, fine: bool) -> None:
    """R27: it is for when nothing was told of any of them."""
    wish = plan(review_dates=(SPRING, SUMMER), fallback=day)

    if fine:
        assert when(given(*HELD), wish).facts
    else:
        assert refused(given(*HELD), wish).reason == "fallback-too-early"


def test_the_fallback_alone_is_enough() -> None:
    """R27: a circle that wants no review can still want to be asked."""
    acceptance = when(given(*HELD), plan(review_dates=(), fallback=SUMMER)).facts[1]

    assert isinstance(acceptance, PlanAccepted)
    assert [(item.what, item.at) for item in acceptance.agenda if item.what is Due.HOLD_REVIEW] == [
        (Due.HOLD_REVIEW, morning(SUMMER))
    ]


def test_somebody_asks_when_nothing_was_told_of_a_review() -> None:
    """R27: the coordinator and the manager, because the circle wanted it so; the family is not chased."""
    spring = when(with_fallback(), HoldReview(), by=PROCESS, at=morning(SPRING))
    summer = when(spring.case, HoldReview(), by=PROCESS, at=morning(SUMMER))

    assert spring.notices == [(NoticeKind.REVIEW, "anna"), (NoticeKind.REVIEW, "jan")]
    assert summer.facts == [FollowUpDue(what="hold-review", number=1)]
    assert summer.notices == [(NoticeKind.REVIEW, "anna"), (NoticeKind.REVIEW, "regional-manager")]


def test_once_a_review_was_told_of_nobody_falls_back() -> None:
    """R27: the date is off the agenda."""
    told = when(with_fallback(), RecordReview(outcome=ReviewOutcome.ON_TRACK), at=days(70))

    (review,) = told.facts
    assert isinstance(review, ReviewHeld)
    assert morning(SUMMER) not in [item.at for item in review.agenda]


def test_an_adjusted_plan_keeps_dates_and_fallback() -> None:
    """R26, R27: they are the circle's choice until it chooses again."""
    kept = when(with_fallback(), plan(), at=days(10)).facts[0]
    other = when(with_fallback(), plan(reviews_after_months=(1,)), at=days(10)).facts[0]

    assert isinstance(kept, PlanAgreed)
    assert isinstance(other, PlanAgreed)
    assert (kept.reviews, kept.fallback) == ((SPRING,), SUMMER)
    assert (other.reviews, other.fallback) == ((date(2026, 4, 2),), None)
