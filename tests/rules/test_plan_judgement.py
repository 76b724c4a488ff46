"""Bottom lines are judged by their setters; a refused plan has three ways on (R24, R25)."""

import pytest

from contracts.base import Actor, Event
from contracts.coordination import Attendance, ConferenceWithoutPlan
from contracts.notices import NoticeKind
from contracts.plan import (
    AfterRefusal,
    BottomLineJudged,
    DecideAfterRefusal,
    EscalateJudgement,
    EscalatePlan,
    FollowUpConferenceWanted,
    PlanAccepted,
    PlanAgreed,
    PlanRefused,
    WayChosen,
)
from contracts.process import Due, DueItem
from contracts.referral import PersonLeft
from tests.rules.plan_cases import (
    PROCESS,
    accepted,
    agreed,
    bottom_line,
    days,
    ended,
    given,
    held,
    judges,
    plan,
    refused,
    setter,
    stands,
    when,
)

JUDGING = (*accepted(), bottom_line(), held(), agreed("line-1"))
TWO = (*accepted(), bottom_line(), bottom_line("line-2", by="worker-2"), held(), agreed("line-1", "line-2"))
REFUSED = (*JUDGING, PlanRefused(version=1, failed=("line-1",)))
WITHOUT = (
    *accepted(),
    ConferenceWithoutPlan(
        session="s", attendance=Attendance(information=(), private_time=(), presentation=()), circle=("els",), round=1
    ),
)


def test_a_plan_that_meets_its_bottom_line_stands() -> None:
    """R24: met, with reasons; the circle gets its plan."""
    told = when(given(*JUDGING), judges(True), by=setter())

    judged, acceptance = told.facts
    assert isinstance(judged, BottomLineJudged)
    assert (judged.met, judged.reasons) == (True, "Because")
    assert isinstance(acceptance, PlanAccepted)
    assert told.notices == [(NoticeKind.PLAN, who) for who in ("mike", "els", "jan")]


def test_a_plan_that_does_not_is_refused() -> None:
    """R25: it records which bottom line failed; the person concerned and the coordinator hear it."""
    told = when(given(*JUDGING), judges(False), by=setter())

    refusal = told.facts[1]
    assert isinstance(refusal, PlanRefused)
    assert (refusal.version, refusal.failed) == (1, ("line-1",))
    assert [item.what for item in refusal.agenda] == [Due.ESCALATE_PLAN] * 2
    assert told.notices == [(NoticeKind.JUDGEMENT, "mike"), (NoticeKind.JUDGEMENT, "anna")]


@pytest.mark.parametrize(
    ("verdicts", "failed"),
    [
        ((True, True), ()),
        ((True, False), ("line-2",)),
        ((False, True), ("line-1",)),
        ((False, False), ("line-1", "line-2")),
    ],
)
def test_all_bottom_lines_are_judged_before_it_is_decided(verdicts: tuple[bool, bool], failed: tuple[str, ...]) -> None:
    """R24, R25: the circle hears of everything that failed at once, and stands only if all are met."""
    first = when(given(*TWO), judges(verdicts[0]), by=setter())
    second = when(first.case, judges(verdicts[1], "line-2", by="worker-2"), by=setter("worker-2"))

    assert [type(event) for event in first.facts] == [BottomLineJudged]
    decided = second.facts[1]
    assert decided.failed == failed if isinstance(decided, PlanRefused) else failed == ()


def test_a_setter_may_think_again_until_it_is_decided() -> None:
    """R24: the last word counts."""
    first = when(given(*TWO), judges(False), by=setter())
    again = when(first.case, judges(True), by=setter())

    assert isinstance(
        when(again.case, judges(True, "line-2", by="worker-2"), by=setter("worker-2")).facts[1], PlanAccepted
    )


