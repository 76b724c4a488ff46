"""Referring: for oneself or for somebody else, a first time or once more (R1-R3)."""

import pytest

from contracts.base import Actor
from contracts.notices import NoticeKind
from contracts.people import Reason, ReferrerKind, Sector, Status
from contracts.policy import Policy
from contracts.process import Due
from contracts.referral import AcceptCase, CaseOpened, ConsentCompleted, ReferralReceived, RetractReferral
from services.referral.state import Case
from tests.rules.referral_cases import (
    ADULT,
    AGENCY,
    MONDAY,
    accepted,
    after,
    coordinator,
    days,
    from_agency,
    opened,
    person,
    refer,
    refused,
    themself,
    when,
)


def test_a_recommendation_opens_a_case_and_asks_the_person() -> None:
    """R1, R5, R44: the manager hears of it, the person is asked, the referrer hears that it arrived. No more."""
    told = when(Case(), refer())

    assert told.kinds == ["ReferralReceived", "CaseOpened", "StatusReported"]
    assert told.one(ReferralReceived).self_referral is False
    assert sorted(told.notices) == [
        (NoticeKind.CONSENT_ASKED, "mike"),
        (NoticeKind.REFERRAL_RECEIVED, "regional-manager"),
        (NoticeKind.STATUS, "referrer-1"),
    ]
    assert not told.case.wanted


@pytest.mark.parametrize("kind", [kind for kind in ReferrerKind if kind is not ReferrerKind.SELF])
def test_a_recommendation_goes_nowhere_before_the_person_wants_it(kind: ReferrerKind) -> None:
    """R1, R5: whoever recommends, the intake cannot be completed without the person's own yes."""
    assert refused(opened(refer(kind=kind)), AcceptCase()).missing == ("willingness:mike", "questions")


def test_who_refers_themself_has_said_that_they_want_it() -> None:
    """R1, R5: a self-referral is a wish of one's own: nobody is asked for it again, and every consent is there."""
    told = when(Case(), refer(kind=ReferrerKind.SELF, referrer="mike"), by=themself("mike"))

    assert told.one(ReferralReceived).self_referral is True
    assert told.kinds == ["ReferralReceived", "CaseOpened", "StatusReported", "ConsentCompleted"]
    assert (NoticeKind.CONSENT_ASKED, "mike") not in told.notices


def test_of_several_persons_only_who_referred_has_said_so() -> None:
    """R1, R38: one of a couple refers both; the other one is asked."""
    both = refer(person("mike", ADULT), person("joan", ADULT), kind=ReferrerKind.SELF, referrer="mike")

    told = when(Case(), both)

    assert [who for kind, who in told.notices if kind is NoticeKind.CONSENT_ASKED] == ["joan"]
    assert refused(told.case, AcceptCase()).missing == ("willingness:joan", "questions")


def test_a_self_referral_of_a_child_still_needs_the_parents() -> None:
    """R1, R5: their own word is there, the permission that the law asks for is not."""
    told = when(Case(), refer(person("mike", days(-4500).date()), kind=ReferrerKind.SELF, referrer="mike"))

    assert told.case.wanted is False
    assert refused(told.case, AcceptCase()).missing == ("holder:mike", "questions")


def test_the_case_begins_with_the_deadlines_of_the_intake() -> None:
    """R5, R10: contact within 3 working days, the intake within 15, each told twice; a yes within 6 weeks."""
    told = when(Case(), refer())

    assert [(what, at.date()) for what, at in told.agenda(CaseOpened)] == [
        (Due.ESCALATE_CONTACT, days(3).date()),
        (Due.ESCALATE_CONTACT, days(10).date()),
        (Due.ESCALATE_INTAKE, days(21).date()),
        (Due.ESCALATE_INTAKE, days(28).date()),
        (Due.LAPSE_CONSENT, days(42).date()),
    ]


