"""A referral is taken back: its statuses end, and the case only if nobody said yes (R30)."""

from contracts.referral import (
    RetractReferral,
    WithdrawCase,
)
from services.referral.state import Case
from tests.rules.referral_cases import (
    AGENCY,
    ELEVEN,
    after,
    ask_holder,
    from_agency,
    opened,
    permits,
    person,
    refer,
    refused,
    wanted,
    when,
)

WITHDRAW = WithdrawCase(person="mike")
RETRACT = RetractReferral(referral="referral-1")


def test_a_retraction_ends_the_case_only_if_nobody_said_yes() -> None:
    """R30: what a person wants does not depend on who recommended it."""
    before = when(opened(from_agency()), RETRACT, by=AGENCY)
    afterwards = when(wanted(from_agency()), RETRACT, by=AGENCY)

    assert before.kinds == ["ReferralClosed", "CaseEnded", "ErasureAsked"]
    assert afterwards.kinds == ["ReferralClosed"]


def test_a_retraction_leaves_the_case_to_whoever_else_referred() -> None:
    """R3, R30: one case can have several referrals."""
    case = after(opened(from_agency()), refer(referral="referral-2"))

    assert when(case, RETRACT, by=AGENCY).kinds == ["ReferralClosed"]


def test_a_parent_s_yes_for_a_child_keeps_the_case() -> None:
    """R5, R30: under 12 nobody but the holders is asked for a yes."""
    case = after(opened(from_agency("referral-1", person("mike", ELEVEN))), ask_holder("mother"), permits("mother"))

    assert when(case, RETRACT, by=AGENCY).kinds == ["ReferralClosed"]


def test_an_agency_retracts_only_its_own_referral_and_learns_nothing_by_it() -> None:
    """R30: after the end it is taken back as before it; a referral that is not theirs they cannot touch."""
    ended = after(wanted(from_agency()), WITHDRAW)
    other = AGENCY.model_copy(update={"id": "another-agency"})

    assert when(ended, RETRACT, by=AGENCY).kinds == ["ReferralClosed"]
    assert refused(opened(from_agency()), RETRACT, by=other).reason == "not-your-case"
    assert refused(Case(), RETRACT, by=AGENCY).reason == "unknown-case"
    taken_back = after(wanted(from_agency()), RETRACT, by=AGENCY)
    assert refused(taken_back, RETRACT, by=AGENCY).reason == "no-such-referral"
