"""Hours and expenses: claimed, approved, billed by number without names, also when cancelled late (R42)."""

from datetime import date
from typing import Any

import pytest

from contracts.coordination import (
    ApproveWork,
    BillWork,
    ClaimWork,
    CoordinatorAssigned,
    CoordinatorReleased,
    WorkApproved,
    WorkBilled,
    WorkClaimed,
    WorkKind,
)
from contracts.notices import NoticeDue, NoticeKind
from contracts.operations import DayTurned
from services.chassis.resting import load, store_state
from services.coordination.app import CASES
from services.coordination.state import Case
from tests.rules.coordination_cases import (
    MONDAY,
    PROCESS,
    Told,
    accepted,
    assigned,
    coordinator,
    days,
    ended,
    given,
    prepared,
    refused,
    when,
)

ANNA = coordinator("anna")


def claim(entry: str = "entry-1", **changes: Any) -> ClaimWork:
    """Two hours of preparation by Anna."""
    usual = {"entry": entry, "coordinator": "anna", "on": MONDAY.date(), "kind": "preparation", "minutes": 120}
    return ClaimWork.model_validate({**usual, **changes})


def claimed(*entries: str) -> Case:
    """A case in which this was claimed."""
    case = given(*assigned())
    for entry in entries:
        case = when(case, claim(entry, cents=500), by=ANNA).case
    return case


HEARS = [(NoticeKind.WORK_CLAIMED, "regional-manager")]


def morning(case: Case, day: int) -> Told:
    """A day begins, so many after Monday."""
    at = days(day)
    return when(case, DayTurned(day=at.date()), by=PROCESS, at=at)


def test_the_manager_hears_of_each_claim_at_most_once_a_day() -> None:
    """R42: of the first at once, also while others wait; of what comes later that day the next morning."""
    first = when(given(*assigned()), claim(), by=ANNA)
    second = when(first.case, claim("entry-2"), by=ANNA)
    told = morning(second.case, 1)
    third = when(told.case, claim("entry-3"), by=ANNA, at=days(1))
    fourth = when(third.case, claim("entry-4"), by=ANNA, at=days(2))

    assert first.facts == [WorkClaimed(**claim().model_dump())]
    assert (first.notices, second.notices, told.notices) == (HEARS, [], HEARS)
    assert (third.notices, fourth.notices) == ([], HEARS)
    assert [CASES.due(one.case) for one in (first, second, told, fourth)] == [None, days(1).date(), None, None]


def test_of_what_was_approved_meanwhile_nobody_hears_again() -> None:
    """R42: they saw it when they opened the case; what is claimed after it is news again."""
    second = when(claimed("entry-1"), claim("entry-2"), by=ANNA).case
    approved = when(second, ApproveWork(entries=("entry-1", "entry-2"))).case

    assert CASES.due(approved) is None
    assert morning(approved, 1).events == []
    third = when(approved, claim("entry-3"), by=ANNA).case
    assert morning(third, 0).events == []
    assert morning(third, 1).notices == HEARS


def test_a_claim_after_the_end_of_the_case_is_told_all_the_same() -> None:
    """R42, R31: nothing else happens in the morning of a case that has ended."""
    ended_case = given(*prepared(), ended())
    second = when(when(ended_case, claim(), by=ANNA).case, claim("entry-2"), by=ANNA).case

    assert morning(ended_case, 1).events == []
    assert morning(second, 1).notices == HEARS


def test_a_conference_that_was_cancelled_late_is_paid_all_the_same() -> None:
    """R42, R31: after the end of the case, and by whoever had it before."""
    cancelled = given(*prepared(), ended())
    late = claim(kind="cancelled-late", minutes=0, cents=7500)
    case = when(cancelled, late, by=ANNA, at=days(2)).case
    case = when(case, ApproveWork(entries=("entry-1",))).case

    (bill,) = when(case, BillWork(bill="bill-1")).facts

    assert bill == WorkBilled(bill="bill-1", entries=("entry-1",), minutes=0, cents=7500)


def test_who_fell_away_claims_what_they_did() -> None:
    """R42, R41: two coordinators in one case; who never had it has no work in it."""
    replaced = (CoordinatorReleased(coordinator="anna", reason="ill"), CoordinatorAssigned(coordinator="bert", round=1))
    case = given(*assigned("anna"), *replaced)

    first = when(case, claim(), by=ANNA)

    assert first.facts
    assert [one.asked_by for one in first.events if isinstance(one, NoticeDue)] == ["process"]  # not Bert, who has it
    assert when(case, claim(coordinator="bert"), by=coordinator("bert")).facts
    assert refused(case, claim(coordinator="zoe"), by=coordinator("zoe")).reason == "never-had-the-case"
    assert refused(given(*accepted()), claim(), by=ANNA).reason == "never-had-the-case"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"entry": "known"}, "claimed-before"),
        ({"minutes": 0}, "nothing-claimed"),
        ({"on": date(2026, 3, 3)}, "not-yet"),
        ({"coordinator": "bert"}, "not-your-work"),
    ],
)
def test_what_cannot_be_claimed_says_why(wrong: dict[str, Any], reason: str) -> None:
    """R42: once, something, done, and one's own; the manager can enter what was said on the phone."""
    case = claimed("known")

    assert refused(case, claim(**wrong), by=ANNA).reason == reason
    assert when(case, claim()).facts


def test_only_what_waits_is_decided_about_and_once() -> None:
    """R42: the refusal names the entries."""
    case = claimed("a", "b")
    decided = when(case, ApproveWork(entries=("a",), approved=False))

    assert decided.facts == [WorkApproved(entries=("a",), approved=False)]
    no = refused(decided.case, ApproveWork(entries=("a", "b", "c")))
    assert (no.reason, no.missing) == ("not-waiting", ("a", "c"))


def test_a_bill_holds_what_is_approved_once_and_nothing_else() -> None:
    """R42: neither what waits nor what was turned down; nothing is billed twice."""
    case = claimed("a", "b", "c", "d")
    case = when(case, ApproveWork(entries=("a", "b"))).case
    case = when(case, ApproveWork(entries=("c",), approved=False)).case

    first = when(case, BillWork(bill="bill-1"))

    assert first.facts == [WorkBilled(bill="bill-1", entries=("a", "b"), minutes=240, cents=1000)]
    assert refused(first.case, BillWork(bill="bill-2")).reason == "nothing-to-bill"
    later = when(first.case, ApproveWork(entries=("d",))).case
    assert when(later, BillWork(bill="bill-2")).facts == [
        WorkBilled(bill="bill-2", entries=("d",), minutes=120, cents=500)
    ]


def test_a_bill_has_no_name_and_no_text() -> None:
    """R42, DOMAIN.md "payer": the number of the case and sums; not even whose work it was."""
    assert WorkBilled.model_fields.keys() == {"agenda", "bill", "entries", "minutes", "cents"}
    assert not any(kind.personal for kind in (ClaimWork, WorkClaimed, WorkApproved, WorkBilled))


@pytest.mark.parametrize("kind", WorkKind)
def test_a_state_with_work_is_stored_and_read_again(kind: WorkKind) -> None:
    """Of any kind."""
    case = when(given(*assigned()), claim(kind=kind), by=ANNA).case

    assert load(CASES, store_state(case)) == case
