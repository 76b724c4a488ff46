"""The legal basis of keeping data, permission to share, and what goes without a yes: records of their own (R5)."""

from datetime import date

import pytest

from contracts.base import Message
from contracts.people import DeclineReason, ReferrerKind
from contracts.plan import ReviewHeld, ReviewOutcome
from contracts.policy import Policy
from contracts.referral import (
    DeclineCase,
    ErasureAsked,
    LapseConsent,
    LegalBasis,
    LegalBasisRecorded,
    RecordLegalBasis,
    Shared,
    SharingPermitted,
    WithdrawCase,
)
from tests.rules.referral_cases import (
    ADULT,
    ELEVEN,
    FIFTEEN,
    PROCESS,
    accepted,
    after,
    ask_holder,
    days,
    opened,
    permits,
    person,
    refer,
    refused,
    says,
    share,
    themself,
    wanted,
    when,
)

SIX_WEEKS = date(2026, 4, 13)


# --- legal basis ---


def test_the_ground_of_keeping_data_is_a_record_of_its_own() -> None:
    """R5: apart from willingness; it makes nobody willing."""
    told = when(opened(), RecordLegalBasis(person="mike", basis=LegalBasis.PUBLIC_TASK))

    assert told.facts == [LegalBasisRecorded(person="mike", basis=LegalBasis.PUBLIC_TASK)]
    assert not told.case.wanted


def test_consent_is_a_ground_only_once_it_was_given() -> None:
    """R5: of a person concerned."""
    wish = RecordLegalBasis(person="mike", basis=LegalBasis.CONSENT)

    assert refused(opened(), wish).reason == "no-consent"
    assert refused(opened(), RecordLegalBasis(person="joan", basis=LegalBasis.CONSENT)).reason == "not-concerned"
    assert when(wanted(), wish).kinds == ["LegalBasisRecorded"]


# --- sharing ---


def test_the_person_permits_sharing_with_whom_and_what() -> None:
    """R5: in the place of what was permitted before; with nothing in it nothing is shared any more."""
    told = when(wanted(), share("mike", Shared.PLAN, Shared.CONTACT), by=themself("mike"))
    nothing = when(told.case, share("mike"), by=themself("mike"))

    assert told.one(SharingPermitted).what == (Shared.PLAN, Shared.CONTACT)
    assert told.notices == []
    assert nothing.one(SharingPermitted).what == ()


@pytest.mark.parametrize("end", [WithdrawCase(person="mike"), ReviewHeld(number=1, outcome=ReviewOutcome.CLOSE)])
def test_what_may_be_shared_is_taken_back_also_when_the_case_is_over(end: Message) -> None:
    """R5: what was permitted outlives the case; nothing new is permitted then."""
    over = when(after(accepted(), share("mike", Shared.PLAN)), end).case

    assert over.ended
    assert when(over, share("mike"), by=themself("mike")).one(SharingPermitted).what == ()
    assert refused(over, share("mike", Shared.PLAN)).reason == "case-ended"
    assert refused(over, share("mike"), by=themself("joan")).reason == "not-your-case"


def test_nobody_else_permits_it() -> None:
    """R5: not a referrer, not a parent of who is twelve or more; for a child whoever decides for it."""
    child = after(opened(refer(person("mike", ELEVEN))), ask_holder("mother"))
    young = after(opened(refer(person("mike", FIFTEEN))), ask_holder("mother"))

    assert refused(wanted(), share("referrer-1", Shared.PLAN)).reason == "not-theirs-to-share"
    assert refused(wanted(), share("mike", Shared.PLAN), by=themself("joan")).reason == "not-your-case"
    assert refused(young, share("mother", Shared.PLAN)).reason == "not-theirs-to-share"
    assert refused(child, share("mike", Shared.PLAN)).reason == "not-theirs-to-share"
    assert when(child, share("mother", Shared.PLAN)).kinds == ["SharingPermitted"]


# --- without a yes ---


def test_who_never_said_yes_is_erased_in_time_with_the_case() -> None:
    """R5: six weeks after it was opened, however it ends; also whose permission was asked for."""
    child = after(opened(refer(person("mike", ELEVEN))), ask_holder("mother"))

    for message, at in ((DeclineCase(reason=DeclineReason.NOT_SUITABLE), 3), (says("mike", "no"), 3)):
        told = when(child, message, at=days(at))
        assert told.one(ErasureAsked) == ErasureAsked(subjects=("mike", "mother", "case-1"), due=SIX_WEEKS)
    late = when(child, LapseConsent(), by=PROCESS, at=days(50))
    assert late.one(ErasureAsked).due == days(50).date()


def test_how_long_is_the_region_s_policy() -> None:
    """R5: in weeks."""
    told = when(opened(), says("mike", "no"), policies={"noord": Policy(consent_weeks=2)})

    assert told.one(ErasureAsked).due == days(14).date()


@pytest.mark.parametrize("yes", [wanted, accepted])
def test_what_was_kept_on_a_yes_follows_the_retention_of_the_case(yes: object) -> None:
    """R34: a withdrawal is no reason to erase at once."""
    case = wanted() if yes is wanted else accepted()

    assert "ErasureAsked" not in when(case, WithdrawCase(person="mike")).kinds


def test_of_several_only_who_never_said_yes_is_erased() -> None:
    """R5, R38: what the others were told stays theirs, and so does the parent of a child that stays."""
    two = opened(refer(person("mike", ELEVEN), person("joan", ELEVEN), person("anton", ADULT)))
    asked = after(two, ask_holder("mother"), ask_holder("mother", "joan"), ask_holder("father"))
    told = when(after(asked, permits("mother", "joan"), says("anton")), says("mike", "no"))

    assert told.one(ErasureAsked).subjects == ("mike", "father")
    last = when(after(told.case, says("joan", "no")), says("anton", "no"))
    assert "ErasureAsked" not in last.kinds


def test_who_referred_themself_said_yes_also_while_the_others_did_not() -> None:
    """R5, R34: what is kept of them is kept on their yes, and that is a ground from the first day on."""
    both = refer(person("mike", ADULT), person("joan", ADULT), kind=ReferrerKind.SELF, referrer="mike")

    assert when(opened(both), WithdrawCase(person="mike")).kinds == ["PersonLeft"]
    assert when(opened(both), WithdrawCase(person="joan")).one(ErasureAsked).subjects == ("joan",)
    ground = RecordLegalBasis(person="mike", basis=LegalBasis.CONSENT)
    assert when(opened(both), ground).kinds == ["LegalBasisRecorded"]
    assert refused(opened(both), ground.model_copy(update={"person": "joan"})).reason == "no-consent"


def test_of_a_case_from_before_each_yes_was_remembered_nothing_is_erased_as_if_nobody_had_agreed() -> None:
    """Promise 5, R34: it was wanted, so everybody had said yes."""
    case = wanted(refer(person("mike", ADULT), person("joan", ADULT)))
    stored = case.having("mike", consented=False).having("joan", consented=False)

    assert when(stored, WithdrawCase(person="mike")).kinds == ["PersonLeft"]
    assert when(stored, RecordLegalBasis(person="mike", basis=LegalBasis.CONSENT)).kinds == ["LegalBasisRecorded"]


def test_what_the_case_holds_stays_while_somebody_once_agreed_to_it() -> None:
    """R34, R38: the last to leave never said yes, but the first had."""
    two = opened(refer(person("mike", ADULT), person("joan", ADULT)))

    told = when(after(two, says("mike"), says("mike", "no")), says("joan", "no"))

    assert told.one(ErasureAsked).subjects == ("joan",)
