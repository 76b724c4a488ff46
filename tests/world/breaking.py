"""How a rule is broken on purpose, so that a check which looks at it must notice."""

import pkgutil
from collections.abc import Callable
from copy import replace
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from contracts.coordination import ConferenceHeld, ConferenceWithoutPlan, PreparationStopped, StopReason
from contracts.deciding import Refused
from contracts.notices import NoticeDue
from contracts.people import Ending
from contracts.referral import CaseTransferred, DecideFunding, Funding
from services.chassis.admission import Verdict
from services.plan import follow_up
from services.referral.ending import end
from tests.world import crowd, households, operators
from tests.world.story import lived

type Break = Callable[[Any], Any]
"""The function as it is -> the function as it must not be."""


type Check = Callable[[], None]
"""Looks whether something holds. It raises an `AssertionError` if it does not."""

WORLDS = 120
"""So many worlds of four cases may live before a break is noticed; most need one or two."""
CASES = 4


def in_the_world() -> None:
    """Whole cases live, and each rule holds after each step.

    Raises:
        Broken: one does not.
    """
    for number in range(WORLDS):
        _, failure = lived(f"mutant-{number}", CASES)
        if failure:
            raise failure.broken


def where_many_are_away() -> None:
    """The same, where coordinators are away three times as often.

    Raises:
        Broken: a rule does not hold.
    """
    more(crowd, "ABSENCES", 3)


def where_all_are_referred_twice() -> None:
    """The same, where each household is referred by two.

    Raises:
        Broken: a rule does not hold.
    """
    more(households, "TWICE", 12)


def where_much_fails() -> None:
    """The same, where messages fail twenty times as often.

    Raises:
        Broken: a rule does not hold.
    """
    more(operators, "RATE", 20)


def more(of: ModuleType, name: str, times: int) -> None:
    """Whole cases live where something happens more often.

    Raises:
        Broken: a rule does not hold.
    """
    usual = getattr(of, name)
    setattr(of, name, times * usual)
    try:
        in_the_world()
    finally:
        setattr(of, name, usual)


IN_WORLDS = (in_the_world, where_all_are_referred_twice, where_many_are_away, where_much_fails)


@dataclass(frozen=True)
class Mutation:
    """A break: of which rule, where, how, and what notices."""

    rule: str
    what: str
    target: str
    """Dotted, as it is looked up when it runs."""
    broken: Break
    noticed_by: Check = in_the_world

    def function(self) -> Any:
        """What is to be broken, as it is."""
        return pkgutil.resolve_name(self.target)


def always(value: Any) -> Break:
    """It says the same whatever is asked."""
    return lambda _: lambda *_args, **_named: value


def with_case(**changes: Any) -> Break:
    """It believes something else of the case."""
    return lambda rule: lambda case, *rest, **named: rule(replace(case, **changes), *rest, **named)


def first(**changes: Any) -> Break:
    """The first event that it causes says something else."""

    def broken(rule: Any) -> Any:
        def changed(*args: Any, **named: Any) -> Any:
            events = list(rule(*args, **named))
            return [events[0].model_copy(update=changes), *events[1:]] if events else events

        return changed

    return broken


def refusing(_: Any) -> Any:
    """It refuses a fact."""

    def refuse(*_args: Any) -> Any:
        raise Refused("no", "No.")

    return refuse


def everybody_said_yes(rule: Any) -> Any:
    """Whoever is referred is taken to want it."""
    return lambda *args: {name: replace(one, answer="yes") for name, one in rule(*args).items()}


def a_refusal_ends_it(rule: Any) -> Any:
    """Refused funding closes the case."""

    def record(case: Any, fact: Any, given: Any) -> Any:
        refused = isinstance(fact, DecideFunding) and fact.decision is Funding.REFUSED
        return [*rule(case, fact, given), *(end(case, Ending.DECLINED, given) if refused else ())]

    return record


def forgetting_referrals(rule: Any) -> Any:
    """Each referral is a new one."""
    return lambda case, wish, given: rule(replace(case, referrals={}), wish, given)


