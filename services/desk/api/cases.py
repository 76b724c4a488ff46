"""Cases: lists, who is in them, what happened, what they wait for, whom was told what."""

from typing import Any

from fastapi import APIRouter
from pydantic_core import from_json

from contracts.access import Use
from contracts.base import Actor
from services.desk.api import reading
from services.desk.api.access import Caller, TheDesk, check_reads, may_see
from services.desk.api.problems import Problem
from services.desk.api.shapes import Cases, CaseWithPeople, Notices, Timeline, Why
from services.desk.api.stating import Purpose, stated
from services.desk.cases import clock
from services.desk.cases.why import why
from services.desk.desk import Desk
from services.desk.read_model import cases

router = APIRouter(prefix="/cases", tags=["cases"])
MOST = 1_000


@router.get("", response_model=Cases, summary="Cases, the oldest first")
async def listed(
    desk: TheDesk, caller: Caller, waiting: str | None = None, region: str | None = None, ended: bool | None = False
) -> dict[str, Any]:
    """Cases that the caller may see; `waiting` is the role whose turn it is, or `me`."""
    own = caller.id if caller.role == "coordinator" else None
    if caller.region and region not in (None, caller.region):
        return {"cases": []}
    whose = caller.role if waiting == "me" else waiting
    rows = await desk.pool.fetch(reading.LISTED, whose, caller.region or region, ended, own, None, MOST)
    return {"cases": [reading.listed(row) for row in rows]}


@router.get("/{case}", response_model=CaseWithPeople, summary="One case, and who is in it")
async def show(
    case: str, desk: TheDesk, caller: Caller, personal: bool = False, purpose: Purpose = None
) -> dict[str, Any]:
    """A case. With `personal` also names: that they were read, by whom and what for, is written down first."""
    row = await visible(desk, caller, case)
    people = await desk.pool.fetch(reading.PEOPLE, case, row["coordinator"])
    names: dict[str, str] = {}
    if personal:
        check_reads(caller, cases.case(row))
        stated_as = stated(desk, caller, row["region"], Use.CASE_WORK, purpose)
        names = await reveal_names(desk, caller, stated_as, case, people)
    return {**reading.listed(row), "people": [person(one, names.get(one["subject"])) for one in people]}


@router.get("/{case}/timeline", response_model=Timeline, summary="What happened")
async def timeline(case: str, desk: TheDesk, caller: Caller) -> dict[str, Any]:
    """What happened in a case, in order, without personal data."""
    await visible(desk, caller, case)
    found = [reading.change(row) for row in await desk.pool.fetch(reading.OF_STREAM, case)]
    return {"timeline": await reading.with_notices(desk.pool, found)}


@router.get("/{case}/why", response_model=Why, summary="What it waits for, since when, and what comes next")
async def waits(case: str, desk: TheDesk, caller: Caller) -> dict[str, Any]:
    """The answer comes from what was projected alone: also while the process cannot be reached."""
    row = await visible(desk, caller, case)
    parked = await desk.pool.fetch(reading.PARKED, case)
    stopping = await desk.pool.fetchval("SELECT count(*) FROM stops WHERE stream = $1", case)
    now = clock.now(row["latest"] if row["story"] else None)
    return why(case, cases.case(row).standing, [dict(one) for one in parked], stopping > 0, now)


@router.get("/{case}/notices", response_model=Notices, summary="Who is, was or was not told what")
async def notices(
    case: str, desk: TheDesk, caller: Caller, texts: bool = False, purpose: Purpose = None
) -> dict[str, Any]:
    """The notices of a case. With `texts` as they were written: that they were read is written down first."""
    row = await visible(desk, caller, case)
    rows = await desk.pool.fetch(reading.NOTICES, case)
    found = [reading.notice(row) for row in rows]
    if texts:
        check_reads(caller, cases.case(row))
        stated_as = stated(desk, caller, row["region"], Use.CASE_WORK, purpose)
        found = await reading.with_texts(desk.disclosure, caller, stated_as, {case: rows}, found)
    return {"notices": found}


async def visible(desk: Desk, caller: Actor, case: str) -> Any:
    """The case, if the caller may see it. A case that is not theirs sounds like one that does not exist."""
    row = await reading.case_row(desk.pool, case)
    if row is None or not may_see(caller, cases.case(row)):
        raise Problem(404, "not-found", "There is no such case, or it is not yours.")
    return row


async def reveal_names(desk: Desk, caller: Actor, purpose: str, case: str, people: list[Any]) -> dict[str, str]:
    """The names of people by id."""
    named = {one["subject"]: name for one in people if (name := from_json(one["sealed"]).get("name"))}
    opened = await desk.disclosure.reveal(caller, purpose, {case: list(named.values())})
    return {subject: opened.read(name) for subject, name in named.items()}


def person(row: Any, name: str | None) -> dict[str, Any]:
    """Somebody as the API shows them."""
    shown = {field: row[field] for field in ("kind", "role", "language", "channel", "answer", "gone")}
    return {"id": row["subject"], **shown, **from_json(row["chosen"]), "name": name}
