"""The rows of the access log that somebody asks for, in the order in which they were written down in each region."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from services.chassis.decider import Pool
from services.privacy.access_log.chain import FIELDS

SHOWN = """
SELECT * FROM access_log
WHERE ($1::text IS NULL OR region = $1) AND ($2::text IS NULL OR case_id = $2)
    AND ($3::text IS NULL OR actor = $3 OR on_behalf = $3)
    AND ($4::text IS NULL OR $4 = ANY(subjects))
    AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
ORDER BY at, region, number LIMIT $7
"""
MOST = 10_000


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see; what is nothing is not asked for."""

    region: str | None = None
    case: str | None = None
    actor: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    most: int = 1_000


async def shown(pool: Pool, asked: Asked) -> list[dict[str, Any]]:
    """The rows, the oldest first."""
    about = (asked.region, asked.case, asked.actor, asked.subject, asked.since, asked.until)
    return [row(found) for found in await pool.fetch(SHOWN, *about, min(asked.most, MOST))]


def row(found: asyncpg.Record) -> dict[str, Any]:
    """One row as it is told."""
    return {"region": found["region"], "number": found["number"], **{name: found[name] for name in FIELDS}}
