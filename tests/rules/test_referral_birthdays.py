"""Turning 12, 16 or 18 in mid-case changes whose consent the law asks for (R5)."""

from datetime import date, timedelta

import pytest
from hypothesis import example
from hypothesis import given as drawn
from hypothesis import strategies as st
from pydantic_core import from_json, to_json

from contracts.base import ERASED, DueNow
from contracts.notices import NoticeKind
from contracts.operations import DayTurned
from contracts.people import Ending, WhoConsents
from contracts.plan import ReviewHeld, ReviewOutcome
from contracts.policy import Policy
from contracts.referral import (
    AcceptCase,
    CaseEnded,
    CaseOpened,
    ConsentChanged,
    LapseConsent,
    RecordContact,
    ReopenCase,
)
from services.chassis.resting import load, store_state
from services.referral.app import SERVICE
from services.referral.by_age import age, birthday
from services.referral.days import next_due
from services.referral.evolution import evolve
from services.referral.state import Case
from tests.rules.referral_cases import (
    ADULT,
    ASSIGNED,
    MONDAY,
    OTHERS,
    PROCESS,
    Told,
    accepted,
    after,
    ask_holder,
    days,
    opened,
    permits,
    person,
    questions,
    refer,
    refused,
    says,
    themself,
    when,
)

TODAY = MONDAY.date()


def turning(years: int, in_days: int = 10) -> date:
    """The birth date of somebody who turns so old in some days."""
    return birthday(TODAY + timedelta(days=in_days), -years)


def a_day(case: Case, number: int = 10) -> Told:
    """A day begins."""
    return when(case, DayTurned(day=days(number).date()), by=PROCESS, at=days(number))


def with_parents(born: date, *answers: str) -> Case:
    """A case about one child, accepted with the permission of both parents, and a coordinator."""
    asked = after(opened(refer(person("mike", born))), ask_holder("mother"), ask_holder("father"))
    agreed = after(asked, *(says("mike", answer) for answer in answers), permits("mother"), permits("father"))
    return after(evolve(after(evolve(agreed, questions()), AcceptCase()), ASSIGNED))


CHILD = with_parents(turning(12))
"""Mike turns twelve in ten days; he was heard as a child."""
YOUNG = with_parents(turning(16), "yes")


def test_until_the_birthday_nothing_changes() -> None:
    """R5: to the day; on each day of that month it is looked at."""
    assert a_day(CHILD, 9).events == []
    assert next_due(CHILD) == days(10).date().replace(day=1)


def test_who_turns_twelve_is_asked_and_what_was_given_stands() -> None:
    """R5: the parents are not asked again; until the young person says yes nobody is invited, nothing is held."""
    told = a_day(CHILD)

    assert told.kinds == ["ConsentChanged", "ConsentIncomplete"]
    assert told.one(ConsentChanged).of is WhoConsents.TOGETHER
    assert told.notices == [
        (NoticeKind.CONSENT_ASKED, "mike"),
        (NoticeKind.CONSENT_CHANGED, "regional-manager"),
        (NoticeKind.HELD_UP, "regional-manager"),
        (NoticeKind.HELD_UP, "anna"),
    ]
    yes = when(told.case, says("mike"), by=themself("mike"), at=days(11))
    assert yes.kinds == ["WillingnessRecorded", "ConsentCompleted"]
    assert yes.notices == [(NoticeKind.HELD_UP, "regional-manager"), (NoticeKind.HELD_UP, "anna")]


def test_a_yes_as_a_child_that_was_heard_is_no_consent() -> None:
    """R5: a child is heard at any age; consent of their own is asked for from twelve on."""
    told = a_day(with_parents(turning(12), "yes"))

    assert told.case.persons["mike"].answer is None
    assert "ConsentIncomplete" in told.kinds


def test_a_no_of_who_turned_twelve_is_a_withdrawal() -> None:
    """R5, R31: at once, whatever the parents permit."""
    told = when(a_day(CHILD).case, says("mike", "no"), by=themself("mike"), at=days(10))

    assert told.one(CaseEnded).ending is Ending.WITHDRAWN


def test_who_turns_sixteen_decides_alone_and_their_yes_stands() -> None:
    """R5: they hear that it is theirs alone from now on; nothing new is required, so nothing waits."""
    told = a_day(YOUNG)

    assert told.kinds == ["ConsentChanged"]
    assert told.one(ConsentChanged).of is WhoConsents.ALONE
    assert told.notices == [
        (NoticeKind.CONSENT_ASKED, "mike"),
        (NoticeKind.CONSENT_CHANGED, "regional-manager"),
    ]


def test_from_sixteen_only_the_young_person_can_withdraw() -> None:
    """R5: a parent's no is not taken any more, nor a parent's yes against theirs."""
    sixteen = a_day(YOUNG).case

    assert refused(sixteen, permits("mother", granted=False)).reason == "decides-alone"
    assert refused(sixteen, permits("mother", granted=False)).text == "At this age the young person decides alone."
    ended = when(sixteen, says("mike", "no"), by=themself("mike"))
    assert ended.one(CaseEnded).ending is Ending.WITHDRAWN
    assert refused(ended.case, permits("mother")).reason == "case-ended"


def test_a_parent_s_no_of_before_holds_nobody_of_sixteen_back() -> None:
    """R5: whose permission is not needed any more cannot be missing."""
    asked = after(opened(refer(person("mike", turning(16)))), ask_holder("mother"), says("mike"))
    case = after(asked, permits("mother", granted=False))

    assert "ConsentCompleted" in a_day(case).kinds


