"""Who was absent when the circle agreed is pending: they are asked, once, and answer for themselves (R23)."""

from datetime import date, timedelta

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.plan import ActionAnswered, ActionAsked, ActionReturned, AnswerAction
from contracts.states import replace
from contracts.telling import tell
from services.plan.actions import tell_returned
from services.plan.reminders import first_reminder
from services.plan.state import Action, Case, Plan


def ask(case: Case, plan: Plan, given: Given) -> list[Event]:
    """The plan stands: each owner who was absent is asked about what they are to do. Nobody is asked twice."""
    again = given.today + timedelta(days=given.policy(case.region).answer_days)
    waiting = [name for name, action in plan.actions.items() if open_in(case, action) and not action.asked]
    return [event for name in waiting for event in ask_one(name, plan.actions[name].terms.owner, again, given)]


def open_in(case: Case, action: Action) -> bool:
    """Whether somebody of the circle has not said yet whether they agree."""
    return not (action.terms.agreed or action.returned) and action.terms.owner in case.circle


def ask_one(name: str, owner: str, again: date, given: Given) -> list[Event]:
    """One action, to whoever is to do it."""
    return [
        ActionAsked(action=name, owner=owner, again=again),
        tell(given, NoticeKind.ACTION_ASKED, owner, asked_by="circle", refers_to=(name,), rule="R23"),
    ]


def answer(case: Case, said: AnswerAction, given: Given) -> list[Event]:
    """A yes makes it theirs. A no gives it back to the circle, also a later one: nobody needs a reason.

    Raises:
        Refused: there is no such action, it is not theirs to answer for, or there is nothing to answer.
    """
    action = case.plan.actions.get(said.action) if case.plan else None
    if case.plan is None or action is None or action.returned:
        raise Refused("unknown-action", "The plan has no such action of anybody.", rule="R23")
    if said.by != action.terms.owner or (given.by.role == "person-concerned" and given.by.id != said.by):
        raise Refused("not-the-owner", "Whoever is to do something agrees to it themselves.", rule="R23")
    if said.agreed and action.terms.agreed:
        raise Refused("agreed-already", "They agreed to it before.", rule="R23")
    if said.agreed:
        return [answered(said, first_reminder(replace(action.terms, agreed=True), action.since, given.today))]
    return [
        answered(said, None),
        ActionReturned(action=said.action),
        *tell_returned(case, case.plan, (said.action,), given),
    ]


def answered(said: AnswerAction, again: date | None) -> Event:
    """What they said."""
    return ActionAnswered(action=said.action, by=said.by, agreed=said.agreed, means=said.means, again=again)


def after_answered(plan: Plan, event: ActionAnswered) -> Plan:
    """Theirs, or not."""
    action = plan.actions.get(event.action)
    if action is None:
        return plan
    return plan.having(event.action, terms=replace(action.terms, agreed=event.agreed), again=event.again)
