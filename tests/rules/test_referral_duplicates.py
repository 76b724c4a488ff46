"""Two referrals that may be about the same people: noticed, told, found to be different (R3)."""

from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeKind
from contracts.operations import DayTurned
from contracts.referral import (
    CasesDiffer,
    DeadlineEscalated,
    DifferentCase,
    Likeness,
    PossibleDuplicateNoticed,
    ReferCase,
)
from services.referral.days import next_due
from services.referral.state import Case
from tests.rules.referral_cases import PROCESS, Told, days, opened, refer, refused, says, when
from tests.rules.referral_links import FIRST, among, flagged


def test_what_may_be_the_same_is_flagged_to_the_manager() -> None:
    """R3: with what they have in common, and by when to decide; the case begins as any other."""
    told = when(Case(), among(FIRST, "case-9"))

    assert told.kinds.count("PossibleDuplicateNoticed") == 2
    flag = next(event for event in told.events if isinstance(event, PossibleDuplicateNoticed))
    assert (flag.case, flag.region, flag.alike) == (FIRST, "noord", (Likeness.BORN_AND_NAME,))
    assert flag.decide_by.date() == days(7).date()
    assert [one for one in told.notices if one[0] is NoticeKind.POSSIBLE_DUPLICATE] == [
        (NoticeKind.POSSIBLE_DUPLICATE, "regional-manager")
    ]
    assert told.case.opened


def test_where_nothing_is_alike_nothing_is_flagged() -> None:
    """R3: nor in a case that is known already, for there the manager looks anyway."""
    assert when(Case(), among()).kinds == when(Case(), refer()).kinds
    again = when(opened(), among(FIRST, referral="referral-2"))
    assert again.kinds == ["ReferralReceived", "StatusReported"]


def test_a_flag_alone_decides_nothing() -> None:
    """R3: the intake goes on; a person decides."""
    assert when(flagged(), says("mike")).kinds == ["WillingnessRecorded", "ConsentCompleted"]


def test_a_manager_decides_that_they_are_different() -> None:
    """R3: and is not asked again; of what was not flagged there is nothing to decide."""
    told = when(flagged(), DifferentCase(case=FIRST))

    assert told.one(CasesDiffer).case == FIRST
    assert next_due(told.case) is None
    assert refused(told.case, DifferentCase(case=FIRST)).reason == "not-flagged"
    assert refused(flagged(), DifferentCase(case="case-9")).reason == "not-flagged"


def test_who_does_not_decide_is_told_once_and_then_the_lead() -> None:
    """R3, R10, promise 4: it decides nothing by itself."""
    case = flagged()

    assert next_due(case) == days(8).date()
    assert day(case, 7).events == []
    first = day(case, 8)
    assert (first.one(DeadlineEscalated).what, first.one(DeadlineEscalated).to) == ("duplicate", "regional-manager")
    assert next_due(first.case) == days(16).date()
    second = day(first.case, 16)
    assert second.one(DeadlineEscalated).to == "region-lead"
    assert next_due(second.case) is None
    assert day(second.case, 60).events == []
    assert second.case.alike == {FIRST}


def day(case: Case, number: int) -> Told:
    """A day begins, so many after Monday."""
    at = days(number)
    return when(case, DayTurned(day=at.astimezone(AMSTERDAM).date()), by=PROCESS, at=at)


def test_a_referral_is_the_same_however_it_was_looked_up() -> None:
    """R3: what is added for the decision is no part of what was asked."""
    assert isinstance(among(), ReferCase)
    assert when(Case(), among()).events == when(Case(), refer()).events
