"""Complaints go to somebody else, are not visible to whom they are about, and hold nothing up (R41)."""

from datetime import timedelta

import pytest

from contracts.base import MESSAGES, Actor, Event, Fact, Message
from contracts.coordination import (
    ComplaintOverdue,
    ComplaintRaised,
    ComplaintSettled,
    RaiseComplaint,
    SettleComplaint,
)
from contracts.deciding import Given, Refused
from contracts.notices import NoticeDue, NoticeKind
from contracts.operations import DayTurned
from contracts.people import PersonConcerned
from contracts.referral import CaseOpened, CaseTransferred
from services.chassis.resting import load, store_state
from services.coordination import complaints
from services.coordination.app import CASES, COMPLAINTS
from services.coordination.complaints import Complaint, RaiseInRegion
from tests.rules.coordination_cases import MANAGER, MONDAY, PROCESS, given

LEAD = Actor(id="lead-1", role="region-lead", region="noord")
OTHER = Actor(id="manager-2", role="regional-manager", region="noord")
SETTLED = SettleComplaint(outcome="upheld", answer="Somebody else comes.")
TODAY = MONDAY.date()


def about(role: str, whom: str | None = None) -> RaiseInRegion:
    """An aunt complains."""
    told = {"case": "case-1", "by": "els", "about": role, "whom": whom, "text": "They took sides.", "region": "noord"}
    return RaiseInRegion.model_validate(told)


def when(complaint: Complaint, message: Message, by: Actor = MANAGER) -> tuple[Complaint, list[Event]]:
    """Handle a message."""
    events = list(complaints.decide(complaint, message, Given(stream="complaint-1", message="m-1", at=MONDAY, by=by)))
    for event in events:
        complaint = complaints.evolve(complaint, event)
    return complaint, events


def raised(role: str, whom: str | None = None, by: Actor = MANAGER) -> Complaint:
    """A complaint that was raised."""
    return when(Complaint(), about(role, whom), by)[0]


def told(events: list[Event]) -> list[tuple[NoticeKind, str, str]]:
    """Who hears what."""
    return [(one.kind, one.recipient, one.detail) for one in events if isinstance(one, NoticeDue)]


def recorded(region: str, by: Actor) -> tuple[str | None, set[str | None]]:
    """Of which region a complaint is, and of which the staff are meant."""
    _, events = when(Complaint(), about("coordinator").model_copy(update={"region": region}), by)
    assert isinstance(events[0], ComplaintRaised)
    return events[0].region, regions(events)


def regions(events: list[Event]) -> set[str | None]:
    """Of which regions the staff are meant."""
    return {one.region for one in events if isinstance(one, NoticeDue)}


def turns(weeks: float) -> DayTurned:
    """A day begins."""
    return DayTurned(day=TODAY + timedelta(weeks=weeks))


@pytest.mark.parametrize(
    ("role", "whom", "to"),
    [
        ("coordinator", "anna", "regional-manager"),
        ("regional-manager", "manager-1", "region-lead"),
        ("regional-manager", None, "region-lead"),
        ("region-lead", "lead-1", "regional-manager"),
        ("other", None, "regional-manager"),
        ("other", "manager-1", "region-lead"),
    ],
)
def test_a_complaint_goes_to_somebody_else_than_whom_it_is_about(role: str, whom: str | None, to: str) -> None:
    """R41: also where the manager who records it is meant."""
    _, events = when(Complaint(), about(role, whom))

    assert isinstance(events[0], ComplaintRaised)
    assert (events[0].to, events[0].answer_by) == (to, TODAY + timedelta(weeks=6))
    assert told(events) == [(NoticeKind.COMPLAINT, to, "")]
    assert regions(events) == {"noord"}


def test_it_is_of_the_region_of_the_case_also_before_its_acceptance() -> None:
    """R41, R4: the region is known from the day on which the case was opened, and moves along."""
    opened = CaseOpened(region="zuid", persons=(PersonConcerned(person="mike", name="Mike"),), opened=MONDAY)
    moved = CaseTransferred(region="west", before="zuid", reason="moved")

    assert CASES.regions(given(opened)) == {"zuid"}
    assert CASES.regions(given(opened, moved)) == {"west"}
    assert b"Mike" not in store_state(given(opened))
    assert recorded("zuid", MANAGER) == ("zuid", {"zuid"})


