"""The case ended: all that was open is called off, everybody waiting is told, without the reason (R31)."""

from contracts.base import Event
from contracts.coordination import CalledOff
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.people import Ending
from contracts.referral import CaseEnded
from contracts.telling import tell
from services.coordination.practical import expected_givers
from services.coordination.state import Case, Stage, in_order


def call_off(case: Case, end: CaseEnded, given: Given) -> list[Event]:
    """Offers, invitations and reminders are off, whatever was in flight. A case that ran its course has none."""
    told = [who for who in waiting(case, end.ending) if who != end.person]
    held = case.search.open
    if not told and held is None:
        return []
    return [
        CalledOff(offers=(held.offer,) if held else (), invitations=tuple(invited(case))),
        *(tell(given, NoticeKind.CALLED_OFF, who, rule="R31") for who in told),
    ]


def waiting(case: Case, ending: Ending) -> tuple[str, ...]:
    """Who counts on hearing of it: whoever has or holds the offer of the case, whom it is about, and who was to come.

    Once the conference is over the circle waits for nothing; nor does the coordinator of a case that was closed.
    """
    held = case.search.open
    coordinators = [who for who in (held.coordinator if held else None, case.search.coordinator) if who]
    if ahead(case):
        return in_order(coordinators, case.concerned(), invited(case), expected_givers(case))
    return () if ending is Ending.CLOSED else in_order(coordinators)


def ahead(case: Case) -> bool:
    """Whether there would still have been a conference."""
    return case.preparing or case.stage is Stage.STOPPED


def invited(case: Case) -> list[str]:
    """Invitations that were open or accepted. Nothing is sent to who withdrew or was vetoed (R15, R16)."""
    return case.circle.waiting() if ahead(case) else []
