"""The agency whose professional is asked for information is to hear it too, and each other date (R18)."""

from contracts.coordination import (
    AddInformationGiver,
    DropSession,
    InformationWanted,
    PlanSession,
    VetoParticipant,
)
from tests.rules.coordination_cases import CONFERENCE, Told, assigned, days, given, when
from tests.rules.coordination_sessions import meets

ASK = AddInformationGiver(giver="doctor", name="A doctor", agency="veilig-thuis")


def wanted(told: Told) -> list[tuple[str, object]]:
    """Which agency is to hear it, and for when."""
    return [(event.agency, event.conference) for event in told.events if isinstance(event, InformationWanted)]


def test_an_agency_hears_of_each_date_that_its_professional_hears_of() -> None:
    """R18: when they are asked, when there is a date, when it moves, when it is off."""
    asked = when(given(*assigned()), ASK)
    dated = when(asked.case, PlanSession(session=meets("session-1")))
    moved = when(dated.case, PlanSession(session=meets("session-1", days(40))))
    off = when(moved.case, DropSession(session="session-1"))

    assert wanted(asked) == [("veilig-thuis", None)]
    assert wanted(dated) == [("veilig-thuis", CONFERENCE)]
    assert wanted(moved) == [("veilig-thuis", days(40))]
    assert wanted(off) == [("veilig-thuis", None)]


def test_of_a_professional_of_nobody_no_agency_hears() -> None:
    """R18: unless it is said whose professional they are, they alone are asked."""
    nobodys = when(given(*assigned()), AddInformationGiver(giver="doctor", name="A doctor"))

    assert wanted(nobodys) == []
    assert wanted(when(nobodys.case, PlanSession(session=meets("session-1")))) == []


def test_a_veto_is_silent_to_the_agency_too() -> None:
    """R16: of somebody who is kept out it hears no other date, and not why."""
    asked = when(given(*assigned()), ASK)
    kept_out = when(asked.case, VetoParticipant(participant="doctor", by="mike"))

    assert wanted(kept_out) == []
    assert wanted(when(kept_out.case, PlanSession(session=meets("session-1")))) == []
