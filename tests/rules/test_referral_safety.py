"""Safety: a signal that is heard at once, measures, a decision of people, and no trace in any status (R37)."""

from typing import Any

import pytest

from contracts.base import Actor, Message
from contracts.coordination import CoordinatorReleased
from contracts.notices import NoticeDue, NoticeKind
from contracts.operations import DayTurned
from contracts.policy import Policy
from contracts.referral import (
    Authority,
    Danger,
    DecideOnSignal,
    LiftBottomLine,
    RaiseSafetySignal,
    SafetyMeasuresTaken,
    SafetyOutcome,
    SafetySignalDecided,
    SafetySignalRaised,
    StatusReported,
    TakeSafetyMeasures,
    WithdrawCase,
)
from contracts.roles import ROLES
from services.referral.app import SERVICE
from services.referral.days import next_due
from services.referral.state import Case
from tests.rules.referral_cases import (
    AGENCY,
    ASSIGNED,
    MANAGER,
    PROCESS,
    Told,
    accepted,
    after,
    days,
    from_agency,
    line,
    opened,
    refused,
    themself,
    when,
)

SIGNAL = RaiseSafetySignal(
    signal="signal-1", danger=Danger.THREAT, about="He waits for her at school", raised_by="mike", means="spoken"
)
PAUSE = TakeSafetyMeasures(pause=True, hide=True)
LIFT = TakeSafetyMeasures(pause=False, hide=False)


def decide(outcome: SafetyOutcome = SafetyOutcome.MEASURES, **changes: Any) -> DecideOnSignal:
    """What the manager decides."""
    return DecideOnSignal(signal="signal-1", outcome=outcome, reasons="She asks for it", **changes)


def a_day(case: Case, number: int = 1, policy: Policy | None = None) -> Told:
    """A day begins."""
    policies = {"noord": policy} if policy else None
    return when(case, DayTurned(day=days(number).date()), by=PROCESS, at=days(number), policies=policies)


def test_the_manager_hears_a_signal_at_once() -> None:
    """R37: anyone in a case raises one; its words are the case's own, and in no notice's details."""
    told = when(opened(), SIGNAL, by=themself("mike"))

    assert told.one(SafetySignalRaised).danger is Danger.THREAT
    assert told.notices == [(NoticeKind.SAFETY, "regional-manager")]
    assert {path.name for path in SafetySignalRaised.personal} == {"about"}
    for role in ("person-concerned", "bottom-line-setter", "coordinator", "regional-manager", "region-lead"):
        assert role in ROLES["referral"][RaiseSafetySignal]


def test_a_setter_tells_of_danger_where_they_set_a_bottom_line() -> None:
    """R37: as anyone in the case, also after they lifted it; in any other case they are nobody."""
    worker = Actor(id="worker-1", role="bottom-line-setter")
    case = after(accepted(), line())
    lifted = after(case, LiftBottomLine(bottom_line="line-1", setter="worker-1"))

    for theirs in (case, lifted):
        assert when(theirs, SIGNAL, by=worker).notices == [(NoticeKind.SAFETY, "regional-manager")]
    for elsewhere in (accepted(), Case()):
        assert refused(elsewhere, SIGNAL, by=worker).reason == "not-your-case"
    assert refused(case, SIGNAL, by=Actor(id="worker-2", role="bottom-line-setter")).reason == "not-your-case"


def test_danger_is_told_by_who_is_in_the_case_and_by_nobody_else() -> None:
    """R37: whom it is about, also who left it, whose permission counts, who has or had it as its coordinator."""
    released = CoordinatorReleased(coordinator="anna", reason="illness")
    case = after(accepted(), ASSIGNED, released)

    for teller in (themself("mike"), Actor(id="anna", role="coordinator")):
        assert when(case, SIGNAL, by=teller).notices == [(NoticeKind.SAFETY, "regional-manager")]
    for stranger in (themself("piet"), Actor(id="bert", role="coordinator")):
        assert refused(case, SIGNAL, by=stranger).reason == "not-your-case"


