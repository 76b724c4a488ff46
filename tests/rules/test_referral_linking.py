"""Two cases found to be the same: linked, for whom that counts, and undone (R3, R30)."""

import pytest

from contracts.people import Means, ReferrerKind, Status
from contracts.process import Due
from contracts.referral import (
    CaseLinked,
    CaseUnlinked,
    EscalateContact,
    LapseConsent,
    LinkedReferral,
    OfferTransfer,
    RecordContact,
    RecordSharing,
    ReferralLinked,
    SameCase,
    TransferReason,
    WithdrawCase,
)
from services.coordination.independence import independent
from services.referral.intake import agencies
from services.referral.looked_up import OtherCase, SameAs
from services.referral.state import Case
from tests.rules import coordination_cases
from tests.rules.referral_cases import (
    AGENCY,
    ASSIGNED,
    HELD,
    OTHERS,
    PROCESS,
    accepted,
    after,
    days,
    from_agency,
    opened,
    refer,
    refused,
    says,
    wanted,
    when,
)
from tests.rules.referral_links import FIRST, HERE, LATER, OTHER_AGENCY, POLICE, SAME, UNDO, both, heard, linked


def test_the_later_case_rests_and_its_referrals_belong_to_the_first() -> None:
    """R3: nothing is merged: both keep all that they have."""
    told = when(opened(POLICE), SAME)

    assert told.kinds == ["CaseLinked"]
    assert told.one(CaseLinked).case == FIRST
    assert list(told.case.referrals) == ["referral-2"]
    first = heard(accepted(from_agency()), told)
    assert first.one(ReferralLinked).of == LATER
    assert list(first.case.referrals) == ["referral-1", "referral-2"]
    assert list(first.case.persons) == ["mike"]


def test_each_referrer_hears_the_statuses_of_the_first_case_over_their_own_stream() -> None:
    """R3, R30: how far it is, and what comes, each once; the neighbour hears no more than before."""
    first, _ = both()

    assert heard(accepted(from_agency()), when(opened(POLICE), SAME)).statuses == [("referral-2", Status.ACCEPTED)]
    assert when(first, HELD, by=OTHERS).statuses == [
        ("referral-1", Status.CONFERENCE_HELD),
        ("referral-2", Status.CONFERENCE_HELD),
    ]
    for kind in (ReferrerKind.NEIGHBOUR, ReferrerKind.ANONYMOUS):
        quiet = when(opened(refer(referral="referral-2", kind=kind)), SAME)
        silent = heard(accepted(from_agency()), quiet)
        assert silent.statuses == []
        assert when(silent.case, HELD, by=OTHERS).statuses == [("referral-1", Status.CONFERENCE_HELD)]


def test_what_the_person_allowed_a_referrer_goes_along() -> None:
    """R30: asked and answered before the two were found to be the same."""
    case = after(opened(POLICE), RecordSharing(referral="referral-2", statuses=(Status.CLOSED,)))
    first = heard(accepted(from_agency()), when(case, SAME)).case

    assert when(first, ASSIGNED, by=OTHERS).statuses == [("referral-1", Status.COORDINATOR_ASSIGNED)]


def test_the_agency_of_a_linked_referral_is_involved() -> None:
    """R12: whoever works there is not independent."""
    first, _ = both(wanted(from_agency()))

    assert agencies(first) == (AGENCY.id, OTHER_AGENCY.id)


def test_coordination_hears_of_that_agency_also_after_the_acceptance() -> None:
    """R3, R12: whoever works there has a stake from then on."""
    linked_later = LinkedReferral(referral="r-2", referrer="r", kind=ReferrerKind.AGENCY, agency="agency-9")
    works_there = coordination_cases.candidate("anna", employers=("agency-9",))
    known = coordination_cases.accepted()

    assert independent(works_there, coordination_cases.given(*known))
    after_link = coordination_cases.given(*known, ReferralLinked(of="case-2", linked=linked_later))
    assert not independent(works_there, after_link)


