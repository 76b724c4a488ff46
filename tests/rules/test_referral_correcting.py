"""An agency corrects its own referral, until somebody whom it is about has said yes (R3-R5, R30)."""

from typing import Any

import pytest

from contracts.notices import NoticeDue, NoticeKind
from contracts.people import Means, PersonConcerned, Reason, Sector, WhoConsents
from contracts.referral import (
    CaseLinked,
    CorrectReferral,
    DeclineCase,
    ErasureAsked,
    Likeness,
    OfferTransfer,
    PersonLeft,
    PossibleDuplicateNoticed,
    RecordContact,
    ReferralCorrected,
    RetractReferral,
    TransferOffered,
    TransferReason,
    WithdrawCase,
)
from services.referral.evolution import evolve
from services.referral.looked_up import Alike, CorrectAmong
from services.referral.state import Case
from tests.rules.referral_cases import (
    ADULT,
    AGENCY,
    ELEVEN,
    FIFTEEN,
    Told,
    accepted,
    after,
    ask_holder,
    from_agency,
    opened,
    permits,
    person,
    refused,
    says,
    wanted,
    when,
)
from tests.rules.referral_links import FIRST

CHILD, SISTER = person("mike", ELEVEN), person("joy", FIFTEEN)
LINKED_WITH = "case-7"


def correction(*persons: PersonConcerned, **changes: Any) -> CorrectReferral:
    """The referral of `from_agency` once more, with something else in it."""
    said = {name: getattr(from_agency("referral-1", *persons), name) for name in CorrectReferral.model_fields}
    return CorrectReferral.model_validate({**said, **changes})


def corrects(case: Case, wish: CorrectReferral) -> Told:
    """What comes of it."""
    return when(case, wish, by=AGENCY)


def several() -> Case:
    """A case of a child and a sister."""
    return opened(from_agency("referral-1", CHILD, SISTER))


# --- what it changes ---


def test_what_is_said_takes_the_place_of_what_was_said() -> None:
    """R30: names, ages, language, reasons, field; the manager looks at it again; no status comes of it."""
    wish = correction(person("mike", ELEVEN, "ti"), reasons=(Reason.EVICTION,), sector=Sector.HOUSING)

    told = corrects(opened(from_agency()), wish)

    event = told.one(ReferralCorrected)
    assert (event.persons, event.reasons) == (wish.persons, (Reason.EVICTION,))
    assert (told.case.persons["mike"].language, told.case.persons["mike"].consents) == ("ti", WhoConsents.HOLDERS)
    assert told.case.referrals["referral-1"].sector is Sector.HOUSING
    assert told.notices == [(NoticeKind.REFERRAL_RECEIVED, "regional-manager")]
    assert told.one(NoticeDue).detail == "corrected"
    assert told.statuses == []


def test_what_was_found_out_since_stays() -> None:
    """R5, R10: contact that was made, an answer, whose permission was asked for; the case begins no second time."""
    case = after(
        several(), RecordContact(with_person=True, means=Means.SPOKEN), says("joy", "considering"), ask_holder("mother")
    )

    told = corrects(case, correction(person("mike", ELEVEN), person("joy", FIFTEEN, "en")))

    assert told.case.contacted
    assert told.case.opened == case.opened
    assert told.case.persons["joy"].answer == "considering"
    assert set(told.case.persons["mike"].holders) == {"mother"}


def test_whose_own_word_is_needed_now_is_asked_and_nobody_twice() -> None:
    """R5: somebody who is added, and whoever turns out to be older; not who was asked before."""
    case = opened(from_agency("referral-1", CHILD, SISTER))

    told = corrects(case, correction(person("mike", ADULT), SISTER, person("sam", ADULT)))

    assert [who for kind, who in told.notices if kind is NoticeKind.CONSENT_ASKED] == ["mike", "sam"]
    assert set(told.case.staying) == {"mike", "joy", "sam"}


def test_who_is_not_meant_any_more_leaves_and_is_forgotten() -> None:
    """R5, R38: of somebody who was named by mistake nothing is kept; the others are not asked because of it."""
    told = corrects(several(), correction(CHILD))

    assert told.one(PersonLeft).person == "joy"
    assert told.one(ErasureAsked).subjects == ("joy",)
    assert set(told.case.staying) == {"mike"}
    assert NoticeKind.CONSENT_ASKED not in {kind for kind, _ in told.notices}


