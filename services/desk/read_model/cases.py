"""The cases and where they stand, kept up to date from their milestones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from pydantic import TypeAdapter

from contracts.base import Event
from contracts.coordination import CoordinatorAssigned, CoordinatorReleased
from contracts.referral import CaseOpened, CaseTransferred
from services.chassis.decider import Connection
from services.chassis.store import columns
from services.desk.cases.standing import Standing, follow
from services.desk.cases.waits import WAITS
from services.desk.read_model.happenings import Happening

STANDING = TypeAdapter(Standing)
LOAD = """
SELECT id, region, coordinator, opened, latest, story, standing FROM cases WHERE id = ANY($1::text[])
ORDER BY id FOR UPDATE
"""
SAVE = """
INSERT INTO cases (id, region, coordinator, opened, latest, story, ended, whose, standing)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::boolean[],
    $7::text[], $8::text[], $9::jsonb[])
ON CONFLICT (id) DO UPDATE SET region = excluded.region, coordinator = excluded.coordinator, latest = excluded.latest,
    story = excluded.story, ended = excluded.ended,
    whose = excluded.whose, standing = excluded.standing
"""


@dataclass
class Case:
    """What is kept of one case."""

    id: str
    region: str
    coordinator: str | None
    opened: datetime
    latest: datetime
    story: bool
    standing: Standing

    @property
    def acting(self) -> set[str]:
        """Whose staff act in it: its owner's, and those that assist (R4)."""
        return {self.region, *self.standing.assisting}

    @property
    def regions(self) -> set[str]:
        """Whose staff see it: also one that is asked to take it over."""
        return self.acting | set(filter(None, (self.standing.asked_region,)))


async def follow_all(connection: Connection, happened: Sequence[Happening]) -> None:
    """Fold the events into the cases that they are about."""
    known = await load(connection, sorted({one.stream for one in happened}))
    touched: dict[str, Case] = {}
    for one in happened:
        folded = fold(known.get(one.stream), one)
        if folded:
            known[one.stream] = touched[one.stream] = folded
    if touched:
        await connection.execute(SAVE, *columns([row(touched[name]) for name in sorted(touched)], 9))


async def load(connection: Connection, ids: Sequence[str]) -> dict[str, Case]:
    """The cases among the streams, locked in order."""
    if not ids:
        return {}
    rows = await connection.fetch(LOAD, list(ids))
    return {found["id"]: case(found) for found in rows}


def case(found: asyncpg.Record) -> Case:
    """A row as a case."""
    known = {name: found[name] for name in ("id", "region", "coordinator", "opened", "latest", "story")}
    return Case(**known, standing=STANDING.validate_json(found["standing"]))


def fold(case: Case | None, one: Happening) -> Case | None:
    """A case after an event about it; of a stream that is no case, nothing."""
    event = one.message
    if not isinstance(event, Event):
        return case
    if case is None:
        standing = follow(None, event, one.at)
        if standing is None or not isinstance(event, CaseOpened):
            return None
        return Case(one.stream, event.region, None, one.at, one.at, one.in_story, standing)
    case.standing = follow(case.standing, event, one.at) or case.standing
    case.latest = max(case.latest, one.at)
    case.story = case.story or one.in_story
    if isinstance(event, CoordinatorAssigned):
        case.coordinator = event.coordinator
    elif isinstance(event, CoordinatorReleased):
        case.coordinator = None
    elif isinstance(event, CaseTransferred):
        case.region = event.region
    return case


def row(one: Case) -> tuple[object, ...]:
    """A case as a row."""
    standing = one.standing
    return (
        one.id,
        one.region,
        one.coordinator,
        one.opened,
        one.latest,
        one.story,
        standing.ended,
        "" if standing.ended or standing.linked else turn(one),
        STANDING.dump_json(standing).decode(),
    )


def turn(one: Case) -> str:
    """Whose turn it is: by the next thing on the agenda, or by what it waits for."""
    first = next(iter(one.standing.to_come(one.latest)), None)
    return (first.whose if first else "") or WAITS[one.standing.waits_after].whose
