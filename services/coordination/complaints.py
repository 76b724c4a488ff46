"""Complaints go to somebody else than whom they are about, are not visible to them, and hold nothing up (R41).

A complaint is a stream of its own: nothing of it is in the timeline of the case, and no step of the case waits for it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from contracts.base import Event, Message
from contracts.coordination import (
    ComplaintOverdue,
    ComplaintRaised,
    ComplaintSettled,
    RaiseComplaint,
    SettleComplaint,
)
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.operations import DayTurned
from contracts.states import State, replace
from contracts.telling import LEVELS, tell


class RaiseInRegion(RaiseComplaint):
    """A complaint with the region of its case, if there is such a case: also of one that is not accepted (R4)."""

    region: str = ""


class Complaint(State, frozen=True):
    """What is remembered of a complaint, without its text."""

    by: str | None = None
    about: str = ""
    whom: str | None = None
    to: str = ""
    region: str = ""
    due: date | None = None
    """When somebody else hears that it was not settled."""
    settled: bool = False


def decide(complaint: Complaint, message: Message, given: Given) -> Sequence[Event]:
    """Raised once, settled once; told again when it takes too long."""
    match message:
        case RaiseInRegion():
            return raise_it(message, given)
        case SettleComplaint():
            return settle(complaint, message, given)
        case DayTurned():
            return overdue(complaint, message.day, given)
    raise TypeError(f"No rule answers {type(message).__name__}.")


def raise_it(told: RaiseInRegion, given: Given) -> list[Event]:
    """Whoever complains is heard, whatever the state of the case; told again, a complaint is open again.

    Of a case that nobody knows it goes to the region of whoever records it.
    """
    to, region = goes_to(told, given), told.region or given.by.region or ""
    answer_by = given.today + timedelta(weeks=given.policy(region).complaint_weeks)
    return [
        ComplaintRaised(**told.model_dump(exclude={"region"}), to=to, region=region or None, answer_by=answer_by),
        notice(given, to, region, asked_by="process"),
    ]


def goes_to(told: RaiseComplaint, given: Given) -> Literal["regional-manager", "region-lead"]:
    """A regional manager looks at it, unless it is about one: then the region's lead does."""
    of_a_manager = given.by.role == "regional-manager" and given.by.id == told.whom
    return "region-lead" if told.about == "regional-manager" or of_a_manager else "regional-manager"


def settle(complaint: Complaint, wish: SettleComplaint, given: Given) -> list[Event]:
    """Whoever it went to, or the region's lead, says what came of it, and whoever complained hears it.

    Raises:
        Refused: there is no such open complaint, or it is not theirs to settle. Whom it is about learns nothing.
    """
    theirs = given.by.role in (complaint.to, "region-lead") and given.by.role != complaint.about
    if complaint.by is None or complaint.settled or given.by.id == complaint.whom or not theirs:
        raise Refused("no-such-complaint", "There is no such complaint for you to settle.", rule="R41")
    return [
        ComplaintSettled(outcome=wish.outcome, answer=wish.answer),
        notice(given, complaint.by, complaint.region, asked_by=given.by.role, detail="settled"),
    ]


def overdue(complaint: Complaint, day: date, given: Given) -> list[Event]:
    """The lead hears what was not settled in time, or the manager if it is about the lead; again until it is."""
    if complaint.settled or complaint.due is None or day < complaint.due:
        return []
    again = day + timedelta(weeks=given.policy(complaint.region).complaint_weeks)
    to = next(level for level in reversed(LEVELS) if level != complaint.about)
    return [
        ComplaintOverdue(to=to, again=again),
        notice(given, to, complaint.region, asked_by="process", detail="overdue"),
    ]


def notice(given: Given, who: str, region: str, *, asked_by: str, detail: str = "") -> Event:
    """Somebody hears of the complaint; of the staff those of its region. Who settled it brings what came of it."""
    return tell(
        given,
        NoticeKind.COMPLAINT,
        who,
        asked_by=asked_by,
        refers_to=(given.stream,),
        detail=detail,
        rule="R41",
        region=region or None,
    )


def evolve(complaint: Complaint, event: Event) -> Complaint:
    """What each event changes."""
    match event:
        case ComplaintRaised():
            return Complaint(event.by, event.about, event.whom, event.to, event.region or "", event.answer_by)
        case ComplaintOverdue():
            return replace(complaint, due=event.again)
        case ComplaintSettled():
            return replace(complaint, settled=True, due=None)
    return complaint


def next_due(complaint: Complaint) -> date | None:
    """When it takes too long."""
    return complaint.due


def regions(complaint: Complaint) -> frozenset[str]:
    """The region whose staff it concerns, if it is of one."""
    return frozenset({complaint.region} if complaint.region else ())
