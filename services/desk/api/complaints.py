"""Complaints and what came of them, for whoever settles them and nobody else (R41)."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from fastapi import APIRouter
from pydantic_core import from_json

from contracts.access import Use
from contracts.base import Actor
from contracts.coordination import ComplaintRaised, ComplaintSettled
from services.desk.api import reading
from services.desk.api.access import Caller, TheDesk
from services.desk.api.shapes import Complaints
from services.desk.api.stating import Purpose, stated
from services.desk.desk import Desk
from services.desk.read_model.extracts import Sealed, bound

router = APIRouter(tags=["complaints"])
MOST = 1_000
TYPES = ComplaintRaised.type, ComplaintSettled.type

LISTED = """
SELECT r.stream, r.at, r.data, s.at AS settled, s.data AS settlement, n.notice
FROM timeline r
LEFT JOIN LATERAL (SELECT at, data FROM timeline
    WHERE stream = r.stream AND type = $7 AND number > r.number LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT notice FROM notices
    WHERE stream = r.stream AND recipient = r.data->>'by' ORDER BY number DESC LIMIT 1) n ON s.at IS NOT NULL
WHERE r.type = $6
    AND NOT EXISTS (SELECT 1 FROM timeline WHERE stream = r.stream AND type = r.type AND number > r.number)
    AND ($1 IN (r.data->>'to', 'region-lead') AND $1 <> r.data->>'about')
    AND ($2::text IS NULL OR coalesce(r.data->>'region', $2) = $2) AND r.data->>'whom' IS DISTINCT FROM $3
    AND ($4::boolean IS NULL OR (s.at IS NOT NULL) = $4)
ORDER BY r.number LIMIT $5
"""
"""For whoever may settle them, as the service decides it. One that was raised again is open again."""


@router.get("/complaints", response_model=Complaints, summary="Complaints, and what came of each; the oldest first")
async def listed(
    desk: TheDesk, caller: Caller, settled: bool | None = None, texts: bool = False, purpose: Purpose = None
) -> dict[str, Any]:
    """Complaints that the caller settles. With `texts` in words: that they were read is written down first (R33).

    `notice` is what whoever complained is told of it, by their own channel; spoken or by letter somebody brings it.
    """
    rows = await desk.pool.fetch(LISTED, caller.role, caller.region, caller.id, settled, MOST, *TYPES)
    told = await reading.notices(desk.pool, [row["notice"] for row in rows if row["notice"]])
    found = [complaint(row, told.get(row["notice"])) for row in rows]
    if not texts:
        return {"complaints": found}
    stated_as = stated(desk, caller, caller.region, Use.COMPLAINT, purpose)
    return {"complaints": await in_words(desk, caller, stated_as, rows, found)}


def complaint(row: asyncpg.Record, told: dict[str, Any] | None) -> dict[str, Any]:
    """One complaint without its words."""
    raised, settlement = from_json(row["data"]), from_json(row["settlement"] or "{}")
    shown = {name: raised.get(name) for name in ("case", "by", "about", "to", "region", "answer_by")}
    return {
        "complaint": row["stream"],
        **shown,
        "raised": row["at"],
        "settled": row["settled"],
        "outcome": settlement.get("outcome"),
        "notice": told,
    }


async def in_words(
    desk: Desk, by: Actor, purpose: str, rows: Sequence[asyncpg.Record], found: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Complaints with what was said and what was answered."""
    sealed = {row["stream"]: words_of(row) for row in rows}
    wanted = {one: list(words.values()) for one, words in sealed.items()}
    opened = await desk.disclosure.reveal(by, purpose, wanted, use=Use.COMPLAINT)
    return [{**one, **{name: opened.read(word) for name, word in sealed[one["complaint"]].items()}} for one in found]


def words_of(row: asyncpg.Record) -> dict[str, Sealed]:
    """What is sealed of a complaint."""
    said = {"text": bound(from_json(row["data"])["text"], row["stream"], ComplaintRaised, ("text",))}
    if row["settlement"] is None:
        return said
    answer = from_json(row["settlement"])["answer"]
    return {**said, "answer": bound(answer, row["stream"], ComplaintSettled, ("answer",))}
