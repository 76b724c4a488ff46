"""Agreed actions: what is told of them, and whose they are when somebody leaves (R28, R32)."""

from contracts.base import Event
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.plan import ActionReported, ActionReturned, ReportAction
from contracts.telling import MANAGER, tell
from services.plan.reminders import next_date
from services.plan.standing import watcher
from services.plan.state import Action, Case, Plan


def report(case: Case, told: ReportAction, given: Given) -> list[Event]:
    """Done, not done or changed. Out of turn, or told by anybody but owner or monitor, it is recorded too (R39)."""
    action = case.plan.actions.get(told.action) if case.plan else None
    deviations = found(case, action, told)
    again = next_date(action, given.today) if action and action.terms.owner in case.circle else None
    return [
        ActionReported(action=told.action, state=told.state, by=told.by, again=again, deviations=deviations),
        *(
            tell(given, NoticeKind.DEVIATION, MANAGER, refers_to=(told.action,), detail=word, rule="R39")
            for word in deviations
        ),
    ]


def found(case: Case, action: Action | None, told: ReportAction) -> tuple[str, ...]:
    """What was not as it should be, in words of a fixed list."""
    own = (
        case.plan is not None
        and action is not None
        and told.by in (action.terms.owner, action.monitor, watcher(case, case.plan, action))
    )
    checks = {
        "case-ended": case.ended,
        "unknown-action": action is None,
        "not-owner-nor-monitor": action is not None and not own,
    }
    return tuple(word for word, applies in checks.items() if applies)


def give_back(case: Case, participant: str, given: Given) -> list[Event]:
    """Somebody is gone, without a reason: what they had to do is the circle's again, and its monitor hears."""
    if case.plan is None:
        return []
    theirs = tuple(
        name for name, action in case.plan.actions.items() if action.terms.owner == participant and not action.closed
    )
    return [*(ActionReturned(action=name) for name in theirs), *tell_returned(case, case.plan, theirs, given)]


def tell_returned(case: Case, plan: Plan, actions: tuple[str, ...], given: Given) -> list[Event]:
    """The circle finds somebody else, or changes its plan: whoever keeps an eye on them hears, once for all of them."""
    watched: dict[str, list[str]] = {}
    for name in actions:
        watched.setdefault(watcher(case, plan, plan.actions[name]), []).append(name)
    return [
        tell(
            given,
            NoticeKind.ACTION_REMINDER,
            who,
            asked_by="circle",
            refers_to=tuple(names),
            detail="returned",
            rule="R32",
        )
        for who, names in watched.items()
    ]


def after_reported(plan: Plan, event: ActionReported) -> Plan:
    """Whoever told something need not be reminded of it; of a recurring action from its next date on."""
    return plan.having(event.action, reported=event.state, reminders=0, again=event.again)
