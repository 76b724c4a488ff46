"""The coordination service as a whole: its register, its roles, its look-ups, and what it keeps (R11-R13, R41)."""

import pytest

from contracts.base import MESSAGES, Actor, Command, DueNow, Fact
from contracts.coordination import (
    AnnounceAbsence,
    AnswerOffer,
    AppointCoordinator,
    CalledOff,
    CoordinatorRegistered,
    CoordinatorReleased,
    FindCoordinator,
    RaiseComplaint,
    RecordConference,
    RegisterCoordinator,
    VetoParticipant,
)
from contracts.deciding import Given
from contracts.operations import DayTurned
from contracts.people import Channel
from services.chassis.refolding import as_json, places
from services.chassis.resting import load, store_state
from services.coordination import register
from services.coordination.app import SERVICE
from services.coordination.lookups import holder
from services.coordination.register import RegisterWithCases
from services.coordination.state import Case
from services.coordination.tables import AssignmentRow, CoordinatorRow
from tests.rules.coordination_cases import (
    MANAGER,
    MONDAY,
    accepted,
    assigned,
    attended,
    coming,
    coordinator,
    ended,
    given,
    invite,
    offered,
    prepared,
    refused,
    when,
)

ENTRY = RegisterWithCases(name="Anna", regions=("noord",), languages=("nl", "ti"), capacity=3, employers=("agency-1",))


def registered(entry: RegisterWithCases, known: register.Coordinator | None = None) -> register.Coordinator:
    """The register after an entry."""
    given_now = Given(stream="anna", message="m-1", at=MONDAY, by=MANAGER)
    before = known or register.Coordinator()
    (event,) = register.decide(before, entry, given_now)
    return register.evolve(before, event)


# --- the register ---


def test_a_coordinator_is_entered_and_changed_in_the_same_way() -> None:
    """R11, R12: the last word counts."""
    anna = registered(ENTRY)

    assert anna == register.Coordinator(("noord",), ("nl", "ti"), ("agency-1",), 3)
    assert registered(ENTRY.model_copy(update={"capacity": 0}), anna).capacity == 0


def test_the_event_says_what_was_entered() -> None:
    """The desk knows the name and the channel by it; the register itself keeps neither."""
    (event,) = register.decide(register.Coordinator(), ENTRY, Given(stream="anna", message="m", at=MONDAY, by=MANAGER))

    assert event == CoordinatorRegistered(
        name="Anna",
        regions=("noord",),
        languages=("nl", "ti"),
        employers=("agency-1",),
        capacity=3,
        channel=Channel.MAIL,
    )
    assert b"Anna" not in store_state(registered(ENTRY))


# --- who takes a place ---


@pytest.mark.parametrize(
    ("case", "who"),
    [
        (given(*accepted()), None),
        (given(*accepted(), offered("anna")), "anna"),
        (given(*assigned("anna")), "anna"),
        (given(*assigned("anna"), CoordinatorReleased(coordinator="anna", reason="ill")), None),
        (given(*assigned("anna"), CoordinatorReleased(coordinator="anna", reason="ill"), offered("bert")), "bert"),
        (given(*assigned("anna"), ended()), None),
        (given(*accepted(), offered("anna"), CalledOff(offers=("offer-anna",), invitations=())), None),
    ],
)
def test_whoever_has_the_case_or_is_being_asked_takes_a_place(case: Case, who: str | None) -> None:
    """R11: capacity counts both, and only while the case lasts."""
    assert holder(case) == who


def test_whom_the_case_is_about_is_known_from_its_acceptance() -> None:
    """R38: also where consent is told of later, or an event of it was overtaken."""
    (_, case_accepted) = accepted(persons=("mike", "joan"))

    assert given(case_accepted).persons == ("mike", "joan")


def test_the_tables_hold_ids_and_words_of_lists_only() -> None:
    """Promise 3: what is kept for look-ups has no personal field."""
    columns = {column for table in (CoordinatorRow, AssignmentRow) for column in table.model_fields}

    said = {"care_body", "gender", "cultures", "backgrounds", "away_from", "away_until"}
    assert columns == {"coordinator", "regions", "languages", "employers", "capacity", "case_id", "region", *said}


# --- the service ---


def test_whatever_somebody_may_ask_is_decided_about() -> None:
    """Every message of the table of roles reaches a decider of the service."""
    assert set(SERVICE.roles) <= {kind for decider in SERVICE.deciders for kind in decider.handles}
    assert set(SERVICE.enrich) == {
        FindCoordinator,
        AppointCoordinator,
        RaiseComplaint,
        RegisterCoordinator,
        AnnounceAbsence,
        DayTurned,
    }


def test_every_message_reaches_one_decider_and_those_of_others_are_listened_to() -> None:
    """Promise 4: nothing that the service handles comes from somebody whom it does not hear."""
    handled = [message for decider in SERVICE.deciders for message in decider.handles - {DayTurned}]

    assert len(handled) == len(set(handled))
    others = {message.service for message in handled} - {"coordination", "operations"}
    assert others == set(SERVICE.listens_to)
    assert all(MESSAGES[message.type] is message for message in handled)


def test_a_day_turns_for_each_kind_of_stream_that_something_falls_due_in() -> None:
    """R41, R42: claims, absences, complaints; whose it is, its stream says."""
    assert [decider.kind for decider in SERVICE.deciders if SERVICE.decider(decider.kind, DayTurned) is decider] == [
        "case",
        "coordinator",
        "complaint",
    ]


def test_no_message_is_passed_over_in_silence() -> None:
    """Promise 4: a message that no rule answers is a mistake."""
    for kind in (Command, Fact, DueNow):
        with pytest.raises(TypeError, match=kind.__name__):
            when(given(*assigned()), kind())


def test_a_coordinator_acts_in_their_own_cases_only() -> None:
    """R41: what others prepare is none of theirs; an offer is answered by who was asked (offers.py)."""
    bert, anna = coordinator("bert"), coordinator("anna")
    veto = VetoParticipant(participant="uncle", by="mike")

    assert refused(given(*assigned("anna")), invite("els"), by=bert).reason == "not-your-case"
    assert when(given(*assigned("anna")), invite("els"), by=anna).facts
    no_case = AnswerOffer(offer="offer-anna", accepted=True)
    assert refused(given(*accepted(), offered("anna")), no_case, by=bert).reason == "not-your-offer"
    stranger = Actor(id="somebody", role="person-concerned")
    assert refused(given(*assigned("anna")), veto, by=stranger).reason == "not-your-case"
    assert when(given(*assigned("anna")), veto, by=Actor(id="mike", role="person-concerned")).facts


def test_the_state_is_stored_as_json_and_read_again() -> None:
    """A state survives its storage, whatever happened to the case."""
    told = RecordConference(session="session-1", attendance=attended("els"))
    late = when(given(*prepared()), told, at=MONDAY).case

    for case in (given(), given(*accepted(), offered("anna")), given(*assigned(), *coming("els")), late):
        stored = load(SERVICE.deciders[0], store_state(case))
        assert stored == case
        assert list(places(as_json(stored), as_json(case))) == []
