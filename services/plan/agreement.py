"""The circle agrees on its plan, or on a new version of it (R23, R26)."""

from datetime import date

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.plan import AgreedAction, AgreePlan, PlanAgreed, PlannedAction
from contracts.states import replace
from services.plan import agenda, audience, follow_up, judgement, recurrence, review_dates
from services.plan.reminders import first_reminder
from services.plan.state import Action, Case, Plan, Stage, Terms

DATES = 3
"""How many dates of a recurring action the plan names: enough to see the pattern, and whose turn it is when."""


def agree(case: Case, wish: AgreePlan, given: Given) -> list[Event]:
    """The next version. Without bottom lines the circle's own agreement is enough (R24).

    Raises:
        Refused: there was no conference yet, something is not answered, or an action is not somebody's own.
    """
    check(case, wish, given)
    agreed = PlanAgreed(
        plan=wish.plan,
        version=case.plan.version + 1 if case.plan else 1,
        answers=wish.answers,
        actions=tuple(with_dates(action, wish.agreed_on) for action in wish.actions),
        bottom_lines=wish.bottom_lines,
        monitor=wish.monitor,
        agreed_on=wish.agreed_on,
        present=wish.present,
        agreed_by=wish.present if wish.agreed_by is None else wish.agreed_by,
        dissent=wish.dissent,
        requests=wish.requests,
        with_meeting=case.with_meeting,
        reviews=review_dates.chosen(case, wish, given),
        fallback=review_dates.fallback(case, wish, given),
        agenda=agenda.judgement(case, given) if case.bottom_lines else (),
    )
    if case.bottom_lines:
        return [agreed, *judgement.ask_all(case, given)]
    plan = after_agreed(case, agreed)
    return [agreed, *follow_up.begin(case, plan, given)]


def with_dates(action: AgreedAction, agreed_on: date) -> PlannedAction:
    """How often it comes says little on a calendar: the first dates say it (R23)."""
    since = action.starts or agreed_on
    dates = recurrence.first_dates(action.recurrence, since, DATES) if action.recurrence else ()
    return PlannedAction(**action.model_dump(), dates=dates)


def check(case: Case, wish: AgreePlan, given: Given) -> None:
    """A plan is the circle's own, is complete, and every action is somebody's own (R23)."""
    if case.stage in (Stage.EARLY, Stage.ELSEWHERE):
        raise Refused("no-conference", "There was no conference, and no plan without one, in this round.", rule="R23")
    if wish.agreed_on > given.today:
        raise Refused("agreed-in-future", "A plan is agreed before it is written up.", rule="R23")
    check_answers(case, wish)
    check_people(case, wish)
    audience.check(case, wish)
    review_dates.check(case, wish, given)
    for action in wish.actions:
        check_action(case, action, wish)


def check_answers(case: Case, wish: AgreePlan) -> None:
    """Every question of the intake is answered, or it says why not; every bottom line is answered (R23, R24)."""
    answered = {answer.question for answer in wish.answers if answer.answer or answer.why_not}
    met = {line.bottom_line for line in wish.bottom_lines}
    missing = (
        *(f"question:{question}" for question in case.questions if question not in answered),
        *(f"bottom-line:{line}" for line in case.bottom_lines if line not in met),
    )
    if missing:
        raise Refused("not-answered", "The plan does not answer everything.", rule="R23", missing=missing)
    strange = {answer.question for answer in wish.answers} - {*case.questions} or met - {*case.bottom_lines}
    if strange:
        raise Refused("unknown-question", "The plan answers what was not asked in this case.", rule="R23")


def check_people(case: Case, wish: AgreePlan) -> None:
    """Whoever was present, owns an action or keeps an eye on the plan is of the circle; who agreed was present.

    Professional help that the circle asks for is a request, not an action.
    """
    monitors = {action.monitor for action in wish.actions if action.monitor}
    strangers = {*wish.present, wish.monitor, *monitors, *(action.owner for action in wish.actions)} - {*case.circle}
    if strangers:
        raise Refused("not-in-circle", "The plan names somebody who is not in the circle.", rule="R23")
    if wish.agreed_by is not None and (not wish.agreed_by or {*wish.agreed_by} - {*wish.present}):
        raise Refused("not-agreed-by-circle", "A plan is agreed by somebody, and by who was present.", rule="R23")
    if len({action.action for action in wish.actions}) < len(wish.actions):
        raise Refused("action-twice", "Two actions have the same id.", rule="R23")


def check_action(case: Case, action: AgreedAction, wish: AgreePlan) -> None:
    """Who does something agreed to it themselves; who was absent is pending. By when or how often is said."""
    present = action.owner in wish.present
    if present and not action.agreed:
        raise Refused("not-agreed", "Who was present agrees, or does not own the action.", rule="R23")
    if action.agreed and not present and not agreed_before(case, action):
        raise Refused("not-agreed", "Who was absent is pending.", rule="R23")
    if action.recurrence is None and action.by is None:
        raise Refused("no-date", "An action says by when, or how often.", rule="R23")
    if action.recurrence:
        recurrence.check(action.recurrence, action.starts or wish.agreed_on)


def agreed_before(case: Case, action: AgreedAction) -> bool:
    """Whether the owner agreed to these very terms in an earlier version, or afterwards."""
    before = case.plan.actions.get(action.action) if case.plan else None
    return before is not None and before.terms == terms_of(action) and not before.returned


def after_agreed(case: Case, event: PlanAgreed) -> Plan:
    """The new version; what became of an action whose terms did not change is not forgotten."""
    known = case.plan.actions if case.plan else {}
    actions = {action.action: going_on(known.get(action.action), action, event) for action in event.actions}
    return Plan(event.version, event.monitor, actions, event.reviews, event.fallback)


def going_on(before: Action | None, action: AgreedAction, event: PlanAgreed) -> Action:
    """An action of the new version. Who agreed before to the same terms need not agree again."""
    terms = terms_of(action)
    same = before is not None and not before.returned and replace(before.terms, agreed=terms.agreed) == terms
    if before and same and (before.terms.agreed or not terms.agreed):
        return replace(before, monitor=action.monitor, readers=action.readers)
    since = action.starts or event.agreed_on
    first = first_reminder(terms, since, since)
    return Action(terms, since, again=first, monitor=action.monitor, readers=action.readers)


def terms_of(action: AgreedAction) -> Terms:
    """Who does it, and when."""
    return Terms(action.owner, action.agreed, action.by, action.recurrence, action.starts, action.remind)