def test_who_left_does_not_come_back_by_a_correction() -> None:
    """R31: a no stays a no, and no agency learns of it; of who left nothing is written again."""
    case = after(several(), says("joy", "no"))

    told = corrects(case, correction(CHILD, SISTER))

    assert [one.person for one in told.one(ReferralCorrected).persons] == ["mike"]
    assert set(told.case.staying) == {"mike"}
    gone = after(several(), says("mike", "no"))
    assert refused(gone, correction(CHILD), by=AGENCY).reason == "not-correctable"


def test_the_region_that_is_named_now_is_asked_to_take_it_over() -> None:
    """R4: until it says yes the case stays where it is; one question at a time."""
    told = corrects(opened(from_agency()), correction(region="zuid"))

    assert told.one(TransferOffered).to == "zuid"
    assert told.case.region == "noord"
    asking = after(opened(from_agency()), OfferTransfer(to="oost", reason=TransferReason.MOVED))
    assert "TransferOffered" not in corrects(asking, correction(region="zuid")).kinds


def test_duplicates_are_looked_for_anew() -> None:
    """R3: what is alike by the corrected name is flagged; what was flagged before is not flagged twice."""
    alike = tuple(Alike(case=name, region="noord", by=(Likeness.BORN_AND_NAME,)) for name in (FIRST, "case-9"))
    case = opened(from_agency())

    told = corrects(case, CorrectAmong(**dict(correction()), alike=alike[:1]))
    again = corrects(told.case, CorrectAmong(**dict(correction()), alike=alike))

    assert told.one(PossibleDuplicateNoticed).case == FIRST
    assert again.one(PossibleDuplicateNoticed).case == "case-9"


# --- what is refused ---


def test_after_a_yes_it_is_corrected_no_longer() -> None:
    """R30: from then on the people whom it is about speak for themselves; a parent's yes for a child counts too."""
    child = opened(from_agency("referral-1", CHILD))
    permitted = after(child, ask_holder("mother"), permits("mother"))

    for case in (wanted(from_agency()), accepted(from_agency()), permitted, after(several(), says("joy"))):
        assert refused(case, correction(), by=AGENCY).reason == "not-correctable"


@pytest.mark.parametrize("how", ["withdrawn", "declined", "linked"])
def test_an_agency_cannot_tell_by_a_correction_what_became_of_a_case(how: str) -> None:
    """R3, R30, R31: said yes, ended or the same as another one: one code, one sentence."""
    usual = refused(wanted(from_agency()), correction(), by=AGENCY)
    case = opened(from_agency())
    cases = {
        "withdrawn": lambda: after(case, WithdrawCase(person="mike")),
        "declined": lambda: after(case, DeclineCase(reason="no-capacity")),
        "linked": lambda: linked(case),
    }

    refusal = refused(cases[how](), correction(), by=AGENCY)

    assert (refusal.reason, refusal.text, refusal.rule) == (usual.reason, usual.text, usual.rule)


def linked(case: Case) -> Case:
    """The case is the same as another one."""
    return evolve(case, CaseLinked(case=LINKED_WITH, referrals=()))


def test_an_agency_corrects_only_its_own_referral() -> None:
    """Promise 6: ids are minted of the agency and its words, so this cannot be asked; if it were, it is refused."""
    other = AGENCY.model_copy(update={"id": "another-agency"})

    assert refused(opened(from_agency()), correction(), by=other).reason == "not-your-case"
    assert refused(Case(), correction(), by=AGENCY).reason == "unknown-case"
    assert refused(opened(from_agency()), correction(referral="referral-2"), by=AGENCY).reason == "no-such-referral"


def test_what_was_taken_back_is_not_corrected() -> None:
    """R30: its stream has ended."""
    case = after(opened(from_agency()), RetractReferral(referral="referral-1"), by=AGENCY)

    assert refused(case, correction(), by=AGENCY).reason == "no-such-referral"