@pytest.mark.parametrize(
    ("case", "wish", "reason"),
    [
        (opened(), SameAs(case=FIRST), "no-such-case"),
        (opened(), SameAs(case=LATER, other=HERE), "no-such-case"),
        (opened(), SameAs(case=FIRST, other=OtherCase(region="noord", ended=True)), "other-ended"),
        (opened(), SameAs(case=FIRST, other=OtherCase(region="noord", linked=True)), "other-linked"),
        (opened(), SameAs(case=FIRST, other=OtherCase(region="zuid")), "other-region"),
        (accepted(), SAME, "accepted"),
        (both()[0], SAME, "accepted"),
        (both(opened(from_agency()))[0], SameAs(case="case-9", other=HERE), "has-linked"),
        (after(opened(), OfferTransfer(to="zuid", reason=TransferReason.MOVED)), SAME, "transfer-open"),
        (linked(), SAME, "linked"),
        (after(opened(), WithdrawCase(person="mike")), SAME, "case-ended"),
    ],
)
def test_what_cannot_be_linked(case: Case, wish: SameAs, reason: str) -> None:
    """R3, R4: and the manager reads why."""
    assert refused(case, wish).reason == reason


def test_without_its_look_up_the_wish_is_a_mistake() -> None:
    """Promise 4: never taken for a case that does not exist."""
    with pytest.raises(TypeError, match="SameCase"):
        when(opened(), SameCase(case=FIRST))


def test_a_link_can_be_undone() -> None:
    """R3, R10: the referral belongs to its own case again, whose intake begins anew from that day."""
    first, later = both()

    told = when(later, UNDO, at=days(50))

    event = told.one(CaseUnlinked)
    assert (event.case, event.opened) == (FIRST, days(50))
    assert {what for what, _ in told.agenda(CaseUnlinked)} == {
        Due.ESCALATE_CONTACT,
        Due.ESCALATE_INTAKE,
        Due.LAPSE_CONSENT,
    }
    assert all(at > days(50) for _, at in told.agenda(CaseUnlinked))
    assert when(told.case, says("mike-2"), at=days(51)).kinds == ["WillingnessRecorded", "ConsentCompleted"]
    apart = heard(first, told).case
    assert list(apart.referrals) == ["referral-1"]
    assert when(apart, HELD, by=OTHERS).statuses == [("referral-1", Status.CONFERENCE_HELD)]


def test_what_was_said_before_stays_said_after_the_link_is_undone() -> None:
    """R5: a yes stands; who was spoken with was spoken with."""
    case = after(opened(POLICE), says("mike-2"), RecordContact(with_person=True, means=Means.SPOKEN))

    again = after(case, SAME, UNDO)

    assert (again.persons, again.wanted, again.contacted) == (case.persons, True, True)
    assert when(again, LapseConsent(), by=PROCESS, at=days(100)).events == []


def test_only_what_is_linked_can_be_undone() -> None:
    """R3: and not twice."""
    assert refused(opened(), UNDO).reason == "not-linked"
    assert refused(after(linked(), UNDO), UNDO).reason == "not-linked"
    assert refused(after(linked(), WithdrawCase(person="mike-2")), UNDO).reason == "case-ended"


def test_it_can_be_linked_again() -> None:
    """R3: to the same case or another, after a second look."""
    first, later = both()
    undone = when(later, UNDO)
    again = when(undone.case, SAME)

    assert heard(heard(first, undone).case, again).kinds == ["ReferralLinked", "StatusReported"]


def test_the_clock_of_the_intake_counts_from_the_day_of_the_undoing() -> None:
    """R10: the time in which it rested is nobody's lateness."""
    again = after(linked(), UNDO, at=days(50))

    assert when(again, EscalateContact(), by=PROCESS, at=days(52)).events == []
    assert when(again, EscalateContact(), by=PROCESS, at=days(60)).kinds == ["DeadlineEscalated"]
