"""Who looked (R33): the access log, for whoever gives account of it, and whether it is still what was written down."""

from collections import defaultdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel

from contracts.access import AccessLogRead, Region, Use
from contracts.base import Actor, Id
from contracts.privacy import PersonalDataRead
from services.desk.api.access import Caller, TheDesk
from services.desk.api.problems import Problem
from services.desk.api.stating import Purpose, stated
from services.desk.desk import Desk
from services.desk.read_model.extracts import Sealed, bound

router = APIRouter(prefix="/access-log", tags=["access log"])
Since = Annotated[AwareDatetime | None, Query(alias="from")]
Until = Annotated[AwareDatetime | None, Query(alias="to")]


class RowOut(BaseModel):
    """One reading or change: the fields of NEN 7513, in its place in the chain of its region."""

    region: str
    number: int
    at: datetime
    event: str
    kind: str
    action: str
    outcome: str
    actor: str
    role: str
    actor_region: str | None
    on_behalf: str | None
    case_id: str
    subjects: list[str]
    data: list[str]
    use: str | None
    reason: str | None = None
    """In the reader's own words; only where they were asked for."""


class Rows(BaseModel):
    """Rows of the access log, the oldest first."""

    rows: list[RowOut]


class FindingOut(BaseModel):
    """What is not as it was written down: `changed`, `removed`, `inserted`, `moved` or `rewritten`, and which rows."""

    what: str
    number: int
    until: int
    was: int | None


class ChainOut(BaseModel):
    """The chain of a region: up to which row it was signed, and what is wrong with it."""

    region: str
    rows: int
    signed: int
    signed_at: datetime | None
    findings: list[FindingOut]


class Verified(BaseModel):
    """Rows, chains and checkpoints compared. `unsigned`: records on the topic that none of our keys signed."""

    whole: bool
    chains: list[ChainOut]
    unsigned: int


class PublicKeys(BaseModel):
    """The public halves of the keys that sign, as a JWK set (RFC 7517)."""

    keys: list[dict[str, Any]]


@router.get("", response_model=Rows, summary="Who read or changed what kind of data of which case")
async def shown(
    desk: TheDesk,
    caller: Caller,
    region: Region | None = None,
    case: Id | None = None,
    actor: Id | None = None,
    subject: Id | None = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
    reasons: bool = False,
    purpose: Purpose = None,
) -> dict[str, Any]:
    """Rows of the access log, the oldest first. That they were looked at is written down first.

    With `reasons` what the readers said themselves, as far as it was not erased: that is a reading of its own.
    """
    chain = theirs(caller, region)
    looked = AccessLogRead(region=chain, case=case, about=actor or subject, since=since, until=until)
    asked = {"region": chain, "case": case, "actor": actor, "subject": subject, "most": limit}
    times = {name: at.isoformat() for name, at in (("since", since), ("until", until)) if at}
    rows = await desk.access_log.rows(caller, looked, {**asked, **times})
    if not reasons:
        return {"rows": [quiet(row) for row in rows]}
    return {"rows": await in_words(desk, caller, stated(desk, caller, chain, Use.AUDIT, purpose), rows)}


@router.get("/verified", response_model=Verified, summary="Is the access log what was written down?")
async def verified(desk: TheDesk, caller: Caller, region: Region | None = None) -> dict[str, Any]:
    """Compare rows, chains and the signed checkpoints on their topic; says which row was tampered with."""
    said = await desk.access_log.verified(caller, AccessLogRead(region=theirs(caller, region)))
    return {**said, "whole": not said["unsigned"] and not any(chain["findings"] for chain in said["chains"])}


@router.get("/keys", response_model=PublicKeys, summary="The public keys by which checkpoints are known")
async def keys(desk: TheDesk) -> dict[str, Any]:
    """To be kept outside by whoever wants to verify checkpoints without us."""
    return await desk.access_log.source.ask("keys", {})


def theirs(by: Actor, region: str | None) -> str | None:
    """Whose chain somebody sees; nothing means all of them. It holds no content.

    Raises:
        Problem: it is another region's.
    """
    if by.region is not None and region not in (None, by.region):
        raise Problem(403, "not-your-region", "You see the access log of your own region.")
    return by.region or region


def quiet(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the reader's own words."""
    return {**row, "reason": None}


async def in_words(desk: Desk, by: Actor, purpose: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the readers' own words."""
    sealed: dict[str, list[Sealed]] = defaultdict(list)
    for row in rows:
        if row["reason"]:
            sealed[row["case_id"]].append(said(row))
    opened = await desk.disclosure.reveal(by, purpose, sealed, use=Use.AUDIT)
    return [{**row, "reason": opened.read(said(row)) if row["reason"] else None} for row in rows]


def said(row: dict[str, Any]) -> Sealed:
    """The reader's own words, with what it takes to open them."""
    return bound(row["reason"], row["case_id"], PersonalDataRead, ("purpose",))
