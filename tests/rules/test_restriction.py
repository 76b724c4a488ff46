"""While what is kept of a case rests, nothing but what protects people goes on (GDPR, article 18)."""

from typing import Any

import pytest

from contracts.base import Command, Message
from contracts.coordination import RemindCircle, ReportParticipantDeath, VetoParticipant, WithdrawParticipant
from contracts.operations import DayTurned
from contracts.people import Means
from contracts.plan import AnswerAction, CallFamily, DecideAfterRefusal, RecordReview
from contracts.process import Due, DueItem
from contracts.referral import (
    DecideOnSignal,
    EscalateContact,
    RaiseSafetySignal,
    ReportDeath,
    RetractReferral,
    Shared,
    TakeSafetyMeasures,
    WithdrawCase,
)
from contracts.rights import (
    Ground,
    LiftRestriction,
    ProcessingRestricted,
    RectifyPerson,
    RestrictionLifted,
    RestrictProcessing,
)
from services.chassis.decider import Decider
from services.coordination.app import SERVICE as COORDINATION
from services.plan.app import SERVICE as PLAN
from tests.rules import coordination_cases as coordination
from tests.rules import plan_cases as plan
from tests.rules.referral_cases import (
    AGENCY,
    ELEVEN,
    PROCESS,
    after,
    days,
    from_agency,
    line,
    opened,
    person,
    refer,
    refused,
    says,
    share,
    themself,
    wanted,
    when,
)
from tests.rules.test_referral_canaries import correction

REST = RestrictProcessing(asked_by="mike", ground=Ground.ACCURACY_CONTESTED)
RESTS = ProcessingRestricted(asked_by="mike", ground=Ground.ACCURACY_CONTESTED)
LIFTED = RestrictionLifted()
SIGNAL = RaiseSafetySignal.model_validate({"signal": "signal-1", "danger": "threat", "about": "He waits outside."})
DECIDED = DecideOnSignal.model_validate({"signal": "signal-1", "outcome": "no-action", "reasons": "It is over."})


def test_it_rests_because_somebody_asks_and_goes_on_when_that_is_lifted() -> None:
    """With the ground of the law on record; asked twice, or lifted though nothing rests, is refused."""
    resting = when(wanted(), REST)

    assert resting.facts == [RESTS]
    assert refused(resting.case, REST).reason == "stands-already"
    assert when(resting.case, LiftRestriction()).facts == [LIFTED]
    assert refused(wanted(), LiftRestriction()).reason == "not-restricted"


def test_a_person_concerned_asks_for_themself() -> None:
    """R38: whoever is of the case, and in their own name."""
    assert when(wanted(), REST, by=themself("mike")).facts == [RESTS]
    assert refused(wanted(), REST, by=themself("stranger")).reason == "not-your-case"
    others = RestrictProcessing(asked_by="els", ground=Ground.OBJECTED)
    assert refused(wanted(), others, by=themself("mike")).reason == "not-your-case"


@pytest.mark.parametrize("command", [says("mike"), line(), share("mike", Shared.PLAN)], ids=lambda one: one.type)
def test_nothing_is_worked_with_while_it_rests(command: Command) -> None:
    """Asked for again after it was lifted, it is done."""
    resting = after(wanted(), REST)

    assert refused(resting, command).reason == "restricted"
    assert when(after(resting, LiftRestriction()), command).facts


@pytest.mark.parametrize(
    "message",
    [
        WithdrawCase(person="mike"),
        says("mike", "no"),
        share("mike"),
        SIGNAL,
        DECIDED,
        TakeSafetyMeasures(pause=True, hide=True),
        ReportDeath(person="mike"),
        RectifyPerson(person="mike", name="Mike"),
        LiftRestriction(),
        RetractReferral(referral="referral-1"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_protects_people_goes_on(message: Message) -> None:
    """An end, a no, a death, safety, putting right what is wrong; and the way out of it."""
    assert when(after(wanted(), SIGNAL, REST), message).facts


def test_an_agency_cannot_tell_that_it_rests() -> None:
    """R30: its correction is refused in the words of every correction that comes too late."""
    told = refused(after(opened(from_agency()), REST), correction(), by=AGENCY)

    assert (told.reason, told.text) == ("not-correctable", "It can be corrected no longer: please call the region.")


def test_what_is_due_waits() -> None:
    """Nobody is nudged and nothing lapses; a birthday is noticed once it goes on. Safety is escalated all the same."""
    resting = after(opened(refer(person("mike", ELEVEN))), REST)
    later = days(100)
    morning = DayTurned(day=later.date())

    assert when(resting, EscalateContact(level=1), by=PROCESS, at=later).events == []
    assert when(resting, morning, by=PROCESS, at=later).events == []
    going_on = after(resting, LiftRestriction())
    assert "ConsentChanged" in when(going_on, morning, by=PROCESS, at=later).kinds
    assert "DeadlineEscalated" in when(going_on, EscalateContact(level=1), by=PROCESS, at=later).kinds
    assert "SafetySignalEscalated" in when(after(resting, SIGNAL), morning, by=PROCESS, at=later).kinds


def test_the_circle_rests_too() -> None:
    """No step and no reminder; a no counts, a death is recorded, and what was decided elsewhere is taken in."""
    case = coordination.given(*coordination.assigned(), coordination.invited("els"), RESTS)
    later, process = coordination.days(8), coordination.PROCESS

    assert coordination.refused(case, coordination.says("els", "accepted")).reason == "restricted"
    assert coordination.refused(case, VetoParticipant(participant="els", by="mike")).reason == "restricted"
    assert coordination.when(case, RemindCircle(), by=process, at=later).events == []
    assert coordination.when(case, coordination.says("els", "declined")).facts
    assert coordination.when(case, WithdrawParticipant(participant="els")).facts
    assert coordination.when(case, ReportParticipantDeath(participant="els")).facts
    assert coordination.when(case, coordination.ended()).events
    assert coordination.when(coordination.when(case, LIFTED).case, RemindCircle(), by=process, at=later).facts


def test_the_plan_rests_too() -> None:
    """No step and no call; a no to an action is taken, a review that was held is recorded."""
    call = DueItem(what=Due.CALL_FAMILY, at=plan.MONDAY, rule="R27", whose="coordinator")
    stands = plan.stands(call, actions=(plan.action(owner="piet", agreed=False),))
    case = plan.given(*stands, RESTS)
    no = AnswerAction(action="drive", by="piet", agreed=False, means=Means.SPOKEN)

    assert plan.refused(case, DecideAfterRefusal.model_validate({"way": "revise"})).reason == "restricted"
    assert plan.refused(case, no.model_copy(update={"agreed": True})).reason == "restricted"
    assert plan.when(case, no).facts
    assert plan.when(case, CallFamily(), by=plan.PROCESS).events == []
    assert plan.when(plan.given(*stands), CallFamily(), by=plan.PROCESS).events
    assert plan.when(case, RecordReview.model_validate({"outcome": "on-track"})).facts


@pytest.mark.parametrize("cases", [COORDINATION.deciders[0], PLAN.deciders[0]], ids=["coordination", "plan"])
def test_each_service_of_the_case_hears_of_it(cases: Decider[Any]) -> None:
    """What referral decides the others take in."""
    assert {ProcessingRestricted, RestrictionLifted} <= cases.handles
