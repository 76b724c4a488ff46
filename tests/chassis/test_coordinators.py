"""The register of coordinators in PostgreSQL: what is looked up in it (R11-R13, R41)."""

from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest

from contracts.coordination import (
    AnnounceAbsence,
    AppointCoordinator,
    FindCoordinator,
    RaiseComplaint,
    RegisterCoordinator,
)
from contracts.operations import DayTurned
from services.coordination import lookups
from services.coordination.complaints import RaiseInRegion
from services.coordination.matching import AppointKnown, FindAmong
from services.coordination.register import AnnounceWithCases, Coordinator, RegisterWithCases, TurnWithCases, Waiting
from tests.platform import Databases

type Register = asyncpg.Connection[asyncpg.Record]

ANNA = Coordinator(("noord",), ("nl", "ti"), (), 2, gender="woman", cultures=("eritrean",), away_until=date(2026, 8, 7))
BERT = Coordinator(("noord", "zuid"), ("nl",), ("agency-1",), 1, care_body=True, backgrounds=("parent",))


@pytest.fixture
async def register(database: Databases) -> AsyncIterator[Register]:
    """Anna has one case and room for another; Bert is full."""
    connection = await asyncpg.connect(database("coordination"))
    rows = [lookups.registered("anna", ANNA), lookups.registered("bert", BERT)]
    await connection.executemany(lookups.SAVE_COORDINATORS, rows)
    await connection.execute(
        lookups.SAVE_ASSIGNMENTS, ["case-1", "case-2", "case-3"], ["noord"] * 3, ["anna", "bert", None]
    )
    yield connection
    await connection.close()


async def test_a_search_finds_who_has_room_with_all_that_a_match_needs(
    register: Register,
) -> None:
    """R11, R13: what they say of themselves, and when they are away."""
    (found,) = await lookups.candidates(register, [("case-3", FindCoordinator())])

    assert isinstance(found, FindAmong)
    (anna,) = found.candidates
    assert (anna.coordinator, anna.places, anna.gender) == ("anna", 1, "woman")
    assert (anna.cultures, anna.away_until) == (("eritrean",), date(2026, 8, 7))


async def test_an_appointment_and_an_absence_know_what_the_register_knows(
    register: Register,
) -> None:
    """R12, R41: also of who is full; and which cases wait for somebody."""
    (appointed,) = await lookups.appointed(register, [("case-3", AppointCoordinator(coordinator="bert"))])
    days = AnnounceAbsence(first=date(2026, 7, 1), last=date(2026, 7, 9))
    anna, nobody = await lookups.held(register, [("anna", days), ("zoe", days)])
    entry = RegisterCoordinator(name="Anna", regions=("noord",), languages=("nl",), capacity=3)
    (entered,) = await lookups.entered(register, [("anna", entry)])

    assert isinstance(appointed, AppointKnown)
    assert appointed.candidate is not None
    assert (appointed.candidate.places, appointed.candidate.care_body) == (0, True)
    assert entered == RegisterWithCases(**entry.model_dump(), waiting=(Waiting(region="noord", cases=("case-1",)),))
    assert isinstance(anna, AnnounceWithCases)
    assert isinstance(nobody, AnnounceWithCases)
    assert (anna.waiting, nobody.waiting) == ((Waiting(region="noord", cases=("case-1",)),), ())


async def test_the_turn_of_a_day_knows_which_cases_wait_for_whom(register: Register) -> None:
    """R41: by region; of a complaint, which is no coordinator, none."""
    turn = DayTurned(day=date(2026, 7, 1))
    bert, complaint = await lookups.turned(register, [("bert", turn), ("complaint-1", turn)])

    assert isinstance(bert, TurnWithCases)
    assert isinstance(complaint, TurnWithCases)
    assert (bert.day, bert.waiting, complaint.waiting) == (turn.day, (Waiting(region="noord", cases=("case-2",)),), ())


async def test_a_complaint_is_of_the_region_of_its_case(register: Register) -> None:
    """R41, R4: of a case that is not known, of none."""
    known, unknown = [
        RaiseComplaint(case=case, by="els", about="coordinator", text="They took sides.")
        for case in ("case-1", "case-9")
    ]

    first, second = await lookups.regional(register, [("complaint-1", known), ("complaint-2", unknown)])

    assert isinstance(first, RaiseInRegion)
    assert isinstance(second, RaiseInRegion)
    assert (first.region, second.region) == ("noord", "")
