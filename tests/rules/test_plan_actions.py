"""Agreed actions: told of, reminded of within limits, returned to the circle (R28, R32)."""

from datetime import date
from typing import Any

import pytest

from contracts.base import Event
from contracts.coordination import ParticipantDied, ParticipantVetoed, ParticipantWithdrew
from contracts.notices import NoticeKind
from contracts.operations import DayTurned
from contracts.plan import (
    ActionDue,
    ActionReported,
    ActionReturned,
    ActionState,
    FollowUpConferenceWanted,
    MonitorTold,
    ReportAction,
)
from contracts.policy import Policy
from contracts.referral import PersonLeft
from services.plan.reminders import next_due
from services.plan.state import Case
from tests.rules.plan_cases import PROCESS, Told, accepted, action, days, ended, given, plan, stands, when

DUE = date(2026, 3, 31)
WEEKLY = {"by": None, "recurrence": "FREQ=WEEKLY;BYDAY=WE", "remind": True}


def following(**changes: Any) -> Case:
    """A plan that stands, with one action of Els who asked to be reminded."""
    return given(*stands(actions=(action(**{"remind": True, **changes}),)))


def turn(case: Case, day: date, policy: Policy | None = None) -> Told:
    """A day begins."""
    return when(case, DayTurned(day=day), by=PROCESS, at=days((day - days(0).date()).days), policy=policy)


def reminders(case: Case, *, weeks: int) -> list[tuple[date, NoticeKind, str]]:
    """Who is told what on which day, when nobody tells of the action."""
    heard = []
    while (day := next_due(case)) and day < days(7 * weeks).date():
        told = turn(case, day)
        heard += [(day, *notice) for notice in told.notices]
        case = told.case
    return heard


@pytest.mark.parametrize("state", ActionState)
@pytest.mark.parametrize("by", ["els", "jan"])
def test_owner_or_monitor_tells(state: ActionState, by: str) -> None:
    """R28: done, not done, changed."""
    told = when(given(*stands()), ReportAction(action="drive", state=state, by=by))

    assert told.events == [ActionReported(action="drive", state=state, by=by)]


@pytest.mark.parametrize(("events", "name", "by", "word"), [
    (stands(), "drive", "mike", "not-owner-nor-monitor"),
    (stands(), "other", "els", "unknown-action"),
    (accepted(), "drive", "els", "unknown-action"),
    ((*stands(), ended()), "drive", "els", "case-ended"),
])  # fmt: skip
def test_what_else_is_told_is_recorded_with_its_deviation(
    events: tuple[Event, ...], name: str, by: str, word: str
) -> None:
    """R39: never refused; the regional manager hears."""
    told = when(given(*events), ReportAction(action=name, state=ActionState.DONE, by=by))

    assert told.facts == [ActionReported(action=name, state=ActionState.DONE, by=by, deviations=(word,))]
    assert told.notices == [(NoticeKind.DEVIATION, "regional-manager")]


def test_only_who_asked_for_it_is_reminded() -> None:
    """R28: nobody is chased; who was absent did not agree yet, and is not reminded either."""
    assert next_due(following(remind=False)) is None
    pending = action(owner="els", agreed=False, remind=True)
    assert next_due(given(*stands(actions=(pending,), present=("mike", "jan")))) is None
    assert next_due(following()) == DUE


def test_reminded_twice_at_most_then_the_monitor_hears() -> None:
    """R28: on the date, a week later, and then the circle's own monitor; after that nobody."""
    assert reminders(following(), weeks=52) == [
        (DUE, NoticeKind.ACTION_REMINDER, "els"),
        (date(2026, 4, 7), NoticeKind.ACTION_REMINDER, "els"),
        (date(2026, 4, 14), NoticeKind.ACTION_REMINDER, "jan"),
    ]


def test_how_often_is_the_policy_of_the_region() -> None:
    """R28: a region that reminds once tells the monitor next; one that never does tells the monitor at once."""
    once = turn(following(), DUE, Policy(action_reminders=1))
    then = turn(once.case, date(2026, 4, 7), Policy(action_reminders=1))

    assert once.facts == [ActionDue(action="drive", owner="els", on=DUE, reminder=1, again=date(2026, 4, 7))]
    assert then.facts == [MonitorTold(action="drive", monitor="jan")]
    assert turn(following(), DUE, Policy(action_reminders=0)).facts == then.facts


def test_nothing_is_said_before_the_date() -> None:
    """R28: an early sweep finds nothing; a late one finds it once."""
    assert turn(following(), date(2026, 3, 30)).events == []
    late = turn(following(), date(2026, 4, 20))
    assert len(late.notices) == 1
    assert turn(late.case, date(2026, 4, 20)).events == []


def test_a_recurring_action_is_reminded_of_on_its_days() -> None:
    """R28: silence counts over the weeks; then the monitor hears."""
    assert reminders(following(**WEEKLY), weeks=52) == [
        (date(2026, 3, 4), NoticeKind.ACTION_REMINDER, "els"),
        (date(2026, 3, 11), NoticeKind.ACTION_REMINDER, "els"),
        (date(2026, 3, 18), NoticeKind.ACTION_REMINDER, "jan"),
    ]


def test_whoever_tells_is_reminded_from_the_next_date_on() -> None:
    """R28: a report starts the count anew, for an action that recurs; one that does not is settled by it."""
    case = turn(following(**WEEKLY), date(2026, 3, 4)).case
    told = when(case, ReportAction(action="drive", state=ActionState.DONE, by="els"), at=days(3))

    assert told.facts == [ActionReported(action="drive", state=ActionState.DONE, by="els", again=date(2026, 3, 11))]
    assert turn(told.case, date(2026, 3, 11)).facts == [
        ActionDue(action="drive", owner="els", on=date(2026, 3, 11), reminder=1, again=date(2026, 3, 18))
    ]
    for state in ActionState:
        settled = when(following(), ReportAction(action="drive", state=state, by="els"))
        assert next_due(settled.case) is None


