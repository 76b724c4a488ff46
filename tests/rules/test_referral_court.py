"""A court can give a permission in the place of who refused it; nobody's own will is ever replaced (R5)."""

from datetime import date

from contracts.people import Ending
from contracts.referral import AcceptCase, PermissionReplaced, RecordCourtDecision
from services.referral.evolution import evolve
from services.referral.state import Case
from tests.rules.referral_cases import (
    ELEVEN,
    FIFTEEN,
    accepted,
    after,
    ask_holder,
    opened,
    permits,
    person,
    questions,
    refer,
    refused,
    says,
    when,
)

MIKE, JOAN = person("mike", date(2018, 9, 1)), person("joan", date(2012, 9, 1))


def court(
    holder: str = "father", name: str = "mike", document: str = "C/99/000123 / JE RK 26-45"
) -> RecordCourtDecision:
    """The decision as the manager records it."""
    return RecordCourtDecision(person=name, holder=holder, document=document, decided_on=date(2026, 2, 20))


def disagreeing() -> Case:
    """Two children of seven and thirteen, whose mother permits it and whose father does not."""
    case = opened(refer(MIKE, JOAN))
    for child in ("mike", "joan"):
        case = after(case, ask_holder("mother", child), ask_holder("father", child))
        case = after(case, permits("mother", child), permits("father", child, granted=False))
    return after(case, says("joan"))


def test_the_yes_of_the_older_is_not_enough_and_a_court_s_decision_is() -> None:
    """R5: one refusal among several is a no, until a court decides in its place, for each child."""
    case = disagreeing()
    assert refused(case, AcceptCase()).missing == ("permission:mike:father", "permission:joan:father", "questions")

    first = when(case, court())
    second = when(first.case, court(name="joan"))

    assert first.kinds == ["PermissionReplaced"]
    assert second.kinds == ["PermissionReplaced", "ConsentCompleted"]
    assert second.one(PermissionReplaced).document == "C/99/000123 / JE RK 26-45"
    assert {path.of for path in PermissionReplaced.personal} == {"person"}


def test_it_never_replaces_willingness() -> None:
    """R5: the young person's own yes is still missing; a no of theirs still ends it."""
    case = after(opened(refer(person("mike", FIFTEEN))), ask_holder("father"), court())

    assert refused(case, AcceptCase()).missing == ("willingness:mike", "questions")
    assert when(case, says("mike", "no")).case.ended is Ending.WITHDRAWN


def test_what_the_holder_says_after_it_is_theirs_and_changes_nothing() -> None:
    """R5: neither before the case is accepted nor during it."""
    case = after(opened(refer(person("mike", ELEVEN))), ask_holder("father"), court())
    running = after(evolve(case, questions()), AcceptCase())

    assert when(case, permits("father", granted=False)).kinds == ["PermissionRecorded"]
    told = when(running, permits("father", granted=False))
    assert (told.kinds, told.case.ended, told.case.wanted) == (["PermissionRecorded"], None, True)


def test_a_decision_names_its_document_and_whom_it_replaces() -> None:
    """R5: of somebody whose permission is asked for, once."""
    case = after(opened(refer(person("mike", ELEVEN))), ask_holder("father"))

    assert refused(case, court(document="  ")).reason == "no-document"
    assert refused(case, court(holder="uncle")).reason == "not-asked"
    assert refused(case, court(name="joan")).reason == "not-concerned"
    assert refused(after(case, court()), court()).reason == "replaced-before"
    assert refused(accepted(), court(holder="mother")).reason == "not-asked"