def test_the_region_sets_the_deadlines() -> None:
    """R10: they are policy, and weekends do not count."""
    quick = {"noord": Policy(contact_working_days=5, intake_working_days=6, consent_weeks=1)}

    told = when(Case(), refer(), policies=quick)

    first = dict(reversed(told.agenda(CaseOpened)))
    assert first[Due.ESCALATE_CONTACT].date() == days(7).date()
    assert first[Due.ESCALATE_INTAKE].date() == days(8).date()
    assert first[Due.LAPSE_CONSENT] == days(7)


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("born", [ADULT, None])
def test_every_reason_and_every_age_is_a_full_case(reason: Reason, born: object) -> None:
    """R2: the list of the brochure; adults are cases as any other."""
    wish = refer(persons=(person("mike", born),), reasons=(reason,), sector=Sector.OTHER)  # type: ignore[arg-type]

    assert when(Case(), wish).one(ReferralReceived).reasons == (reason,)


def test_another_referral_of_the_case_gets_its_own_statuses_and_nothing_else() -> None:
    """R3: one case can have several referrals; nothing is opened or asked again."""
    told = when(opened(), from_agency("referral-2"), by=AGENCY)

    assert told.kinds == ["ReferralReceived", "StatusReported"]
    assert told.statuses == [("referral-2", Status.RECEIVED)]
    assert told.notices == [(NoticeKind.REFERRAL_RECEIVED, "regional-manager")]
    assert list(told.case.referrals) == ["referral-1", "referral-2"]


@pytest.mark.parametrize("by", [themself("mike"), themself("joan"), coordinator("anna")])
def test_anyone_may_refer_also_into_a_case_that_there_is(by: Actor) -> None:
    """R1, R3: whoever speaks, and whether or not the case is theirs."""
    assert when(opened(), refer(referral="referral-2"), by=by).statuses == [("referral-2", Status.RECEIVED)]


def test_the_same_referral_is_taken_in_once() -> None:
    """R3: with its id it is known, whatever else it says, whatever became of the case: the answer tells nothing."""
    retracted = after(opened(from_agency()), RetractReferral(referral="referral-1"), by=AGENCY)
    cases = [opened(from_agency()), accepted(from_agency()), retracted]

    answers = {(no.reason, no.text) for no in (refused(case, from_agency(), by=AGENCY) for case in cases)}

    assert {reason for reason, _ in answers} == {"referral-known"}
    assert len(answers) == 1


def test_a_case_that_has_ended_takes_no_referral_in() -> None:
    """R29, R31: another referral is a new case."""
    ended = after(opened(from_agency()), RetractReferral(referral="referral-1"), by=AGENCY)

    assert refused(ended, refer(referral="referral-2")).reason == "case-ended"


def test_of_an_anonymous_referrer_nothing_is_kept_and_nothing_is_told() -> None:
    """DOMAIN.md, R30: no source, no status."""
    told = when(Case(), refer(kind=ReferrerKind.ANONYMOUS))

    referrer = told.one(ReferralReceived).referrer
    assert (referrer.name, referrer.contact, referrer.agency) == (None, None, None)
    assert told.statuses == []
    assert "referrer-1" not in [who for _, who in told.notices]


def test_the_referrer_s_question_is_kept_as_a_suggestion() -> None:
    """R6: it is no conference question before the person confirms it."""
    told = when(Case(), refer(suggested_question="Hoe kan Mike weer naar school?"))

    assert told.one(ReferralReceived).suggested_question == "Hoe kan Mike weer naar school?"
    assert not told.case.questions


def test_what_the_case_begins_with_is_the_same_on_every_delivery() -> None:
    """Promise 1: ids of notices and moments depend on the message alone."""
    assert when(Case(), refer()).events == when(Case(), refer(), at=MONDAY).events


def test_a_person_who_wants_it_completes_nothing_for_the_others() -> None:
    """R38: every consent is there only when everybody's is."""
    alone = when(Case(), refer(kind=ReferrerKind.SELF, referrer="mike"))

    assert alone.one(ConsentCompleted).persons == ("mike",)
