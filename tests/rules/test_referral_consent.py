"""Nothing goes on without the will of the person concerned, and what the law asks for beside it (R5, R38)."""

from datetime import date

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.base import Message
from contracts.notices import NoticeKind
from contracts.people import Ending, WhoConsents
from contracts.process import Due
from contracts.referral import (
    AcceptCase,
    CaseEnded,
    CaseOpened,
    ConsentCompleted,
    LapseConsent,
    PermissionRequired,
    RecordContact,
)
from services.referral.by_age import age
from services.referral.state import Case
from tests.rules.referral_cases import (
    ADULT,
    ELEVEN,
    FIFTEEN,
    MONDAY,
    PROCESS,
    Told,
    accepted,
    after,
    ask_holder,
    coordinator,
    days,
    opened,
    permits,
    person,
    refer,
    refused,
    says,
    themself,
    wanted,
    when,
)

FAMILY = refer(person("mike", ADULT), person("joan", ADULT))
CHILD = opened(refer(person("mike", ELEVEN)))
YOUNG = opened(refer(person("mike", FIFTEEN)))


def lapse(case: Case, at: float = 42) -> Told:
    """The process says that the time for a yes is over."""
    return when(case, LapseConsent(), by=PROCESS, at=days(at))


def missing(case: Case) -> tuple[str, ...]:
    """Which consents are missing."""
    return tuple(word for word in refused(case, AcceptCase()).missing if word != "questions")


# --- willingness ---


def test_a_yes_completes_the_consent_of_an_adult() -> None:
    """R5: from 16 on the person decides alone. What is awaited of the intake goes on; the lapse of consent does not."""
    told = when(opened(), says("mike"), by=themself("mike"), at=days(1))

    assert told.kinds == ["WillingnessRecorded", "ConsentCompleted"]
    assert told.agenda(ConsentCompleted) == [
        (what, at) for what, at in when(Case(), refer()).agenda(CaseOpened) if what is not Due.LAPSE_CONSENT
    ]


@pytest.mark.parametrize("answer", ["considering", "no"])
def test_nothing_but_a_yes_counts(answer: str) -> None:
    """R5: whoever considers has not said yes."""
    told = when(opened(), says("mike", answer))

    assert not told.case.wanted
    assert "ConsentCompleted" not in told.kinds


def test_a_no_ends_the_case_at_once() -> None:
    """R5, R31: without a reason; nobody waits any longer."""
    told = when(opened(), says("mike", "no"))

    assert told.kinds[:2] == ["WillingnessRecorded", "CaseEnded"]
    assert told.one(CaseEnded).ending is Ending.WITHDRAWN
    assert told.one(CaseEnded).person == "mike"


def test_who_wants_to_think_again_stops_what_would_go_out() -> None:
    """R5: a yes can be taken back to thinking at any time; the others are told that a consent is missing."""
    told = when(accepted(), says("mike", "considering"), by=themself("mike"))
    again = when(told.case, says("mike"))

    assert told.kinds == ["WillingnessRecorded", "ConsentIncomplete"]
    assert again.kinds == ["WillingnessRecorded", "ConsentCompleted"]
    assert again.one(ConsentCompleted).agenda == ()


def test_saying_yes_twice_changes_nothing_more() -> None:
    """R5: the last word counts, and every consent is completed once."""
    assert when(wanted(), says("mike")).kinds == ["WillingnessRecorded"]


def test_everybody_speaks_for_themself() -> None:
    """R38: a person concerned records their own will; a coordinator only in the case that they have."""
    case = opened(FAMILY)

    assert refused(case, says("joan"), by=themself("mike")).reason == "not-your-case"
    assert refused(case, says("joan"), by=coordinator("anna")).reason == "not-your-case"
    assert refused(case, says("somebody")).reason == "not-concerned"
    assert refused(Case(), says("mike")).reason == "unknown-case"


def test_every_person_concerned_has_to_want_it() -> None:
    """R5, R38: of several persons each says it themself."""
    first = when(opened(FAMILY), says("mike"))
    second = when(first.case, says("joan"))

    assert missing(first.case) == ("willingness:joan",)
    assert second.one(ConsentCompleted).persons == ("mike", "joan")


