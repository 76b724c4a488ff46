"""An agency hears that its professional is asked for information, and for when (R18, R30)."""

from datetime import date, timedelta

import pytest

from contracts.coordination import InformationWanted
from contracts.policy import Policy
from contracts.referral import InformationTold, RetractReferral, WithdrawCase
from services.referral.state import Case
from tests.rules.referral_cases import AGENCY, MONDAY, OTHERS, Told, accepted, after, days, from_agency, when
from tests.rules.test_referral_status import sharing

ASKED = InformationWanted(giver="doctor-1", agency=AGENCY.id, conference=days(30))


def hears(case: Case, wanted: InformationWanted = ASKED) -> Told:
    """What the referral service tells of it."""
    return when(case, wanted, by=OTHERS)


def test_the_agency_hears_when_the_conference_is_and_by_when_to_inform() -> None:
    """R18: some days ahead, by the region's policy, so that the coordinator can explain it to the circle."""
    told = when(accepted(from_agency()), ASKED, by=OTHERS, policies={"noord": Policy(information_days_ahead=5)})

    event = told.one(InformationTold)
    assert (event.referral, event.conference) == ("referral-1", days(30))
    assert event.next_step.by == date(2026, 3, 27)
    assert told.notices == []


def test_without_a_date_it_says_none_and_of_a_near_one_never_a_day_that_is_over() -> None:
    """R18: the date follows; of a conference tomorrow the information is needed today."""
    undated = ASKED.model_copy(update={"conference": None})
    soon = ASKED.model_copy(update={"conference": MONDAY + timedelta(days=1)})

    event = hears(accepted(from_agency()), undated).one(InformationTold)
    assert (event.conference, event.next_step.by) == (None, None)
    assert hears(accepted(from_agency()), soon).one(InformationTold).next_step.by == MONDAY.date()


def test_an_agency_that_did_not_refer_hears_nothing() -> None:
    """Promise 6: a name that is mistyped reaches nobody; their professional was asked personally."""
    assert hears(accepted(from_agency()), ASKED.model_copy(update={"agency": "another"})).events == []
    assert hears(accepted()).events == []


@pytest.mark.parametrize("why", ["taken back", "told less", "ended"])
def test_who_hears_no_statuses_hears_no_question(why: str) -> None:
    """R30: after a retraction, where the person wants less to be told, and after the end."""
    case = accepted(from_agency())
    silent = {
        "taken back": lambda: after(case, RetractReferral(referral="referral-1"), by=AGENCY),
        "told less": lambda: after(case, sharing()),
        "ended": lambda: after(case, WithdrawCase(person="mike")),
    }

    assert hears(silent[why]()).events == []