def test_only_its_setter_judges_a_bottom_line() -> None:
    """R24: not another setter, not in another's name, not of a line that is none."""
    for wish, by in (
        (judges(True, by="worker-2"), setter("worker-2")),
        (judges(True, by="worker-1"), setter("worker-2")),
        (judges(True, by="worker-2"), setter("worker-1")),
        (judges(True, line="line-9"), setter()),
    ):
        assert refused(given(*JUDGING), wish, by=by).reason == "not-your-bottom-line"


def test_an_old_version_is_not_judged() -> None:
    """R24, R26: a judgement is about the version that the circle agreed last."""
    case = given(*REFUSED, agreed("line-1", version=2))

    assert refused(case, judges(True, version=1), by=setter()).reason == "other-version"
    assert refused(given(*REFUSED), judges(True), by=setter()).reason == "judged-already"
    assert isinstance(when(case, judges(True, version=2), by=setter()).facts[1], PlanAccepted)


def test_another_version_is_judged_anew() -> None:
    """R26: what was judged of the old version does not count for the new one."""
    case = given(*TWO, BottomLineJudged(bottom_line="line-1", version=1, setter="worker-1", met=True, reasons="Yes"))
    anew = when(case, plan("line-1", "line-2"))

    assert anew.notices == [(NoticeKind.JUDGEMENT_ASKED, "worker-1"), (NoticeKind.JUDGEMENT_ASKED, "worker-2")]
    told = when(anew.case, judges(True, "line-2", version=2, by="worker-2"), by=setter("worker-2"))
    assert [type(event) for event in told.facts] == [BottomLineJudged]


def test_a_bottom_line_that_is_revised_meanwhile_is_judged_as_it_is_now() -> None:
    """R7, R24: its setter is asked again, and the earlier word does not count."""
    half = when(given(*TWO), judges(True), by=setter())
    revised = when(half.case, bottom_line(version=2))
    other = when(revised.case, judges(True, "line-2", by="worker-2"), by=setter("worker-2"))

    assert revised.notices == [(NoticeKind.JUDGEMENT_ASKED, "worker-1")]
    assert [type(event) for event in other.facts] == [BottomLineJudged]
    assert when(given(*stands()), bottom_line()).events == []


def test_a_missing_judgement_is_told_once_to_each_level() -> None:
    """R10, R24: the regional manager, then the region's lead, then nobody; a new version begins anew."""
    case = given(*JUDGING)
    heard: list[tuple[NoticeKind, str]] = []
    for day in (15, 22, 29):
        told = when(case, EscalateJudgement(), by=PROCESS, at=days(day))
        case, heard = told.case, [*heard, *told.notices]

    assert heard == [(NoticeKind.ESCALATION, "regional-manager"), (NoticeKind.ESCALATION, "region-lead")]
    assert when(given(*REFUSED), EscalateJudgement(), by=PROCESS).events == []
    assert when(when(case, plan("line-1")).case, EscalateJudgement(), by=PROCESS).notices == heard[:1]


@pytest.mark.parametrize(
    ("events", "asked"),
    [
        (accepted(), False),
        ((*accepted(), held()), True),
        (WITHOUT, True),
        (JUDGING, False),
        (REFUSED, True),
        (stands(), False),
    ],
)
def test_a_missing_plan_is_told(events: tuple[Event, ...], asked: bool) -> None:
    """R23, R25, promise 4: after the conference, and after a refusal; not while somebody judges or it stands."""
    told = when(given(*events), EscalatePlan(), by=PROCESS)

    assert told.notices == ([(NoticeKind.ESCALATION, "regional-manager")] if asked else [])


def test_a_missing_plan_is_told_once_to_each_level() -> None:
    """R10: manager, then lead; after a refusal it begins anew."""
    case = given(*accepted(), held(), bottom_line())
    heard: list[tuple[NoticeKind, str]] = []
    for day in (15, 22, 29):
        told = when(case, EscalatePlan(), by=PROCESS, at=days(day))
        case, heard = told.case, [*heard, *told.notices]

    assert heard == [(NoticeKind.ESCALATION, "regional-manager"), (NoticeKind.ESCALATION, "region-lead")]
    no = when(when(case, plan("line-1")).case, judges(False), by=setter())
    assert when(no.case, EscalatePlan(), by=PROCESS).notices == heard[:1]