def test_the_no_of_one_leaves_the_decision_to_the_others() -> None:
    """R38: whoever stays is asked whether they go on; a consent that only the other one lacked is there now."""
    told = when(after(opened(FAMILY), says("mike")), says("joan", "no"))

    assert told.kinds == ["WillingnessRecorded", "PersonLeft", "ErasureAsked", "ConsentCompleted"]
    assert told.one(ConsentCompleted).persons == ("mike",)
    assert told.notices == [(NoticeKind.CONSENT_ASKED, "mike")]
    assert refused(told.case, says("joan")).reason == "not-concerned"


# --- permission by age ---


@pytest.mark.parametrize(
    ("born", "needed"),
    [
        (ELEVEN, WhoConsents.HOLDERS),
        (date(2014, 3, 3), WhoConsents.HOLDERS),
        (date(2014, 3, 2), WhoConsents.TOGETHER),
        (date(2010, 3, 3), WhoConsents.TOGETHER),
        (date(2010, 3, 2), WhoConsents.ALONE),
        (ADULT, WhoConsents.ALONE),
        (None, WhoConsents.AGE_UNKNOWN),
    ],
)
def test_permission_follows_age_to_the_day(born: date | None, needed: WhoConsents) -> None:
    """R5: under 12 the holders, from 12 the young person and they, from 16 the young person alone."""
    assert opened(refer(person("mike", born))).persons["mike"].consents is needed


@drawn(st.dates(date(1900, 1, 1), date(2026, 3, 2)), st.integers(0, 100))
def test_the_age_is_that_of_the_last_birthday(born: date, years: int) -> None:
    """R5: somebody is n years old from their n-th birthday until the day before the next."""
    day = born.replace(day=28) if (born.month, born.day) == (2, 29) else born
    assert age(day, day.replace(year=day.year + years)) == years
    assert age(day, date(day.year + years, 12, 31)) == years


def test_for_a_child_the_holders_decide_and_the_child_is_heard() -> None:
    """R5: under 12 permission is enough; the child's yes is kept, and its no counts as anybody's."""
    asked = after(CHILD, ask_holder("mother"), ask_holder("father"), permits("mother"))

    assert missing(CHILD) == ("holder:mike",)
    assert missing(asked) == ("permission:mike:father",)
    assert when(asked, permits("father")).kinds == ["PermissionRecorded", "ConsentCompleted"]
    assert when(asked, says("mike", "no")).case.ended is Ending.WITHDRAWN


def test_from_twelve_both_are_needed() -> None:
    """R5: the young person and the holders; neither is enough alone."""
    permitted = after(YOUNG, ask_holder("mother"), permits("mother"))

    assert missing(after(YOUNG, says("mike"))) == ("holder:mike",)
    assert missing(permitted) == ("willingness:mike",)
    assert when(permitted, says("mike")).case.wanted


def test_from_sixteen_no_parent_is_asked_but_a_mentor_or_curator_is() -> None:
    """R5: the young person alone; an adult with a mentor or curator: own will and permission, both."""
    assert refused(opened(), ask_holder("mother")).reason == "decides-alone"
    with_mentor = after(opened(), ask_holder("mentor-1", capacity="mentor"), says("mike"))
    assert missing(with_mentor) == ("permission:mike:mentor-1",)
    assert when(with_mentor, permits("mentor-1")).case.wanted


def test_whose_permission_is_needed_is_asked_for_it() -> None:
    """R5, R44: once, and only of somebody who stays in the case."""
    told = when(CHILD, ask_holder("mother"))

    assert told.one(PermissionRequired).conflict_of_interest is False
    assert told.notices == [(NoticeKind.CONSENT_ASKED, "mother")]
    assert refused(told.case, ask_holder("mother")).reason == "named-before"
    assert refused(told.case, permits("father")).reason == "not-asked"
    assert refused(CHILD, ask_holder("mother", name="joan")).reason == "not-concerned"


def test_one_refusal_is_a_no_and_never_outvoted() -> None:
    """R5: while it stands nothing goes on, whoever else permits it; it is the holder's, not the child's."""
    case = after(CHILD, *(ask_holder(who) for who in ("mother", "father", "guardian")))
    told = when(after(case, permits("mother"), permits("father", granted=False)), permits("guardian"))

    assert missing(told.case) == ("permission:mike:father",)
    assert told.case.ended is None
    assert told.case.persons["mike"].answer is None
    assert when(told.case, permits("father")).case.wanted


