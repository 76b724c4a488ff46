"""Nobody is chased: only who asked for it is reminded of an action, within a limit; then the monitor hears (R28)."""

from datetime import date, timedelta

from contracts.base import Event
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.plan import ActionDue, MonitorTold
from contracts.telling import tell
from services.plan import recurrence
from services.plan.standing import watcher
from services.plan.state import Action, Case, Plan, Stage, Terms


def next_due(case: Case) -> date | None:
    """The next day on which somebody is to be reminded. Nobody is while no plan stands."""
    if case.ended or case.stage is not Stage.STANDS or case.plan is None:
        return None
    return min((action.again for action in case.plan.actions.values() if action.again), default=None)


def remind(case: Case, today: date, given: Given) -> list[Event]:
    """A day began: of each action whose date has come."""
    if case.plan is None or next_due(case) is None:
        return []
    ripe = [name for name, action in case.plan.actions.items() if action.again and action.again <= today]
    return [event for name in ripe for event in remind_one(case, case.plan, name, today, given)]


def remind_one(case: Case, plan: Plan, name: str, today: date, given: Given) -> list[Event]:
    """One reminder, counted; after the last one the circle's own monitor hears, and nobody else."""
    action, policy = plan.actions[name], given.policy(case.region)
    if not action.terms.agreed:
        return tell_monitor(case, plan, name, "pending", given)
    if action.reminders >= policy.action_reminders:
        return tell_monitor(case, plan, name, "not-told", given)
    again = next_date(action, today) if action.terms.recurrence else today + timedelta(days=policy.reminder_days)
    owner, number = action.terms.owner, action.reminders + 1
    return [
        ActionDue(action=name, owner=owner, on=action.again or today, reminder=number, again=again),
        notice(given, owner, name),
    ]


def tell_monitor(case: Case, plan: Plan, name: str, detail: str, given: Given) -> list[Event]:
    """Nothing was told of an action, or its owner did not say whether they agree. After this nobody is told any more:
    what the circle makes of it is its own matter, and it waits for as long as they like.
    """
    who = watcher(case, plan, plan.actions[name])
    return [MonitorTold(action=name, monitor=who), notice(given, who, name, detail)]


def notice(given: Given, who: str, action: str, detail: str = "") -> Event:
    """One action, to one person, on behalf of the circle."""
    return tell(
        given, NoticeKind.ACTION_REMINDER, who, asked_by="circle", refers_to=(action,), detail=detail, rule="R28"
    )


def first_reminder(terms: Terms, since: date, today: date) -> date | None:
    """The date on which an owner who agreed and asked for it is reminded first."""
    if not (terms.remind and terms.agreed):
        return None
    return recurrence.first_from(terms.recurrence, since, today) if terms.recurrence else terms.by


def next_date(action: Action, today: date) -> date | None:
    """The next date of a recurring action whose owner agreed to it and asked to be reminded."""
    terms = action.terms
    if action.returned or not (terms.recurrence and terms.remind and terms.agreed):
        return None
    return recurrence.first_from(terms.recurrence, action.since, today + timedelta(days=1))


def after_due(plan: Plan, event: ActionDue) -> Plan:
    """Counted."""
    return plan.having(event.action, reminders=event.reminder, again=event.again)
