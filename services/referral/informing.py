"""An agency that referred hears that its professional is asked for information, and for when (R18, R30)."""

from datetime import timedelta

from contracts.base import Event
from contracts.coordination import InformationWanted
from contracts.deciding import AMSTERDAM, Given
from contracts.people import Status
from contracts.referral import InformationTold
from contracts.sentences import NextStep
from services.referral import status
from services.referral.state import Case


def tell_agency(case: Case, wanted: InformationWanted, given: Given) -> list[Event]:
    """Only of a case that it referred itself, and as long as it may hear that there is a coordinator, who asks.

    An agency that referred nothing here learns nothing of the case: its professional was asked personally.
    """
    if case.ended or case.linked:
        return []
    policy = given.policy(case.region)
    by = None
    if wanted.conference:
        by = wanted.conference.astimezone(AMSTERDAM).date() - timedelta(days=policy.information_days_ahead)
    step = NextStep(by=max(by, given.today) if by else None, call=policy.contact)
    return [
        InformationTold(referral=name, conference=wanted.conference, since=given.at, next_step=step)
        for name, referral in case.referrals.items()
        if referral.agency == wanted.agency and status.hears(referral, Status.COORDINATOR_ASSIGNED, policy)
    ]