def test_a_permission_that_is_taken_back_before_the_case_was_accepted_is_missing() -> None:
    """R5: nothing goes on until it is there again."""
    told = when(after(CHILD, ask_holder("mother"), permits("mother")), permits("mother", granted=False))

    assert told.kinds == ["PermissionRecorded", "ConsentIncomplete"]
    assert missing(told.case) == ("permission:mike:mother",)


def test_during_the_case_a_holder_s_no_is_a_withdrawal() -> None:
    """R5, R31: permission that is newly needed is asked for, the given ones stand; a no ends it at once."""
    asked = when(accepted(), ask_holder("curator-1", capacity="curator"))

    assert asked.kinds == ["PermissionRequired", "ConsentIncomplete"]
    assert when(asked.case, permits("curator-1")).kinds == ["PermissionRecorded", "ConsentCompleted"]
    no = when(asked.case, permits("curator-1", granted=False))
    assert no.one(CaseEnded).ending is Ending.WITHDRAWN


def test_whose_case_a_holder_s_no_ends_hears_that_it_is_off() -> None:
    """R31: it was not their own word, so they wait like everybody else; whoever ended it themself does not."""
    theirs = when(accepted(), says("mike", "no"))
    holders = when(after(accepted(), ask_holder("curator-1", capacity="curator")), permits("curator-1", granted=False))

    assert theirs.one(CaseEnded).person == "mike"
    assert holders.one(CaseEnded).person is None


def test_a_holder_who_referred_has_two_interests() -> None:
    """R5: it is flagged, and the manager decides what to do about it."""
    told = when(opened(refer(person("mike", ELEVEN), referrer="mother")), ask_holder("mother", capacity="guardian"))

    assert told.one(PermissionRequired).conflict_of_interest is True
    assert (NoticeKind.DEVIATION, "regional-manager") in told.notices


# --- no yes in time ---


def test_without_a_yes_the_case_ends_after_six_weeks() -> None:
    """R5: what was kept about the person is to go; thinking on does not keep it."""
    for case in (opened(), after(opened(), says("mike", "considering"))):
        assert lapse(case, 41.9).events == []
        assert lapse(case).one(CaseEnded).ending is Ending.DECLINED


def test_a_yes_in_time_keeps_the_case() -> None:
    """R5: what the process asks for too late or in vain causes nothing."""
    for case in (wanted(), accepted(), Case(), lapse(opened()).case):
        assert lapse(case, 50).events == []


def test_whoever_never_said_yes_leaves_and_the_others_go_on() -> None:
    """R5, R38: of several persons only those stay whose consent is there."""
    told = lapse(after(opened(FAMILY), says("mike")))

    assert told.kinds == ["PersonLeft", "ErasureAsked", "ConsentCompleted"]
    assert list(told.case.staying) == ["mike"]
    assert told.notices == [(NoticeKind.CONSENT_ASKED, "mike")]


def test_what_is_awaited_after_the_yes_leaves_out_what_was_done_or_told() -> None:
    """R10: no contact is asked for that was there."""
    contacted = after(opened(), RecordContact(with_person=True, means="spoken"))

    told = when(contacted, says("mike"))

    assert {what for what, _ in told.agenda(ConsentCompleted)} == {Due.ESCALATE_INTAKE}


@drawn(st.permutations(["mike", "joan", "mother", "joan again"]))
def test_the_order_of_the_consents_does_not_matter(order: list[str]) -> None:
    """R5: whoever speaks first, every consent is complete exactly when the last one is there, and said once."""
    said: dict[str, Message] = {
        "mike": says("mike"),
        "joan": says("joan"),
        "mother": permits("mother"),
        "joan again": says("joan"),
    }
    case = after(opened(refer(person("mike", FIFTEEN), person("joan", ADULT))), ask_holder("mother"))
    completed = []
    for name in order:
        told = when(case, said[name], at=MONDAY)
        case = told.case
        completed += [kind for kind in told.kinds if kind == "ConsentCompleted"]
        assert case.wanted == (not missing(case))

    assert completed == ["ConsentCompleted"]
