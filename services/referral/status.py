"""What a referrer hears: the status of their referral, as far as it is allowed, and nothing else (R30)."""

from datetime import timedelta

from contracts.base import Event
from contracts.deciding import AMSTERDAM, Given, Refused
from contracts.notices import NoticeKind
from contracts.people import DeclineReason, Ending, ReferrerKind, Status
from contracts.policy import Policy
from contracts.referral import RecordSharing, SharingRecorded, StatusReported
from contracts.sentences import NextStep, named
from contracts.telling import tell
from services.referral.state import Case, Referral

FIRST = frozenset({Status.RECEIVED, Status.ACCEPTED, Status.DECLINED})
"""What follows from the referral as such. What is heard after it the person allows."""
NEEDS_THE_PERSON = DeclineReason.NOT_WANTED
"""That somebody does not want it is told only where they allowed it."""


def report(case: Case, status: Status, given: Given) -> list[Event]:
    """Tell every referrer who may hear it, once a round. Of a case that has ended, or goes on elsewhere, nothing is."""
    if case.ended or case.linked:
        return []
    return [
        event
        for name, referral in case.referrals.items()
        for event in report_to(name, referral, status, given, case.region)
    ]


def report_end(case: Case, ending: Ending, given: Given, why: DeclineReason | None = None) -> list[Event]:
    """The last status: closed; declined with its reason; every other ending is "ended", without its cause.

    Who referred to a case that is linked to another one hears from there (R3).
    """
    events: list[Event] = []
    if case.linked:
        return events
    for name, referral in case.referrals.items():
        if why and (why is not NEEDS_THE_PERSON or Status.DECLINED in (referral.sharing or ())):
            events += report_to(name, referral, Status.DECLINED, given, case.region, why)
        else:
            last = Status.CLOSED if ending is Ending.CLOSED else Status.ENDED
            events += report_to(name, referral, last, given, case.region)
    return events


def report_to(
    name: str, referral: Referral, status: Status, given: Given, region: str, why: DeclineReason | None = None
) -> list[Event]:
    """Tell one referrer: people by a notice, a system over its agency's topic (`outgoing.py`)."""
    if status in referral.told or not hears(referral, status, given.policy(region)):
        return []
    step = next_step(status, given, given.policy(region))
    told = StatusReported(referral=name, status=status, reason=why, since=given.at, next_step=step)
    if referral.agency:
        return [told]
    detail = named(status, why)
    who = referral.referrer
    return [told, tell(given, NoticeKind.STATUS, who, refers_to=(name,), detail=detail, next_step=step, rule="R30")]


def next_step(status: Status, given: Given, policy: Policy) -> NextStep:
    """What follows on a status: by the policy and the day alone, so that nobody learns anything of a case by it."""
    ends = {
        Status.RECEIVED: given.within(policy.contact_working_days),
        Status.ACCEPTED: given.within(policy.offer_working_days),
        Status.COORDINATOR_ASSIGNED: given.at + timedelta(weeks=policy.preparation_weeks),
        Status.CONFERENCE_HELD: given.within(policy.plan_working_days),
        Status.PLAN_MADE: given.at + timedelta(days=policy.contact_within_days),
    }
    end = ends.get(status)
    return NextStep(by=end.astimezone(AMSTERDAM).date() if end else None, call=policy.contact)


def hears(referral: Referral, status: Status, policy: Policy) -> bool:
    """Whether it was not taken back, and may hear it."""
    return not referral.closed and may_hear(referral, status, policy)


def may_hear(referral: Referral, status: Status, policy: Policy) -> bool:
    """By the region's policy for this kind of referrer, and by what the person allows instead of it."""
    if referral.kind is ReferrerKind.ANONYMOUS:
        return False
    usual = status in policy.heard_by.get(referral.kind, tuple(Status))
    if referral.sharing is None:
        return usual
    return status in referral.sharing or (usual and status in FIRST)


def record_sharing(case: Case, wish: RecordSharing) -> list[Event]:
    """What the person lets a referrer hear from now on.

    Raises:
        Refused: there is no such referral, or its referrer is not known.
    """
    referral = open_referral(case, wish.referral)
    if referral.kind is ReferrerKind.ANONYMOUS:
        raise Refused("anonymous", "An anonymous referrer hears nothing.", rule="R30")
    return [SharingRecorded(referral=wish.referral, statuses=wish.statuses)]


def open_referral(case: Case, name: str) -> Referral:
    """A referral whose statuses are reported.

    Raises:
        Refused: there is none, or it was taken back. Both sound the same.
    """
    referral = case.referrals.get(name)
    if referral is None or referral.closed:
        raise Refused("no-such-referral", "There is no such referral, or it was taken back.", rule="R30")
    return referral
