"""What is known of a person concerned is put right, and rules follow what is right (GDPR, article 16)."""

from types import SimpleNamespace
from typing import cast

import pytest

from contracts.notices import NoticeKind
from contracts.people import WhoConsents
from contracts.referral import WithdrawCase
from contracts.rights import Ground, PersonRectified, RectifyPerson, RectifyText, RestrictProcessing, TextRectified
from services.chassis.decider import Decided
from services.referral.lookups import rectified
from tests.rules.referral_cases import (
    ADULT,
    ELEVEN,
    FIFTEEN,
    after,
    coordinator,
    opened,
    person,
    refer,
    refused,
    says,
    themself,
    wanted,
    when,
)

RIGHT = RectifyPerson(person="mike", name="Maik", birth_date=ADULT, postcode="9999 XX")


def test_it_is_an_event_that_stands_from_now_on() -> None:
    """With all that is known of them now; who was heard once more for the same age is asked nothing."""
    told = when(wanted(), RIGHT)

    assert told.facts == [PersonRectified(person="mike", name="Maik", birth_date=ADULT, postcode="9999 XX")]
    assert told.notices == []
    assert when(wanted(), RIGHT, by=themself("mike")).facts == told.facts


def test_nobody_puts_somebody_else_right() -> None:
    """R38: a person concerned speaks for themself; the case has to be about them."""
    assert refused(wanted(), RIGHT, by=themself("els")).reason == "not-your-case"
    assert refused(wanted(), RIGHT.model_copy(update={"person": "els"})).reason == "not-concerned"


def test_whose_consent_is_needed_follows_the_age_that_is_right() -> None:
    """R5: an adult who is fifteen after all needs a permission; the manager hears, and what was said stands."""
    told = when(wanted(), RIGHT.model_copy(update={"birth_date": FIFTEEN}))

    assert told.case.persons["mike"].consents is WhoConsents.TOGETHER
    assert told.case.persons["mike"].answer == "yes"
    assert (NoticeKind.CONSENT_CHANGED, "regional-manager") in told.notices


def test_a_yes_as_a_child_that_was_heard_is_none_for_who_is_old_enough() -> None:
    """R5: as after a birthday."""
    child = after(opened(refer(person("mike", ELEVEN))), says("mike"))

    told = when(child, RIGHT)

    assert told.case.persons["mike"].answer is None
    assert (NoticeKind.CONSENT_ASKED, "mike") in told.notices


def test_it_is_put_right_after_the_end_too_and_then_nobody_is_asked() -> None:
    """As long as it is kept it has to be right."""
    over = after(wanted(), WithdrawCase(person="mike"))

    assert when(over, RIGHT.model_copy(update={"birth_date": FIFTEEN})).notices == []


@pytest.mark.parametrize("ended", [False, True])
def test_duplicates_are_noticed_by_what_is_right(ended: bool) -> None:
    """R3: the blind index is made anew, in the region of the case; of whom nothing is compared any more it is not."""
    case = after(wanted(), *([WithdrawCase(person="mike")] if ended else []))
    told = when(case, RIGHT)
    decision = SimpleNamespace(stream="case-1", state=told.case, facts=told.events)

    found = [(stream, one.name, region) for stream, one, region in rectified([cast("Decided", decision)])]

    assert found == ([] if ended else [("case-1", "Maik", "noord")])


def test_a_text_of_any_service_is_put_right_by_the_staff_of_the_case() -> None:
    """A coordinator in the cases that they have; also while data rests."""
    words = {"event": "case-1-coordination-2", "place": "name", "about": "els", "text": "Elsa"}
    wish = RectifyText.model_validate(words)
    rests = after(wanted(), RestrictProcessing(asked_by="mike", ground=Ground.ACCURACY_CONTESTED))

    assert when(rests, wish).facts == [TextRectified.model_validate(words)]
    assert refused(wanted(), wish, by=coordinator("stranger")).reason == "not-your-case"