def test_at_eighteen_the_manager_looks_whether_there_is_a_mentor() -> None:
    """R5: own will and permission, both, of an adult with a mentor or curator; the own yes stands."""
    told = a_day(after(opened(refer(person("mike", turning(18)))), says("mike")))

    assert told.notices == [(NoticeKind.CONSENT_CHANGED, "regional-manager")]
    named = when(told.case, ask_holder("mentor-1", capacity="mentor"))
    assert named.kinds == ["PermissionRequired", "ConsentIncomplete"]


def test_a_birthday_counts_before_its_day_was_told() -> None:
    """R5: whoever asks on the birthday itself is answered by what holds then."""
    told = refused(YOUNG, permits("mother", granted=False), at=days(10))

    assert told.reason == "decides-alone"
    assert when(YOUNG, permits("mother", granted=False), at=days(9)).case.ended is Ending.WITHDRAWN


def test_each_birthday_comes_once() -> None:
    """R5: a day that is told of twice, or late, asks nobody twice."""
    late = a_day(CHILD, 14)

    assert late.kinds == ["ConsentChanged", "ConsentIncomplete"]
    assert a_day(late.case, 14).events == []
    assert a_day(late.case, 20).events == []
    assert next_due(late.case) == birthday(turning(12), 16).replace(day=1)


def test_while_a_case_is_closed_nobody_is_asked_and_once_it_is_reopened_they_are() -> None:
    """R5, R29: a birthday that came meanwhile counts for the next round."""
    held = ReviewHeld(number=1, outcome=ReviewOutcome.CLOSE)
    closed = after(CHILD, held, by=OTHERS)

    assert next_due(closed) is None
    assert a_day(closed, 12).events == []
    told = when(after(closed, ReopenCase(note="Again"), at=days(13)), RecordContact(with_person=True, means="spoken"))
    assert told.events
    assert "ConsentChanged" in a_day(told.case, 14).kinds


def test_ages_and_rule_are_the_region_s_policy() -> None:
    """R5: another law, another age."""
    policy = Policy(consent_from_age={0: WhoConsents.HOLDERS, 14: WhoConsents.ALONE})
    told = when(Case(), refer(person("mike", turning(14))), policies={"noord": policy})

    assert told.case.persons["mike"].consents is WhoConsents.HOLDERS
    changed = when(told.case, DayTurned(day=days(10).date()), policies={"noord": policy}, at=days(10), by=PROCESS)
    assert changed.one(ConsentChanged).of is WhoConsents.ALONE


def test_somebody_consents_from_birth_on() -> None:
    """R5: a policy that leaves children out does not start."""
    with pytest.raises(ValueError, match="age 0"):
        Policy(consent_from_age={12: WhoConsents.ALONE})


# --- what is kept of it ---


def test_of_a_birth_date_only_the_days_that_matter_are_remembered() -> None:
    """R5: as personal data of the person; of somebody of age, or of unknown age, nothing is."""
    said = when(Case(), refer(person("mike", turning(16)), person("joan", ADULT), person("sam"))).one(CaseOpened)

    assert [one.birthdays is not None for one in said.consent] == [True, False, False]
    assert {path.name for path in CaseOpened.personal if path.path[0] == "consent"} == {"consent.*.birthdays"}
    assert {path.of for path in ConsentChanged.personal} == {"person"}


@pytest.mark.parametrize("gone", ["ended", "left", "erased"])
def test_it_goes_with_the_person_or_the_case(gone: str) -> None:
    """R5, R34: nothing falls due any more."""
    case = opened(refer(person("mike", turning(12)), person("joan", ADULT)))
    if gone == "left":
        case = after(case, says("mike", "no"))
    elif gone == "ended":
        case = after(case, says("mike", "no"), says("joan", "no"))
    else:
        case = evolve(case, ConsentChanged(person="mike", of=WhoConsents.HOLDERS, birthdays=ERASED))

    assert next_due(case) is None
    assert all(not one.birthdays for one in case.persons.values())


def test_the_service_has_birthdays_in_its_due_table() -> None:
    """R5, promise 4: the turn of the day finds them; what else is due asks nothing of an ended case."""
    (decider,) = SERVICE.deciders

    assert decider.due(CHILD) == days(10).date().replace(day=1)
    assert DayTurned in decider.handles
    assert issubclass(DayTurned, DueNow)
    assert a_day(when(CHILD, says("mike", "no")).case).events == []
    assert when(accepted(), LapseConsent(), by=PROCESS).events == []


@drawn(st.integers(1, 27))
def test_the_due_table_tells_the_month_of_a_birthday_and_not_its_day(day: int) -> None:
    """R5: it rests in plain, so it is the least that serves; whoever was born in one month falls due alike."""
    assert next_due(with_parents(date(2014, 5, day))) == date(2026, 5, 1)


@example(date(2008, 2, 29), 18)
@drawn(st.dates(date(1930, 1, 1), date(2026, 3, 2)), st.integers(0, 20))
def test_a_birthday_is_the_first_day_of_an_age(born: date, years: int) -> None:
    """R5: also for who was born on 29 February."""
    day = birthday(born, years)

    assert age(born, day) == years
    assert years == 0 or age(born, day - timedelta(days=1)) == years - 1


def test_a_state_is_stored_and_read_again_and_so_is_one_from_before() -> None:
    """Promise 5: a case that was stored before anybody remembered birthdays goes on."""
    (decider,) = SERVICE.deciders
    before = from_json(store_state(CHILD))
    for name in ("conflicts", "signals", "paused", "hidden", "lifted"):
        before.pop(name, None)
    for name in ("birthdays", "consented"):
        before["persons"]["mike"].pop(name, None)

    assert load(decider, store_state(CHILD)) == CHILD
    assert next_due(load(decider, to_json(before))) is None
