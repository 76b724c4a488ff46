"""What the process asks for next, and when, by the region's policy and the circle's choice (R10, R24, R25, R27)."""

from datetime import datetime, time, timedelta

from contracts.deciding import AMSTERDAM, Given
from contracts.process import Due, DueItem
from contracts.telling import told_twice
from services.plan.state import Case, FollowUp, Plan

CONTACTS = (Due.CALL_FAMILY, Due.CONTACT_REFERRER)
MORNING = time(9)
"""On a review date somebody is asked in the morning."""


def judgement(case: Case, given: Given) -> tuple[DueItem, ...]:
    """Each bottom line is to be judged (R24); meanwhile what was being followed up goes on."""
    days = given.policy(case.region).judgement_working_days
    asked = awaited(Due.ESCALATE_JUDGEMENT, days, case, given, rule="R24", whose="bottom-line-setter")
    return (*asked, *ahead(case, given))


def after_refusal(case: Case, given: Given) -> tuple[DueItem, ...]:
    """The circle chooses a way, or makes another version (R25)."""
    return (*next_version(case, given, "R25"), *ahead(case, given))


def adjustment(case: Case, given: Given) -> tuple[DueItem, ...]:
    """A review found that the plan is to be adjusted: the next version is awaited like the first (R26, R29)."""
    return next_version(case, given, "R29")


def next_version(case: Case, given: Given, rule: str) -> tuple[DueItem, ...]:
    """A version of the plan is awaited from the circle."""
    days = given.policy(case.region).plan_working_days
    return awaited(Due.ESCALATE_PLAN, days, case, given, rule=rule, whose="circle")


def awaited(what: Due, days: int, case: Case, given: Given, *, rule: str, whose: str) -> tuple[DueItem, ...]:
    """Something within so many working days; what takes longer is told twice (R10)."""
    return told_twice(what, given.within(days), given, given.policy(case.region), rule=rule, whose=whose)


def follow_up(case: Case, plan: Plan, given: Given) -> tuple[DueItem, ...]:
    """A plan stands: the calls, once, each review that is still ahead, and the fallback (R27)."""
    calls = first_contacts(case, given) if case.follow_up is None else contacts(case.follow_up)
    moments = [(datetime.combine(day, MORNING, AMSTERDAM), "circle") for day in plan.reviews]
    if plan.fallback:
        moments.append((datetime.combine(plan.fallback, MORNING, AMSTERDAM), "regional-manager"))
    return (
        *calls,
        *(DueItem(what=Due.HOLD_REVIEW, at=at, rule="R27", whose=whose) for at, whose in moments if at > given.at),
    )


def first_contacts(case: Case, given: Given) -> tuple[DueItem, ...]:
    """About four weeks after, the coordinator calls; a little later the manager contacts family and referrer."""
    policy = given.policy(case.region)
    moments = (
        (Due.CALL_FAMILY, policy.call_days, "coordinator"),
        (Due.CONTACT_REFERRER, policy.contact_days, "regional-manager"),
    )
    return tuple(
        DueItem(what=what, at=given.at + timedelta(days=days), rule="R27", whose=whose) for what, days, whose in moments
    )


def contacts(following: FollowUp) -> tuple[DueItem, ...]:
    """The contacts that were not there yet; an adjusted plan does not begin them anew."""
    return tuple(item for item in following.agenda if item.what in CONTACTS)


def ahead(case: Case, given: Given) -> tuple[DueItem, ...]:
    """What is still to come of contacts and reviews."""
    items = case.follow_up.agenda if case.follow_up else ()
    return tuple(item for item in items if item.at > given.at and item.what is not Due.ESCALATE_PLAN)


def reviews_ahead(case: Case, given: Given) -> tuple[DueItem, ...]:
    """The reviews that are still to come, the fallback left aside."""
    following = case.follow_up
    items = [item for item in ahead(case, given) if item.what is Due.HOLD_REVIEW]
    return tuple(item for item in items if following and not following.falls_back(item))
