"""What agencies are told of their rejected messages: every problem that they can meet is described (RFC 9457)."""

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from contracts.deciding import Refused
from contracts.referral import CaseEnded, CaseLinked, CorrectReferral, RetractReferral
from docs.generate import agency_page
from docs.generate.tracing import Refusal
from services.chassis.erased import pass_over
from services.referral.evolution import evolve
from services.referral.state import Case
from tests.rules.referral_cases import AGENCY, MONDAY, accepted, after, from_agency, opened, refer, wanted, when

RETRACT = RetractReferral(referral="referral-1")
ASKS = (
    from_agency(),
    CorrectReferral.model_validate({name: getattr(from_agency(), name) for name in CorrectReferral.model_fields}),
    RETRACT,
)
CASES = {
    "unknown": Case(),
    "opened": opened(from_agency()),
    "wanted": wanted(from_agency()),
    "accepted": accepted(from_agency()),
    "taken back": after(wanted(from_agency()), RETRACT, by=AGENCY),
    "ended": evolve(wanted(from_agency()), CaseEnded(ending="withdrawn", ended=MONDAY, round=1)),
    "linked": evolve(opened(from_agency()), CaseLinked(case="case-7", referrals=())),
    "somebody else's": opened(refer()),
}


def refusals() -> set[str]:
    """Why anything that an agency can ask is refused, in cases of every kind."""
    found = {of_who_is_erased()}
    for ask, case in product(ASKS, CASES.values()):
        try:
            when(case, ask, by=AGENCY)
        except Refused as refusal:
            found.add(refusal.reason)
    return found


def of_who_is_erased() -> str:
    """Why whatever an agency asks of a case that was erased is refused (R34)."""
    late: Any = SimpleNamespace(inbound=True)
    with pytest.raises(Refused) as refusal:
        pass_over(late, late)
    return refusal.value.reason


def test_every_rule_that_refuses_an_agency_is_described() -> None:
    """R30: and no rule is described that never does."""
    assert refusals() == set(agency_page.problems()["A rule says no"])


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Refusal("BadMessage", "too-new", "", "", "x.py:1"), "docs/agencies/errors.yaml says nothing of `too-new`."),
        (Refusal("Refused", "bsn", "", "", "x.py:1"), "docs/agencies/errors.yaml: nothing is refused with `no-value`."),
    ],
)
def test_what_is_not_described_or_not_there_is_said(found: Refusal, said: str) -> None:
    """`python -m docs.generate --check` fails for it; no rule's own code has to be described."""
    assert said in agency_page.wrong((found,))
    assert "docs/agencies/errors.yaml says nothing of `bsn`." not in agency_page.wrong((found,))
