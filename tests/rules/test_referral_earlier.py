"""Years later it is a new case; the old one is linked if it still exists and the person wishes it (R29)."""

import pytest

from contracts.referral import EarlierCaseLinked, LinkEarlierCase, WithdrawCase
from services.referral.looked_up import LinkKnown, OtherCase
from services.referral.state import Case
from tests.rules.referral_cases import ADULT, accepted, after, opened, person, refer, refused, wanted, when

OLD = OtherCase(region="zuid", ended=True)
WISH = LinkKnown(case="case-0", wished_by="mike", other=OLD)


@pytest.mark.parametrize("case", [opened(), wanted(), accepted()])
def test_an_old_case_is_known_beside_the_new_one_if_the_person_wishes_it(case: Case) -> None:
    """R29: in whichever region it was; nothing of either changes."""
    told = when(case, WISH)

    event = told.one(EarlierCaseLinked)
    assert (event.case, event.wished_by) == ("case-0", "mike")
    assert told.case == case


def test_only_a_person_concerned_wishes_it() -> None:
    """R29, R38: not who referred, and not who left."""
    couple = after(opened(refer(person("mike", ADULT), person("joan", ADULT))), WithdrawCase(person="joan"))

    for somebody in ("referrer-1", "joan"):
        wish = WISH.model_copy(update={"wished_by": somebody})
        assert refused(couple, wish).reason == "not-concerned"


def test_what_was_erased_is_linked_no_more() -> None:
    """R29, R34: it sounds as one that never was."""
    assert refused(opened(), LinkKnown(case="case-0", wished_by="mike")).reason == "no-such-case"


def test_a_case_that_has_not_ended_is_no_earlier_one() -> None:
    """R3: it may be the same; that is another question."""
    running = WISH.model_copy(update={"other": OtherCase(region="noord")})

    assert refused(opened(), running).reason == "still-open"


def test_after_the_end_and_without_its_look_up_nothing_is_linked() -> None:
    """R31, promise 4."""
    assert refused(after(opened(), WithdrawCase(person="mike")), WISH).reason == "case-ended"
    with pytest.raises(TypeError, match="LinkEarlierCase"):
        when(opened(), LinkEarlierCase(case="case-0", wished_by="mike"))