def test_a_signal_is_never_refused() -> None:
    """R37, R39: a fact, also after the end, when measures can still be taken: an address leaks when it leaks."""
    ended = after(accepted(), ASSIGNED, WithdrawCase(person="mike"))

    told = when(ended, SIGNAL)

    assert told.notices == [(NoticeKind.SAFETY, "regional-manager")]
    assert when(told.case, PAUSE).one(SafetyMeasuresTaken) == SafetyMeasuresTaken(pause=True, hide=True)
    assert when(told.case, decide()).kinds == ["SafetySignalDecided"]


def test_nobody_decides_for_a_day_and_the_lead_hears_once() -> None:
    """R37, promise 4: after what the region's policy says; a decision in time and the lead hears nothing."""
    raised = after(opened(), SIGNAL)

    told = a_day(raised)

    assert next_due(raised) == days(1).date()
    assert told.notices == [(NoticeKind.SAFETY, "region-lead")]
    assert told.kinds == ["SafetySignalEscalated"]
    assert a_day(told.case, 2).events == []
    assert a_day(after(raised, decide()), 1).events == []
    assert "SafetySignalEscalated" in a_day(after(raised, WithdrawCase(person="mike"))).kinds
    patient = when(opened(), SIGNAL, policies={"noord": Policy(safety_days=3)}).case
    assert a_day(patient, 2).events == []


def test_the_manager_pauses_and_hides_and_lifts_it_again() -> None:
    """R37: the coordinator hears only whether they may invite."""
    case = after(accepted(), ASSIGNED)

    paused = when(case, PAUSE)
    hidden = when(paused.case, TakeSafetyMeasures(pause=True, hide=False))
    lifted = when(paused.case, LIFT)

    assert paused.notices == lifted.notices == [(NoticeKind.HELD_UP, "anna")]
    assert [one.detail for one in (*paused.events, *lifted.events) if isinstance(one, NoticeDue)] == [
        "safety",
        "safety-over",
    ]
    assert hidden.notices == []
    assert when(accepted(), PAUSE).notices == []
    assert refused(case, LIFT).reason == "stands-already"
    assert SERVICE.roles[TakeSafetyMeasures] == {"regional-manager", "region-lead"}


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (decide(SafetyOutcome.REPORTED), "authority-unclear"),
        (decide(SafetyOutcome.NO_ACTION, authority=Authority.POLICE), "authority-unclear"),
        (decide().model_copy(update={"signal": "signal-2"}), "no-signal"),
    ],
)
def test_a_decision_is_whole(wish: DecideOnSignal, reason: str) -> None:
    """R37: about a signal that there is; a report says to whom."""
    assert refused(after(opened(), SIGNAL), wish).reason == reason


def test_to_report_it_is_a_decision_of_people() -> None:
    """R37: recorded with its reasons; nothing reports by itself, and a second decision can follow the first."""
    case = after(opened(), SIGNAL)

    told = when(case, decide(SafetyOutcome.REPORTED, authority=Authority.VEILIG_THUIS))

    assert told.one(SafetySignalDecided).authority is Authority.VEILIG_THUIS
    assert told.notices == []
    assert SERVICE.roles[DecideOnSignal] == {"regional-manager", "region-lead"}
    assert when(told.case, decide(SafetyOutcome.NO_ACTION)).kinds == ["SafetySignalDecided"]


@pytest.mark.parametrize("message", [SIGNAL, PAUSE, decide(), DayTurned(day=days(3).date())])
def test_no_status_ever_tells_of_it(message: Message) -> None:
    """R30, R37: neither a notice to a referrer nor a message to an agency."""
    case = after(after(Case(), from_agency(), by=AGENCY), SIGNAL)

    told = when(case, message, by=PROCESS if isinstance(message, DayTurned) else MANAGER, at=days(3))

    assert told.events
    assert not any(isinstance(one, StatusReported) for one in told.events)
    assert NoticeKind.STATUS not in [kind for kind, _ in told.notices]
