"""Writing and reading the tables: batched SQL, in the transaction of the batch."""

from collections.abc import Sequence
from typing import Any

from contracts.base import Message
from contracts.coordination import (
    AppointCoordinator,
    CalledOff,
    CoordinatorAssigned,
    CoordinatorOffered,
    CoordinatorReleased,
    OfferDeclined,
    RaiseComplaint,
)
from contracts.referral import CaseAccepted, CaseEnded, CaseOpened, CaseTransferred
from services.chassis.decider import Connection, Decided
from services.coordination.complaints import RaiseInRegion
from services.coordination.matching import AppointKnown, Candidate, FindAmong
from services.coordination.register import AnnounceWithCases, Coordinator, RegisterWithCases, TurnWithCases, Waiting
from services.coordination.state import Case

AROUND_CASES = """
SELECT here.case_id, c.coordinator, c.regions, c.languages, c.employers, c.care_body, c.gender, c.cultures,
    c.backgrounds, c.away_from, c.away_until, c.capacity - taken.places AS places
FROM assignment here JOIN coordinator c ON c.regions @> ARRAY[here.region],
    LATERAL (SELECT count(*) AS places FROM assignment a WHERE a.coordinator = c.coordinator) taken
WHERE here.case_id = ANY($1::text[]) AND c.capacity > taken.places
"""
NAMED = """
SELECT c.coordinator, c.regions, c.languages, c.employers, c.care_body, c.gender, c.cultures,
    c.backgrounds, c.away_from, c.away_until, c.capacity - taken.places AS places
FROM coordinator c,
    LATERAL (SELECT count(*) AS places FROM assignment a WHERE a.coordinator = c.coordinator) taken
WHERE c.coordinator = ANY($1::text[])
"""
REGIONS = "SELECT case_id, region FROM assignment WHERE case_id = ANY($1::text[])"
WAITING = """
SELECT coordinator, region, array_agg(case_id ORDER BY case_id) AS cases FROM assignment
WHERE coordinator = ANY($1::text[]) GROUP BY coordinator, region ORDER BY region
"""
SAVE_COORDINATORS = """
INSERT INTO coordinator
    (coordinator, regions, languages, employers, capacity, care_body, gender, cultures, backgrounds, away_from,
    away_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (coordinator) DO UPDATE SET regions = excluded.regions, languages = excluded.languages,
    employers = excluded.employers, capacity = excluded.capacity, care_body = excluded.care_body,
    gender = excluded.gender, cultures = excluded.cultures, backgrounds = excluded.backgrounds,
    away_from = excluded.away_from, away_until = excluded.away_until
"""
SAVE_ASSIGNMENTS = """
INSERT INTO assignment (case_id, region, coordinator) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT (case_id) DO UPDATE SET region = excluded.region, coordinator = excluded.coordinator
"""
MOVES = (CaseOpened, CaseAccepted, CaseTransferred, CaseEnded)
"""Facts of the referral service that say in which region a case is, or that it is over."""
TAKES_PLACE = (CoordinatorOffered, OfferDeclined, CoordinatorAssigned, CoordinatorReleased, CalledOff)
"""Events that change who takes a place."""


async def candidates(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add to each request those of the register who work in the case's region and have room (R11)."""
    rows = await connection.fetch(AROUND_CASES, [case for case, _ in asked])
    found: dict[str, list[Candidate]] = {case: [] for case, _ in asked}
    for row in rows:
        found[row["case_id"]].append(candidate(row))
    return [FindAmong(candidates=tuple(found[case])) for case, _ in asked]


async def appointed(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add to each appointment what the register knows of the coordinator, also without room (R41)."""
    wishes = [message for _, message in asked if isinstance(message, AppointCoordinator)]
    rows = await connection.fetch(NAMED, [wish.coordinator for wish in wishes])
    known = {row["coordinator"]: candidate(row) for row in rows}
    return [AppointKnown(coordinator=wish.coordinator, candidate=known.get(wish.coordinator)) for wish in wishes]


async def entered(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add to each entry of the register the cases that the coordinator has or is asked for (R12)."""
    found = await waiting(connection, asked)
    return [RegisterWithCases(**message.model_dump(), waiting=tuple(found[who])) for who, message in asked]


async def held(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add to each absence the cases that the coordinator has or is asked for (R41)."""
    found = await waiting(connection, asked)
    return [AnnounceWithCases(**message.model_dump(), waiting=tuple(found[who])) for who, message in asked]


async def turned(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add to each turn of a day the same; of what is no coordinator there are none (R41)."""
    found = await waiting(connection, asked)
    return [TurnWithCases(**message.model_dump(), waiting=tuple(found[who])) for who, message in asked]


async def waiting(connection: Connection, asked: Sequence[tuple[str, Message]]) -> dict[str, list[Waiting]]:
    """The cases of each coordinator, by region."""
    found: dict[str, list[Waiting]] = {who: [] for who, _ in asked}
    for row in await connection.fetch(WAITING, list(found)):
        found[row["coordinator"]].append(Waiting(region=row["region"], cases=tuple(row["cases"])))
    return found


async def regional(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add to each complaint the region of its case (R41)."""
    raised = [message for _, message in asked if isinstance(message, RaiseComplaint)]
    rows = await connection.fetch(REGIONS, [one.case for one in raised])
    known = {row["case_id"]: row["region"] for row in rows}
    return [RaiseInRegion(**one.model_dump(), region=known.get(one.case, "")) for one in raised]


def candidate(row: Any) -> Candidate:
    """A row of the register."""
    return Candidate(**{name: row[name] for name in Candidate.model_fields})


async def project(connection: Connection, decided: Sequence[Decided]) -> None:
    """Keep the register and the places up to date: what the states say after the batch."""
    coordinators = {one.stream: one.state for one in decided if isinstance(one.state, Coordinator)}
    cases = {one.stream: one.state for one in decided if isinstance(one.state, Case) and moves_places(one)}
    if coordinators:
        rows = [registered(name, one) for name, one in sorted(coordinators.items())]
        await connection.executemany(SAVE_COORDINATORS, rows)
    if cases:
        names = sorted(cases)
        holders = [holder(cases[name]) for name in names]
        await connection.execute(SAVE_ASSIGNMENTS, names, [cases[name].region for name in names], holders)


def registered(name: str, one: Coordinator) -> tuple[object, ...]:
    """A coordinator as a row."""
    return (
        name,
        list(one.regions),
        list(one.languages),
        list(one.employers),
        one.capacity,
        one.care_body,
        one.gender,
        list(one.cultures),
        list(one.backgrounds),
        one.away_from,
        one.away_until,
    )


def moves_places(one: Decided) -> bool:
    """Whether a decision concerns the region of a case, or who takes a place."""
    return isinstance(one.message, MOVES) or any(isinstance(event, TAKES_PLACE) for event in one.facts)


def holder(case: Case) -> str | None:
    """Who takes a place with this case: whoever has it, or is being asked."""
    if case.ended:
        return None
    return case.search.coordinator or (case.search.open.coordinator if case.search.open else None)
