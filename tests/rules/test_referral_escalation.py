"""Deadlines of the intake: told once to each level, standing still while somebody considers (R10)."""

from datetime import date

import pytest

from contracts.base import DueNow
from contracts.notices import NoticeKind
from contracts.people import Means
from contracts.policy import Policy, PolicyVersions
from contracts.process import Due
from contracts.referral import (
    CaseOpened,
    ConsentCompleted,
    DeadlineEscalated,
    EscalateContact,
    EscalateIntake,
    RecordContact,
    WithdrawCase,
)
from services.referral.state import Case
from tests.rules.referral_cases import (
    ADULT,
    MONDAY,
    PROCESS,
    Told,
    accepted,
    after,
    days,
    opened,
    person,
    refer,
    says,
    when,
)

SPOKEN = RecordContact(with_person=True, means=Means.SPOKEN)
DEADLINES = [(EscalateContact(), "contact", 4), (EscalateIntake(), "intake", 22)]


def late(case: Case, message: DueNow, at: float) -> Told:
    """The process says that a deadline has passed."""
    return when(case, message, by=PROCESS, at=days(at))


@pytest.mark.parametrize(("message", "what", "day"), DEADLINES)
def test_a_passed_deadline_is_told_once_to_each_level(message: DueNow, what: str, day: float) -> None:
    """R10: the regional manager, then the region's lead, then nobody; it decides nothing."""
    case = opened()
    heard = []
    for more in (0, 7, 14, 21):
        told = late(case, message, day + more)
        assert told.case.ended is None
        case = told.case
        heard += [(event.what, event.level, event.to) for event in told.facts if isinstance(event, DeadlineEscalated)]

    assert heard == [(what, 1, "regional-manager"), (what, 2, "region-lead")]


@pytest.mark.parametrize(("message", "what", "day"), DEADLINES)
def test_a_deadline_that_is_still_to_come_is_not_late(message: DueNow, what: str, day: float) -> None:
    """R10: in working days: asked for too early nothing happens."""
    assert late(opened(), message, day - 1.5).events == []
    assert late(opened(), message, day).notices == [(NoticeKind.ESCALATION, "regional-manager")]


def test_what_was_done_is_not_late() -> None:
    """R10: after the contact, the acceptance or the end nobody is told."""
    ended = after(opened(), WithdrawCase(person="mike"))

    assert late(after(opened(), SPOKEN), EscalateContact(), 30).events == []
    for case in (accepted(), ended, Case()):
        for message, _, _ in DEADLINES:
            assert late(case, message, 60).events == []


def test_thinking_it_over_is_not_lateness() -> None:
    """R10: while the person considers nobody is told, and the days in which they did do not count afterwards."""
    case = after(opened(), says("mike", "considering"), at=days(2))
    assert late(case, EscalateIntake(), 40).events == []

    decided = after(case, says("mike"), at=days(12))

    assert late(decided, EscalateIntake(), 30).events == []
    assert late(decided, EscalateIntake(), 33).kinds == ["DeadlineEscalated"]


def test_considering_twice_counts_once() -> None:
    """R10: saying again that one considers does not start the clock, and does not stop it twice."""
    case = after(opened(), says("mike", "considering"), at=days(2))
    again = after(case, says("mike", "considering"), at=days(8))

    decided = after(again, says("mike"), at=days(12))

    assert decided.considered == days(12) - days(2)
    assert after(decided, says("mike"), at=days(20)).considered == decided.considered


def test_only_who_stays_makes_the_clock_stand_still() -> None:
    """R10, R38: what they considered counts until somebody's answer ends it; it ends with who leaves, too."""
    both = opened(refer(person("mike", ADULT), person("joan", ADULT)))
    first = after(both, says("mike", "considering"), at=days(1))
    gone = WithdrawCase(person="mike")

    still = after(after(first, says("joan", "considering"), at=days(3)), gone, at=days(5))
    anew = after(after(first, gone, at=days(5)), says("joan", "considering"), at=days(10))

    assert after(still, says("joan"), at=days(8)).considered == days(8) - days(1)
    assert after(anew, says("joan"), at=days(12)).considered == days(12) - days(10)


def test_at_the_moment_that_the_agenda_names_it_is_late() -> None:
    """R10: what the process asks for at the very moment is not asked for in vain."""
    told = when(Case(), refer())

    for message, due in ((EscalateContact(), Due.ESCALATE_CONTACT), (EscalateIntake(), Due.ESCALATE_INTAKE)):
        moment = next(at for what, at in told.agenda(CaseOpened) if what is due)
        assert when(told.case, message, by=PROCESS, at=moment).kinds == ["DeadlineEscalated"]


def test_the_yes_brings_the_deadlines_that_are_left() -> None:
    """R10: later by the time of considering, and without the level that was told."""
    told_once = late(opened(), EscalateIntake(), 22).case
    plain = when(told_once, says("mike"), at=days(23))
    thought = when(after(opened(), says("mike", "considering"), at=days(0)), says("mike"), at=days(7))

    intake = [at.date() for what, at in plain.agenda(ConsentCompleted) if what is Due.ESCALATE_INTAKE]
    later = [at.date() for what, at in thought.agenda(ConsentCompleted) if what is Due.ESCALATE_INTAKE]
    assert intake == [days(28).date()]
    assert later == [days(28).date(), days(35).date()]


def test_the_clock_runs_again_when_who_considered_has_left() -> None:
    """R10, R38: only somebody who is in the case makes it stand still."""
    both = opened(refer(person("mike", ADULT), person("joan", ADULT)))
    thinking = after(both, says("mike", "considering"), at=days(1))

    left = after(thinking, WithdrawCase(person="mike"), at=days(2))

    assert late(thinking, EscalateIntake(), 22).events == []
    assert late(left, EscalateIntake(), 22).kinds == ["DeadlineEscalated"]


def test_a_change_of_the_policy_moves_no_deadline_that_runs() -> None:
    """R10, R5: what was promised when the case was opened stands; a case that is opened later follows the change."""
    slower = Policy(version="2026-2", contact_working_days=9, consent_weeks=9)
    policies = {"noord": PolicyVersions(((date.min, Policy()), (days(2).date(), slower)))}
    opened, later = (when(Case(), refer(), at=at, policies=policies) for at in (MONDAY, days(3)))
    before = opened.agenda(CaseOpened)

    told = when(opened.case, EscalateContact(), by=PROCESS, at=before[0][1], policies=policies)

    assert "DeadlineEscalated" in told.kinds
    assert [at for what, at in later.agenda(CaseOpened) if what is Due.LAPSE_CONSENT] == [days(3 + 9 * 7)]
    assert (Due.LAPSE_CONSENT, days(6 * 7)) in before