def test_of_a_case_that_nobody_knows_it_is_of_the_region_of_whoever_records_it() -> None:
    """R41, promise 4: only where that is of no region either every region's staff hear."""
    assert recorded("", MANAGER) == ("noord", {"noord"})
    assert recorded("", Actor(id="mike", role="person-concerned")) == (None, {None})


def test_a_complaint_that_is_told_again_is_open_again() -> None:
    """R39: it is a fact, and never refused; also once it was settled."""
    settled, _ = when(raised("coordinator"), SETTLED)

    again, events = when(settled, about("coordinator"))

    assert told(events) == [(NoticeKind.COMPLAINT, "regional-manager", "")]
    assert when(again, SETTLED)[1]
    assert issubclass(RaiseComplaint, Fact)


def test_whoever_it_went_to_settles_it_and_whoever_complained_hears_it() -> None:
    """R41: with an answer; nothing is due any more."""
    complaint, events = when(raised("coordinator", "anna"), SETTLED)

    assert events[0] == ComplaintSettled(outcome="upheld", answer="Somebody else comes.")
    assert told(events) == [(NoticeKind.COMPLAINT, "els", "settled")]
    assert [one.asked_by for one in events if isinstance(one, NoticeDue)] == ["regional-manager"]
    assert complaints.next_due(complaint) is None
    assert when(complaint, turns(20), PROCESS)[1] == []


@pytest.mark.parametrize(
    ("complaint", "by"),
    [
        (raised("regional-manager", "manager-1"), MANAGER),
        (raised("regional-manager", "manager-1"), OTHER),
        (raised("other", "manager-2"), OTHER),
        (raised("region-lead", "lead-1"), LEAD),
        (raised("coordinator", "anna"), Actor(id="anna", role="coordinator")),
        (when(raised("coordinator", "anna"), SETTLED)[0], MANAGER),
        (Complaint(), MANAGER),
    ],
)
def test_whom_it_is_about_can_neither_settle_it_nor_learn_of_it(complaint: Complaint, by: Actor) -> None:
    """R41: theirs, settled before, or none at all: it sounds the same."""
    with pytest.raises(Refused) as refusal:
        when(complaint, SETTLED, by)

    assert (refusal.value.reason, refusal.value.rule) == ("no-such-complaint", "R41")


def test_the_region_s_lead_settles_what_a_manager_was_to_settle() -> None:
    """R41: unless it is about them."""
    _, (_, notice) = when(raised("coordinator", "anna"), SETTLED, LEAD)

    assert isinstance(notice, NoticeDue)
    assert notice.asked_by == "region-lead"


def test_what_is_not_settled_in_time_reaches_somebody_else_and_not_whom_it_is_about() -> None:
    """R41, promise 4: after the region's weeks, and again each time until it is settled."""
    complaint = raised("coordinator", "anna")

    assert when(complaint, turns(5.9), PROCESS)[1] == []
    late, events = when(complaint, turns(6), PROCESS)
    assert events[0] == ComplaintOverdue(to="region-lead", again=TODAY + timedelta(weeks=12))
    assert told(events) == [(NoticeKind.COMPLAINT, "region-lead", "overdue")]
    assert complaints.next_due(late) == TODAY + timedelta(weeks=12)
    _, of_lead = when(raised("region-lead", "lead-1"), turns(6), PROCESS)
    assert told(of_lead) == [(NoticeKind.COMPLAINT, "regional-manager", "overdue")]
    assert regions(of_lead) == {"noord"}


def test_a_complaint_touches_no_case() -> None:
    """R41: it is a stream of its own: no case hears of it, so that nothing stops and no timeline shows it."""
    of_complaints = {kind for kind in MESSAGES.values() if kind.stream == "complaint"}

    assert of_complaints
    assert not of_complaints & CASES.handles
    assert all(kind.milestone is None for kind in of_complaints)
    assert COMPLAINTS.regions(raised("coordinator")) == {"noord"}


def test_its_state_holds_no_text_and_can_be_stored() -> None:
    """Promise 3: who, about whom and when; never what."""
    stored = store_state(raised("coordinator", "anna"))

    assert b"sides" not in stored
    assert load(COMPLAINTS, stored) == raised("coordinator", "anna")


def test_no_message_is_passed_over_in_silence() -> None:
    """Promise 4: a complaint that lost its look-up fails loudly."""
    with pytest.raises(TypeError, match="RaiseComplaint"):
        when(Complaint(), RaiseComplaint(case="case-1", by="els", about="other", text="They took sides."))