def test_whoever_tells_on_the_day_is_not_reminded_of_that_day() -> None:
    """R28: told on Wednesday morning, the next reminder is for the Wednesday after, and not for tomorrow."""
    told = when(following(**WEEKLY), ReportAction(action="drive", state=ActionState.DONE, by="els"), at=days(2))
    daily = following(by=None, recurrence="FREQ=DAILY", remind=True)
    tomorrow = when(daily, ReportAction(action="drive", state=ActionState.DONE, by="els"), at=days(2))

    assert next_due(told.case) == date(2026, 3, 11)
    assert next_due(tomorrow.case) == date(2026, 3, 5)


def test_every_other_week_stays_every_other_week() -> None:
    """RFC 5545: an interval is counted from the start of the action, not from the last report."""
    case = following(**{**WEEKLY, "recurrence": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"})

    told = when(case, ReportAction(action="drive", state=ActionState.DONE, by="els"), at=days(7))

    assert next_due(told.case) == date(2026, 3, 18)


@pytest.mark.parametrize("over", [ended(), FollowUpConferenceWanted(round=2)])
def test_nobody_is_reminded_when_no_plan_stands(over: Event) -> None:
    """R28, R31: not after the end, not while a next conference is prepared."""
    case = given(*stands(actions=(action(remind=True),)), over)

    assert next_due(case) is None
    assert turn(case, DUE).events == []


@pytest.mark.parametrize(
    "gone",
    [ParticipantWithdrew(participant="els"), PersonLeft(person="els"), ParticipantDied(participant="els")],
    ids=["withdrew", "left", "died"],
)
def test_the_actions_of_who_is_gone_return_to_the_circle(gone: Event) -> None:
    """R15, R32: nothing is sent to them any more; the circle's monitor hears."""
    told = when(following(), gone)

    assert told.facts == [ActionReturned(action="drive")]
    assert told.notices == [(NoticeKind.ACTION_REMINDER, "jan")]
    assert next_due(told.case) is None
    assert when(following(), ParticipantWithdrew(participant="jan")).events == []


def test_an_action_can_have_a_monitor_of_its_own() -> None:
    """R23, R28: who keeps an eye on it tells of it, and hears; of the others the monitor of the plan does."""
    case = given(*stands(actions=(action(monitor="mike", remind=True), action("cook", "els"))))

    told = when(case, ReportAction(action="drive", state=ActionState.DONE, by="mike"))
    strange = when(case, ReportAction(action="drive", state=ActionState.DONE, by="jan"))
    gone = when(case, ParticipantWithdrew(participant="els"))

    assert told.notices == []
    assert strange.notices == [(NoticeKind.DEVIATION, "regional-manager")]
    assert gone.notices == [(NoticeKind.ACTION_REMINDER, "mike"), (NoticeKind.ACTION_REMINDER, "jan")]
    assert [who for _, kind, who in reminders(case, weeks=10)] == ["els", "els", "mike"]


def test_whoever_keeps_an_eye_on_it_now_tells_of_it_when_the_first_one_left() -> None:
    """R28: the plan's monitor after the action's own, and after both who looks after the process."""
    case = given(*stands(actions=(action(monitor="mike"),)))
    left = when(case, ParticipantWithdrew(participant="mike")).case
    nobody = when(left, ParticipantWithdrew(participant="jan")).case

    for now, by in ((left, "jan"), (nobody, "anna")):
        assert when(now, ReportAction(action="drive", state=ActionState.DONE, by=by)).notices == []
    strange = when(nobody, ReportAction(action="drive", state=ActionState.DONE, by="jan"))
    assert strange.notices == [(NoticeKind.DEVIATION, "regional-manager")]


def test_what_was_done_does_not_return() -> None:
    """R32: only what is still to be done needs somebody else; what recurs always does."""
    done = ReportAction(action="drive", state=ActionState.DONE, by="els")
    gone = ParticipantWithdrew(participant="els")

    assert when(when(following(), done).case, gone).events == []
    assert when(when(following(**WEEKLY), done).case, gone).facts == [ActionReturned(action="drive")]


def test_when_the_monitor_is_gone_the_coordinator_hears() -> None:
    """R28: then whoever looks after the process; nothing is sent to who withdrew."""
    case = given(*stands(actions=(action(owner="jan"),)))

    assert when(case, ParticipantWithdrew(participant="jan")).notices == [(NoticeKind.ACTION_REMINDER, "anna")]


def test_whoever_is_kept_out_hears_nothing_and_nobody_is_told() -> None:
    """R16: no reminder, and no event or notice from which anybody could learn of the veto."""
    veto = ParticipantVetoed(participant="els", by="mike", by_representative=False)
    told = when(following(**WEEKLY), veto)

    assert told.events == []
    assert next_due(told.case) is None
    reported = when(told.case, ReportAction(action="drive", state=ActionState.DONE, by="jan"))
    assert next_due(reported.case) is None


def test_a_new_version_forgets_nothing_of_an_action_that_did_not_change() -> None:
    """R26, R28: who was reminded is not reminded anew because something else of the plan changed."""
    reminded = turn(following(), DUE).case
    same = when(reminded, plan(actions=(action(remind=True), action("cook", "jan"))), at=days(30)).case
    other = when(reminded, plan(actions=(action(remind=True, by=date(2026, 4, 30)),)), at=days(30)).case

    assert next_due(same) == date(2026, 4, 7)
    assert next_due(other) == date(2026, 4, 30)
