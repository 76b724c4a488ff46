"""The circle agrees on its plan, or on a new version of it (R23, R26)."""

from datetime import date

from contracts.base import Event
from contracts.deciding import AMSTERDAM, Given, Refused
from contracts.plan import AgreedAction, AgreePlan, PlanAgreed
from services.plan import agenda, follow_up, judgement, recurrence
from services.plan.state import Action, Case, Plan, Stage, Terms


def agree(case: Case, wish: AgreePlan, given: Given) -> list[Event]:
    """The next version. Without bottom lines the circle's own agreement is enough (R24).

    Raises:
        Refused: there was no conference yet, something is not answered, or an action is not somebody's own.
    """
    check(case, wish, given)
    version = case.plan.version + 1 if case.plan else 1
    reviews = agenda.review_dates(case, wish.agreed_on, wish.reviews_after_months, given)
    agreed = PlanAgreed(
        plan=wish.plan,
        version=version,
        answers=wish.answers,
        actions=wish.actions,
        bottom_lines=wish.bottom_lines,
        monitor=wish.monitor,
        agreed_on=wish.agreed_on,
        present=wish.present,
        dissent=wish.dissent,
        requests=wish.requests,
        with_meeting=case.with_meeting,
        reviews=reviews,
        agenda=agenda.judgement(case, given) if case.bottom_lines else (),
    )
    if case.bottom_lines:
        return [agreed, *judgement.ask_all(case, given)]
    return [agreed, *follow_up.begin(case, version, reviews, given)]


def check(case: Case, wish: AgreePlan, given: Given) -> None:
    """A plan is the circle's own, is complete, and every action is somebody's own (R23)."""
    if case.stage in (Stage.EARLY, Stage.ELSEWHERE):
        raise Refused("no-conference", "There was no conference, and no plan without one, in this round.", rule="R23")
    if wish.agreed_on > given.at.astimezone(AMSTERDAM).date():
        raise Refused("agreed-in-future", "A plan is agreed before it is written up.", rule="R23")
    check_answers(case, wish)
    check_people(case, wish)
    for action in wish.actions:
        check_action(action, wish)


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
    """Whoever was present, owns an action or keeps an eye on the plan is of the circle.

    Professional help that the circle asks for is a request, not an action.
    """
    strangers = {*wish.present, wish.monitor, *(action.owner for action in wish.actions)} - {*case.circle}
    if strangers:
        raise Refused("not-in-circle", "The plan names somebody who is not in the circle.", rule="R23")
    if len({action.action for action in wish.actions}) < len(wish.actions):
        raise Refused("action-twice", "Two actions have the same id.", rule="R23")


def check_action(action: AgreedAction, wish: AgreePlan) -> None:
    """Who does something agreed to it themselves; who was absent is pending. By when or how often is said."""
    if action.agreed is not (action.owner in wish.present):
        said = (
            "Who was present agrees, or does not own the action." if not action.agreed else "Who was absent is pending."
        )
        raise Refused("not-agreed", said, rule="R23")
    if action.recurrence is None and action.by is None:
        raise Refused("no-date", "An action says by when, or how often.", rule="R23")
    if action.recurrence:
        recurrence.check(action.recurrence, action.starts or wish.agreed_on)


def after_agreed(case: Case, event: PlanAgreed) -> Plan:
    """The new version; what became of an action whose terms did not change is not forgotten."""
    known = case.plan.actions if case.plan else {}
    actions = {}
    for action in event.actions:
        before = known.get(action.action)
        terms = Terms(action.owner, action.agreed, action.by, action.recurrence, action.starts, action.remind)
        goes_on = before is not None and before.terms == terms and not before.returned
        actions[action.action] = before if before and goes_on else begin(terms, action.starts or event.agreed_on)
    return Plan(event.version, event.monitor, actions, event.reviews)


def begin(terms: Terms, since: date) -> Action:
    """An action as agreed, with the date on which an owner who agreed and asked for it is reminded first (R28)."""
    first = recurrence.first_from(terms.recurrence, since, since) if terms.recurrence else terms.by
    return Action(terms, since, again=first if terms.remind and terms.agreed else None)
