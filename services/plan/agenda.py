"""What the process asks for next, and when, by the region's policy and the circle's choice (R10, R24, R25, R27)."""

from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from contracts.deciding import AMSTERDAM, Given
from contracts.process import Due, DueItem
from contracts.telling import told_twice
from services.plan.state import Case, FollowUp

MORNING = time(9)
"""On a review date somebody is asked in the morning."""


def judgement(case: Case, given: Given) -> tuple[DueItem, ...]:
    """Each bottom line is to be judged (R24); meanwhile what was being followed up goes on."""
    policy = given.policy(case.region)
    first = given.within(policy.judgement_working_days)
    asked = told_twice(Due.ESCALATE_JUDGEMENT, first, given, policy, rule="R24", whose="bottom-line-setter")
    return (*asked, *ahead(case, given))


def after_refusal(case: Case, given: Given) -> tuple[DueItem, ...]:
    """The circle chooses a way, or makes another version (R25)."""
    policy = given.policy(case.region)
    first = given.within(policy.plan_working_days)
    asked = told_twice(Due.ESCALATE_PLAN, first, given, policy, rule="R25", whose="circle")
    return (*asked, *ahead(case, given))


def follow_up(case: Case, reviews: tuple[date, ...], given: Given) -> tuple[DueItem, ...]:
    """A plan stands: the calls, once, and each review that is still ahead (R27)."""
    calls = first_contacts(case, given) if case.follow_up is None else contacts(case.follow_up)
    moments = [datetime.combine(day, MORNING, AMSTERDAM) for day in reviews]
    return (
        *calls,
        *(DueItem(what=Due.HOLD_REVIEW, at=at, rule="R27", whose="circle") for at in moments if at > given.at),
    )


def first_contacts(case: Case, given: Given) -> tuple[DueItem, ...]:
    """About four weeks after, the coordinator calls; a little later the manager contacts family and referrer."""
    policy = given.policy(case.region)
    call, contact = (given.at + timedelta(days=days) for days in (policy.call_days, policy.contact_days))
    return (
        DueItem(what=Due.CALL_FAMILY, at=call, rule="R27", whose="coordinator"),
        DueItem(what=Due.CONTACT_REFERRER, at=contact, rule="R27", whose="regional-manager"),
    )


def contacts(following: FollowUp) -> tuple[DueItem, ...]:
    """The contacts that were not there yet; an adjusted plan does not begin them anew."""
    return tuple(item for item in following.agenda if item.what is not Due.HOLD_REVIEW)


def ahead(case: Case, given: Given) -> tuple[DueItem, ...]:
    """What is still to come of the follow-up."""
    return tuple(item for item in case.follow_up.agenda if item.at > given.at) if case.follow_up else ()


def review_dates(case: Case, agreed_on: date, months: tuple[int, ...] | None, given: Given) -> tuple[date, ...]:
    """The circle's own choice; else those that are still ahead of a plan that stood; else the region's (R27)."""
    if months is None and case.follow_up:
        moments = [item.at for item in ahead(case, given) if item.what is Due.HOLD_REVIEW]
        return tuple(moment.astimezone(AMSTERDAM).date() for moment in moments)
    chosen = given.policy(case.region).reviews_after_months if months is None else months
    return tuple(agreed_on + relativedelta(months=number) for number in sorted(set(chosen)))
