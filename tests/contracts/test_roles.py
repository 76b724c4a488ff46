"""Who may ask for what: the table is whole, and it says what DOMAIN.md "Who is who" says."""

import pytest

from contracts import coordination as c
from contracts import referral as r
from contracts.base import Command, Fact, Message, Role
from contracts.catalogue import messages
from contracts.plan import JudgeBottomLine
from contracts.roles import AGENCY, ROLES, SETTER

MAY = {kind: roles for kinds in ROLES.values() for kind, roles in kinds.items()}


def test_every_command_and_every_fact_is_for_somebody_and_nothing_else_is_listed() -> None:
    """What is not listed nobody may; what is due only the process asks for, and events nobody asks for at all."""
    asked = {kind for kind in messages() if issubclass(kind, Command | Fact)}

    assert set(MAY) == asked
    assert all(MAY.values())


def test_a_message_stands_once_with_its_service() -> None:
    """Each service takes its own part of the table."""
    listed = [(kind.service, kind) for kind in MAY]

    assert [(service, kind) for service, kinds in ROLES.items() for kind in kinds] == listed


@pytest.mark.parametrize("role", ["process", "service"])
def test_no_part_of_the_system_asks_as_people_do(role: Role) -> None:
    """The process asks on topics of its own; what another service decided is an event."""
    assert not any(role in roles for roles in MAY.values())


def test_an_agency_refers_corrects_and_takes_back_and_no_more() -> None:
    """R30, promise 6: it has no say in anybody's case."""
    assert {kind for kind, roles in MAY.items() if AGENCY & roles} == {
        r.ReferCase,
        r.CorrectReferral,
        r.RetractReferral,
    }


def test_a_setter_judges_and_is_heard_and_does_nothing_else() -> None:
    """R24, R37, R41: nobody else judges; whoever is in a case tells of danger, and complains."""
    own: set[type[Message]] = {JudgeBottomLine, r.RaiseSafetySignal, c.RaiseComplaint}

    assert {kind for kind, roles in MAY.items() if SETTER & roles} == own
    assert MAY[JudgeBottomLine] == SETTER


@pytest.mark.parametrize("role", ["coordinator", "bottom-line-setter", "person-concerned", "agency", "operator"])
@pytest.mark.parametrize(
    "kind", [r.AcceptCase, r.DeclineCase, r.SetBottomLine, r.DecideFunding, r.ReopenCase, c.AppointCoordinator]
)
def test_only_a_manager_decides_on_intake_and_match(role: Role, kind: type[Command]) -> None:
    """DOMAIN.md "Who is who", R7: others ask, tell and withdraw; a coordinator never authors a bottom line."""
    assert role not in MAY[kind]