@pytest.mark.parametrize("start", [REFUSED, WITHOUT], ids=["refused", "without plan"])
def test_a_follow_up_conference_goes_back_to_preparation(start: tuple[Event, ...]) -> None:
    """R22, R25, R29: the same case, the next round."""
    told = when(given(*start), DecideAfterRefusal(way=AfterRefusal.FOLLOW_UP_CONFERENCE))

    assert told.facts == [WayChosen(way=AfterRefusal.FOLLOW_UP_CONFERENCE), FollowUpConferenceWanted(round=2)]
    assert refused(told.case, plan("line-1")).reason == "no-conference"


def test_the_circle_revises() -> None:
    """R25, R26: the next version can come; so can another choice."""
    told = when(given(*REFUSED), DecideAfterRefusal(way=AfterRefusal.REVISE))

    assert told.facts == [WayChosen(way=AfterRefusal.REVISE)]
    revised = when(told.case, plan("line-1")).facts[0]
    assert isinstance(revised, PlanAgreed)
    assert revised.version == 2
    assert when(told.case, DecideAfterRefusal(way=AfterRefusal.PROFESSIONAL_ROUTE)).facts


def test_the_person_concerned_may_choose() -> None:
    """R25, R38: in their own case, as long as they are in it; not in another's."""
    wish = DecideAfterRefusal(way=AfterRefusal.REVISE)

    assert when(given(*REFUSED), wish, by=Actor(id="mike", role="person-concerned")).facts
    assert refused(given(*REFUSED), wish, by=Actor(id="piet", role="person-concerned")).reason == "not-your-case"
    gone = given(*REFUSED, PersonLeft(person="mike"))
    assert refused(gone, wish, by=Actor(id="mike", role="person-concerned")).reason == "not-your-case"


def test_the_professional_route_is_the_end_of_the_plan() -> None:
    """R25: nothing is agreed or asked for here any more; the referral service ends the case."""
    told = when(given(*REFUSED), DecideAfterRefusal(way=AfterRefusal.PROFESSIONAL_ROUTE))

    assert told.facts == [WayChosen(way=AfterRefusal.PROFESSIONAL_ROUTE)]
    assert refused(told.case, plan("line-1")).reason == "no-conference"
    assert when(told.case, EscalatePlan(), by=PROCESS).events == []


@pytest.mark.parametrize("start", [accepted(), (*accepted(), held()), JUDGING, stands()])
def test_there_is_a_choice_only_after_a_no(start: tuple[Event, ...]) -> None:
    """R25: otherwise the plan is made, judged or followed up."""
    assert refused(given(*start), DecideAfterRefusal(way=AfterRefusal.REVISE)).reason == "nothing-refused"


def test_an_adjusted_plan_is_judged_while_the_follow_up_goes_on() -> None:
    """R26, R27: the reviews of the plan that stands are not forgotten, whatever comes of the new version."""
    review = DueItem(what=Due.HOLD_REVIEW, at=days(90))
    case = given(*stands(review), bottom_line())

    told = when(case, plan("line-1"))
    no = when(told.case, judges(False, version=2), by=setter())

    for event in (told.facts[0], no.facts[1]):
        assert review in event.agenda


def test_whoever_was_to_judge_hears_when_the_case_ends() -> None:
    """R31: without the reason; whoever judged already waits for nothing."""
    half = when(given(*TWO), judges(True), by=setter())

    assert when(half.case, ended()).notices == [(NoticeKind.CALLED_OFF, "worker-2")]
    assert when(given(*REFUSED), ended()).events == []