def never_enough(rule: Any) -> Any:
    """Reminders never end."""
    return lambda member, given, policy: rule(member, given, policy.model_copy(update={"reminders": 99}))


def stands(_: Any) -> Any:
    """A plan that fails is accepted."""
    return lambda case, plan, _failed, given: follow_up.begin(case, plan, given)


def stopped(_: Any) -> Any:
    """Every stop is an ending."""
    return lambda case, wish, _given: [PreparationStopped(reason=wish.reason or StopReason.OTHER, round=case.round)]


def without_plan(rule: Any) -> Any:
    """No conference makes a plan."""

    def outcome(*args: Any) -> Any:
        return [
            ConferenceWithoutPlan(**one.model_dump()) if isinstance(one, ConferenceHeld) else one for one in rule(*args)
        ]

    return outcome


def chasing(rule: Any) -> Any:
    """Owners are reminded for ever."""

    def remind_one(case: Any, plan: Any, name: str, today: Any, given: Any) -> Any:
        generous = {
            region: policy.model_copy(update={"action_reminders": 99}) for region, policy in given.policies.items()
        }
        return rule(case, plan, name, today, replace(given, policies=generous))

    return remind_one


def forgetting_vetoes(_rule: Any) -> Any:
    """Who is kept out is in the circle as before."""
    return lambda circle, _event: circle.vetoes


def forgetting_what_was_told(rule: Any) -> Any:
    """Each status is told as if for the first time."""

    def report(case: Any, status: Any, given: Any) -> Any:
        anew = {name: replace(one, told=frozenset()) for name, one in case.referrals.items()}
        return rule(replace(case, referrals=anew), status, given)

    return report


def ending_for_all(_: Any) -> Any:
    """One who leaves ends the case."""
    return lambda case, person, given, why=Ending.WITHDRAWN, **_: end(case, why, given, person=person)


def untold(rule: Any) -> Any:
    """Nobody hears of it."""
    return lambda *args: [event for event in rule(*args) if not isinstance(event, NoticeDue)]


def saying(**changes: Any) -> Break:
    """The event that it makes says something else."""
    return lambda rule: lambda *args, **how: rule(*args, **how).model_copy(update=changes)


def moving_at_once(_: Any) -> Any:
    """Whoever is asked has the case."""
    return lambda case, wish, _given: [CaseTransferred(region=wish.to, before=case.region, reason=wish.reason)]


def anybody_has_work(rule: Any) -> Any:
    """Whoever claims work is taken to have had the case."""

    def claim(case: Any, wish: Any, given: Any) -> Any:
        had = case.search.had | {wish.coordinator}
        return rule(replace(case, search=replace(case.search, had=had)), wish, given)

    return claim


def nobody_joins(_: Any) -> Any:
    """No agency is in the case but those of its referrals."""
    return lambda case, _agency: case


def never_billed(_: Any) -> Any:
    """What was billed is as if it was not."""
    return lambda case, _event: case.work


def all_approved(rule: Any) -> Any:
    """Whatever the manager says is a yes."""
    return lambda case, event: rule(case, event.model_copy(update={"approved": True}))


def forgetting_the_unwanted(rule: Any) -> Any:
    """Whom the family does not want is not remembered."""
    return lambda event: rule(event.model_copy(update={"not_these": ()}))


def without_a_no(source: Any) -> Any:
    """No notice says how to say no."""

    def kept_back() -> Any:
        kinds = {
            kind: {**texts, "parts": [part for part in texts.get("parts", ()) if part != "no"]}
            for kind, texts in source()["kinds"].items()
        }
        return {**source(), "kinds": kinds}

    return kept_back


def overtaking(rule: Any) -> Any:
    """What follows a message that failed does not wait for it."""
    return lambda stream, *rest: rule(replace(stream, parked=None), *rest)


def keeping_all_behind(rule: Any) -> Any:
    """Nothing at all passes a parked stream."""
    return lambda stream, *rest: Verdict.PARKED if stream.parked else rule(stream, *rest)


def the_lead_hears_nothing(rule: Any) -> Any:
    """Only the regional manager is told."""
    return lambda case, what, given: [] if case.escalated.get(what) else rule(case, what, given)
