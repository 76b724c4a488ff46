"""What two linked cases tell each other when a referral is taken back or one of them ends (R3, R30-R32)."""

import pytest

from contracts.base import Event, Message
from contracts.people import Ending, Status
from contracts.plan import ReviewHeld, ReviewOutcome
from contracts.referral import CaseEnded, ErasureAsked, RetractReferral, WithdrawCase
from tests.rules.referral_cases import (
    AGENCY,
    HELD,
    OTHERS,
    accepted,
    after,
    from_agency,
    opened,
    themself,
    wanted,
    when,
)
from tests.rules.referral_links import FIRST, OTHER_AGENCY, POLICE, RETRACT, SAME, both, heard, passed


def test_an_agency_takes_a_linked_referral_back() -> None:
    """R30: it knows nothing of the link: its stream ends, the case goes on."""
    first, later = both()

    told = when(later, RETRACT, by=OTHER_AGENCY)

    assert told.kinds == ["ReferralClosed"]
    closed = heard(first, told)
    assert closed.kinds == ["ReferralClosed"]
    assert when(closed.case, HELD, by=OTHERS).statuses == [("referral-1", Status.CONFERENCE_HELD)]


def test_the_last_referral_taken_back_before_anybody_said_yes_ends_both() -> None:
    """R30: as it would have done in a case of its own."""
    first, later = both(opened(from_agency()))
    first = after(first, RetractReferral(referral="referral-1"), by=AGENCY)

    ended = heard(first, when(later, RETRACT, by=OTHER_AGENCY))

    assert ended.one(CaseEnded).ending is Ending.DECLINED


@pytest.mark.parametrize(
    ("end", "ending", "status"),
    [
        (WithdrawCase(person="mike"), Ending.WITHDRAWN, Status.ENDED),
        (ReviewHeld(number=2, outcome=ReviewOutcome.CLOSE), Ending.CLOSED, Status.CLOSED),
    ],
)
def test_with_the_first_case_the_one_that_rests_ends_too(end: Message, ending: Ending, status: Status) -> None:
    """R31, R32: every referrer hears the end once, from the first; nobody is called off twice."""
    first, later = both()

    told = when(first, end, by=OTHERS if isinstance(end, Event) else themself("mike"))

    assert told.statuses == [("referral-1", status), ("referral-2", status)]
    followed = heard(later, told, FIRST)
    assert followed.one(CaseEnded).ending is ending
    assert followed.notices == []
    assert heard(told.case, followed).events == []


@pytest.mark.parametrize(
    ("yes", "end", "kinds"),
    [
        (False, WithdrawCase(person="mike"), ["CaseEnded", "ErasureAsked"]),
        (True, WithdrawCase(person="mike"), ["CaseEnded"]),
        (False, ReviewHeld(number=2, outcome=ReviewOutcome.CLOSE), ["CaseEnded"]),
    ],
)
def test_what_the_case_that_rests_kept_without_a_yes_is_erased_with_it(
    yes: bool, end: Message, kinds: list[str]
) -> None:
    """R5: unless the first was closed, for there the same people said yes, or they had said it here too."""
    link = when(wanted(POLICE) if yes else opened(POLICE), SAME)
    first = heard(accepted(from_agency()), link).case

    followed = heard(link.case, when(first, end, by=OTHERS if isinstance(end, Event) else themself("mike")), FIRST)

    assert followed.kinds == kinds
    assert followed.notices == []
    if "ErasureAsked" in kinds:
        assert followed.one(ErasureAsked).subjects == ("mike-2", "case-1")


def test_a_first_case_that_ended_meanwhile_says_so() -> None:
    """Promise 4: two managers at once: the one that rests does not wait for a case that is over."""
    told = when(opened(POLICE), SAME)
    over = after(accepted(from_agency()), WithdrawCase(person="mike"))

    late = heard(over, told)

    assert late.statuses == [("referral-2", Status.ENDED)]
    assert heard(told.case, late, FIRST).one(CaseEnded).ending is Ending.WITHDRAWN


def test_news_that_comes_twice_changes_nothing() -> None:
    """Promise 1: a referral is linked once, closed once, an ending ends once."""
    first, later = both()
    link, retracted = when(opened(POLICE), SAME), when(later, RETRACT, by=OTHER_AGENCY)

    assert heard(first, link).events == []
    assert heard(heard(first, retracted).case, retracted).events == []
    ended = when(first, WithdrawCase(person="mike"))
    assert heard(heard(later, ended, FIRST).case, ended, FIRST).events == []


def test_a_stranger_s_news_means_nothing() -> None:
    """R3: only of a case that it is linked with."""
    first, later = both()
    ended = when(first, WithdrawCase(person="mike"))

    for _, told in passed(ended, "case-7"):
        assert when(later, told, by=OTHERS).events == []
        assert when(opened(), told, by=OTHERS).events == []
