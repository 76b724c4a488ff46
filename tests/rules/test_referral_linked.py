"""A case that is the same as another one rests; every no and what is not safe is heard of still (R3, R31)."""

import pytest

from contracts.base import Message
from contracts.notices import NoticeKind
from contracts.operations import DayTurned
from contracts.people import DeclineReason
from contracts.referral import (
    AcceptCase,
    ConsentChanged,
    Danger,
    DecideOnSignal,
    DeclineCase,
    EscalateContact,
    EscalateIntake,
    LapseConsent,
    OfferTransfer,
    RaiseSafetySignal,
    RecordCourtDecision,
    ReportDeath,
    SafetyOutcome,
    Shared,
    TakeSafetyMeasures,
    TransferReason,
    WithdrawCase,
)
from services.referral.by_age import birthday
from services.referral.days import next_due
from services.referral.state import Case
from tests.rules.referral_cases import (
    ADULT,
    ELEVEN,
    PROCESS,
    accepted,
    after,
    ask_holder,
    days,
    from_agency,
    opened,
    permits,
    person,
    refer,
    refused,
    says,
    share,
    themself,
    when,
)
from tests.rules.referral_links import FIRST, SAME, UNDO, among, both, heard, linked, passed


def test_a_case_that_rests_is_asked_for_nothing() -> None:
    """R3: what is done is done in the first case; the refusal says so."""
    wishes: tuple[Message, ...] = (
        AcceptCase(),
        says("mike-2"),
        says("mike-2", "considering"),
        DeclineCase(reason=DeclineReason.NO_CAPACITY),
        OfferTransfer(to="zuid", reason=TransferReason.MOVED),
        refer(referral="referral-9"),
    )
    for wish in wishes:
        assert refused(linked(), wish).reason == "linked"


def test_no_deadline_passes_in_a_case_that_rests() -> None:
    """R3, R10: nobody waits for its intake, and nothing is ended for want of a yes."""
    case = after(after(Case(), among(FIRST)), SAME)

    for due in (EscalateContact(), EscalateIntake(), LapseConsent()):
        assert when(case, due, by=PROCESS, at=days(100)).events == []
    assert next_due(case) is None


def test_its_own_referrers_hear_nothing_from_a_case_that_rests() -> None:
    """R30: one referral, one stream of statuses."""
    told = when(linked(), WithdrawCase(person="mike-2"))

    assert told.statuses == []


@pytest.mark.parametrize("no", [WithdrawCase(person="mike-2"), says("mike-2", "no"), ReportDeath(person="mike-2")])
def test_a_no_counts_wherever_it_is_said(no: Message) -> None:
    """R31: the case that rests ends at once; the manager of the first hears that somebody may have meant that one."""
    first, later = both()

    told = when(later, no)

    assert told.case.ended
    assert heard(first, told).notices == [(NoticeKind.DEVIATION, "regional-manager")]
    assert heard(first, told).facts == []


def test_a_holder_s_no_is_heard_of_too() -> None:
    """R5, R31: never outvoted; but where a court decided in their place, and a yes belongs in the first case."""
    child = after(opened(refer(person("mike-2", ELEVEN), referral="referral-2")), ask_holder("mother", "mike-2"))
    link = when(child, SAME)
    first = heard(accepted(from_agency()), link).case
    court = RecordCourtDecision(person="mike-2", holder="mother", document="C/1", decided_on=days(0).date())

    told = when(link.case, permits("mother", "mike-2", granted=False))

    assert told.kinds == ["PermissionRecorded"]
    assert heard(first, told).notices == [(NoticeKind.DEVIATION, "regional-manager")]
    assert refused(link.case, permits("mother", "mike-2")).reason == "linked"
    replaced = after(after(child, court), SAME)
    assert passed(when(replaced, permits("mother", "mike-2", granted=False))) == []


def test_what_may_be_shared_is_taken_back_in_a_case_that_rests_too() -> None:
    """R5: and only taken back; whatever else may be shared is said in the first case."""
    told = when(linked(), share("mike-2", of="mike-2"), by=themself("mike-2"))

    assert told.kinds == ["SharingPermitted"]
    assert refused(linked(), share("mike-2", Shared.PLAN, of="mike-2")).reason == "linked"


def test_one_of_several_who_leaves_a_case_that_rests_is_heard_of_too() -> None:
    """R31, R38: the others stay where they are."""
    family = refer(person("mike-2", ADULT), person("joan-2", ADULT), referral="referral-2")
    link = when(opened(family), SAME)
    first = heard(accepted(from_agency()), link).case

    told = when(link.case, WithdrawCase(person="joan-2"))

    assert told.kinds == ["PersonLeft", "ErasureAsked"]
    assert heard(first, told).notices == [(NoticeKind.DEVIATION, "regional-manager")]


def test_whoever_is_not_safe_is_looked_after_in_a_case_that_rests_too() -> None:
    """R37: a signal is taken in, told to the lead when nobody decides, measured and decided."""
    _, later = both()

    raised = when(later, RaiseSafetySignal(signal="signal-1", danger=Danger.OTHER, about="He stood at the door."))
    late = when(raised.case, DayTurned(day=days(2).date()), by=PROCESS)

    assert next_due(raised.case) is not None
    assert late.kinds == ["SafetySignalEscalated"]
    assert when(raised.case, TakeSafetyMeasures(pause=True, hide=True)).kinds == ["SafetyMeasuresTaken"]
    decided = DecideOnSignal(signal="signal-1", outcome=SafetyOutcome.NO_ACTION, reasons="It was somebody else.")
    assert when(raised.case, decided).kinds == ["SafetySignalDecided"]


def test_a_birthday_asks_nobody_in_a_case_that_rests() -> None:
    """R3, R5: the other case asks. On its own again, it asks itself."""
    born = birthday(days(10).date(), -12)
    later = after(opened(refer(person("mike-2", born), referral="referral-2")), SAME)
    turned = DayTurned(day=days(10).date())

    assert next_due(later) is None
    assert when(later, turned, by=PROCESS, at=days(10)).events == []
    undone = when(later, UNDO, at=days(11)).case
    assert next_due(undone) == days(10).date().replace(day=1)
    assert when(undone, turned, by=PROCESS, at=days(11)).one(ConsentChanged).person == "mike-2"
