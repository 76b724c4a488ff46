"""How long a case is kept, legal holds, and the day on which it is forgotten by itself (R5, R34)."""

from datetime import date, timedelta

import pytest

from contracts.base import Message
from contracts.erasure import ErasureGround, ErasureRequested, LiftLegalHold, RetentionSet
from contracts.operations import DayTurned
from contracts.people import Ending
from contracts.privacy import PersonalDataRead
from contracts.referral import CaseReopened, ConsentCompleted, DeathNoted, ErasureAsked, LegalBasis
from services.privacy.retention import next_due
from services.privacy.state import Kept
from tests.rules.privacy_cases import (
    CASE,
    ERASER,
    HOLD,
    LEAD,
    MONDAY,
    Told,
    after,
    days,
    ended,
    opened,
    refused,
    requested,
    when,
)

LIFT = LiftLegalHold(hold="hold-1", reason="It is over")


def turned(case: Kept, day: date) -> Told:
    """What follows from a day that began."""
    return when(case, DayTurned(day=day), by=ERASER, at=MONDAY + (day - MONDAY.date()))


@pytest.mark.parametrize(
    ("ending", "basis", "until"),
    [
        (Ending.CLOSED, (), date(2031, 3, 2)),
        (Ending.DECLINED, (), date(2026, 9, 2)),
        (Ending.WITHDRAWN, (LegalBasis.CONSENT,), date(2027, 3, 2)),
        (Ending.WITHDRAWN, (LegalBasis.CONSENT, LegalBasis.PUBLIC_TASK), date(2033, 3, 2)),
    ],
)
def test_the_policy_says_how_long_by_ending_and_ground(
    ending: Ending, basis: tuple[LegalBasis, ...], until: date
) -> None:
    """R34: by how it ended, and at least by the ground that keeps longest."""
    case = ended(ending, *basis)

    assert case.until == next_due(case) == until


def test_a_case_that_goes_on_is_kept() -> None:
    """R34: the time counts from the last change, so there is none before the ending; reopened it goes on (R29)."""
    assert next_due(opened()) is None
    assert next_due(after(ended(), CaseReopened(round=2, note="On"))) is None


@pytest.mark.parametrize(
    ("message", "longer"),
    [(DeathNoted(person="mike"), True), (PersonalDataRead(kinds=("name",), purpose="To call"), False)],
)
def test_a_later_change_counts_and_reading_does_not(message: Message, longer: bool) -> None:
    """R34: after the last change."""
    told = when(ended(), message, at=days(100))

    assert told.kinds == (["RetentionSet"] if longer else [])
    if longer:
        assert told.one(RetentionSet).until == date(2031, 6, 10)


def test_on_its_day_a_case_is_forgotten_and_not_before() -> None:
    """R34: by one turn of the day, as everything that falls due on a day."""
    case = ended()
    told = turned(case, date(2031, 3, 2))

    assert turned(case, date(2031, 3, 1)).kinds == []
    assert (told.one(ErasureRequested).ground, told.one(ErasureRequested).whole) == (ErasureGround.RETENTION, True)
    assert next_due(told.case) is None
    assert turned(told.case, date(2031, 3, 3)).kinds == []


def test_who_never_said_yes_is_forgotten_on_the_day() -> None:
    """R5: one of several by themself; with the case everybody whom it knows of."""
    six_weeks = days(42).date()
    one = after(opened("mike", "joy"), ErasureAsked(subjects=("joy",), due=six_weeks))
    all_of_it = after(opened(), ErasureAsked(subjects=("mike", CASE), due=six_weeks))

    assert turned(one, six_weeks - timedelta(days=1)).kinds == []
    assert turned(one, six_weeks).one(ErasureRequested).subjects == ("joy",)
    assert turned(all_of_it, six_weeks).one(ErasureRequested).subjects == (CASE, "mike", "els")
    assert turned(all_of_it, six_weeks).one(ErasureRequested).ground is ErasureGround.NO_CONSENT


def test_a_late_yes_keeps_them() -> None:
    """R5: what was to go without a yes stays with one; a case that is reopened as well."""
    lapsing = after(opened(), ErasureAsked(subjects=("mike",), due=days(42).date()))

    assert next_due(after(lapsing, ConsentCompleted(persons=("mike",)))) is None
    assert next_due(after(lapsing, CaseReopened(round=2, note="On"))) is None


def test_under_a_hold_nothing_falls_due_and_with_it_all_that_did() -> None:
    """R34: the day passes; lifted, it is forgotten at once."""
    held = after(ended(Ending.DECLINED), HOLD, by=LEAD)
    late = days(400)

    assert next_due(held) is None
    assert turned(held, late.date()).kinds == []
    assert when(held, LIFT, by=LEAD, at=late).kinds == ["LegalHoldLifted", "ErasureRequested"]
    assert when(held, LIFT, by=LEAD).kinds == ["LegalHoldLifted"]


def test_holds_are_placed_and_lifted_one_by_one() -> None:
    """R34: each stands by itself; after the erasure it is too late."""
    held = after(opened(), HOLD, by=LEAD)

    assert refused(held, HOLD, by=LEAD) == "held-already"
    assert refused(opened(), LIFT, by=LEAD) == "no-such-hold"
    assert refused(requested()[0], HOLD, by=LEAD) == "too-late-to-hold"
