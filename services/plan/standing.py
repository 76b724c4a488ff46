"""Who may ask for something, who is asked, and whether there is still anything to ask for (R28, R31, R41)."""

from contracts.base import Command
from contracts.deciding import Given, Refused
from contracts.plan import AgreedAction, AgreePlan, AnswerAction
from contracts.telling import MANAGER
from services.plan.state import Action, Case, Plan


def check(case: Case, command: Command, given: Given) -> None:
    """Say no to what comes after the end, or from somebody who is not of this case.

    Raises:
        Refused: what is kept in it rests (GDPR, article 18), save for a no; the case ended, or it is not theirs.
    """
    if case.restricted and not (isinstance(command, AnswerAction) and not command.agreed):
        raise Refused("restricted", "What is kept in this case rests until that is lifted.", rule="R34")
    if case.ended:
        raise Refused("case-ended", "The case has ended.", rule="R31")
    if not of_this_case(case, given):
        raise Refused("not-your-case", "This is somebody else's case.", rule="R41")


def check_teller(case: Case, given: Given) -> None:
    """What happened is told by the staff of the case, by who has or had it, by who is in its circle (R28, R39).

    Raises:
        Refused: they are not in it, and never were.
    """
    tellers = {"coordinator": case.had, "person-concerned": {*case.persons, *case.circle}}
    if given.by.id not in tellers.get(given.by.role, {given.by.id}):
        raise Refused("not-your-case", "This is somebody else's case.", rule="R41")


def of_this_case(case: Case, given: Given) -> bool:
    """A coordinator acts in the cases they have, a person concerned in their own; staff in those of their role."""
    match given.by.role:
        case "coordinator":
            return given.by.id == case.coordinator
        case "person-concerned":
            return given.by.id in case.persons
    return True


def host(case: Case) -> str:
    """Who looks after the process now: the coordinator, or the regional manager while there is none."""
    return case.coordinator or MANAGER


def monitors(plan: Plan | AgreePlan, action: Action | AgreedAction) -> tuple[str, ...]:
    """Who was chosen to keep an eye on an action: its own monitor, and else that of the plan (R23, R28)."""
    return (action.monitor, plan.monitor) if action.monitor else (plan.monitor,)


def watcher(case: Case, plan: Plan, action: Action) -> str:
    """Who keeps an eye on an action by the circle's choice; when they left, who looks after the process.

    What is for named persons only is told to none but them (R43).
    """
    chosen = (who for who in monitors(plan, action) if who in case.circle)
    return next((who for who in chosen if not action.readers or who in action.readers), host(case))


def regions(case: Case) -> frozenset[str]:
    """The regions whose staff act in a case, once it is known: its owner's, and those that assist (R4)."""
    return frozenset({case.region, *case.assisting}) if case.region else frozenset()
