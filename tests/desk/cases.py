"""Cases that desk tests begin with."""

from datetime import date, datetime, timedelta
from typing import Any

from contracts.base import Event
from contracts.coordination import (
    ComplaintRaised,
    CoordinatorAssigned,
    CoordinatorRegistered,
    ParticipantInvited,
    Session,
    SessionPlanned,
)
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import Channel, CircleRole, PersonConcerned
from contracts.process import Due, DueItem
from contracts.referral import CaseAccepted, CaseOpened, ConsentCompleted
from tests.desk.house import House

CASE = "case-1"
COMPLAINT = "complaint-1"
WORDS = "Zij koos partij."
"""Of the complaint."""
MONDAY = datetime.fromisoformat("2025-03-03T10:00:00+01:00")
"""A date of a story."""
SECRETS = ("Mike", "Els van der Zande", "Fatma Yilmaz", "buurthuis De Klok")
"""What must never be at rest in plain."""


def opened(region: str = "noord") -> CaseOpened:
    """A case about one person."""
    mike = PersonConcerned(person="mike", name="Mike", language="en", channel=Channel.LETTER)
    agenda = (DueItem(what=Due.ESCALATE_CONTACT, at=MONDAY + timedelta(days=3), rule="R10", whose="regional-manager"),)
    return CaseOpened(region=region, persons=(mike,), opened=MONDAY, agenda=agenda)


def invited(participant: str = "els", **more: Any) -> ParticipantInvited:
    """Somebody was asked to come."""
    asked: dict[str, Any] = {
        "name": "Els van der Zande",
        "role": CircleRole.AUNT,
        "language": "nl",
        "channel": Channel.MAIL,
        "invited": MONDAY,
        **more,
    }
    return ParticipantInvited(participant=participant, **asked)


def invitation(notice: str = "notice-1", recipient: str = "els", **more: Any) -> NoticeDue:
    """Somebody is to be told that they are invited."""
    asked: dict[str, Any] = {"kind": NoticeKind.INVITATION, "asked_by": "coordinator", "rule": "R15", **more}
    return NoticeDue(notice=notice, recipient=recipient, **asked)


async def in_preparation(house: House, case: str = CASE) -> None:
    """A case with a coordinator, somebody invited, and a date."""
    session = Session(session="session-1", starts=MONDAY + timedelta(days=20), place="buurthuis De Klok")
    accepted = CaseAccepted(region="noord", round=1, languages=("nl",), persons=("mike",))
    await house.happened(
        "coordinator-1",
        CoordinatorRegistered(name="Fatma Yilmaz", regions=("noord",), languages=("nl",), capacity=3),
        at=MONDAY,
    )
    await house.happened(case, opened(), ConsentCompleted(persons=("mike",)), accepted, at=MONDAY)
    found: list[Event] = [CoordinatorAssigned(coordinator="coordinator-1", round=1), invited()]
    await house.happened(case, *found, SessionPlanned(session=session), at=MONDAY)


async def complained(house: House, to: str = "regional-manager", region: str | None = "noord", **about: Any) -> None:
    """Somebody complained, and whom it went to is to hear it."""
    said: dict[str, Any] = {"case": CASE, "by": "els", "about": "coordinator", "to": to, "region": region, **about}
    raised = ComplaintRaised.model_validate({**said, "answer_by": date(2025, 4, 14), "text": WORDS})
    due = invitation(
        "notice-1", to, kind=NoticeKind.COMPLAINT, asked_by="process", refers_to=(COMPLAINT,), region=region
    )
    await house.happened(COMPLAINT, raised, due, service="coordination", at=MONDAY)
