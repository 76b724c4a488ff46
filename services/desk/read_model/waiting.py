"""How many cases wait, for how long, and whether one stands still in silence (promise 4): figures for Prometheus.

Counted beside the message path, again and again, and at most a hundredth of the time. Stories have a calendar of their
own: of them no step is overdue.
"""

import asyncio
import time
from typing import Any

from services.chassis.consumer import TRANSIENT
from services.chassis.decider import Connection, Pool
from services.chassis.log import logger
from services.chassis.shown import Figure, Shown
from services.desk.cases.standing import RESTING, RESTS_IN, STAND_STILL
from services.desk.cases.waits import AWAITED

log = logger("waiting")

AGAIN_SECONDS = 15.0
"""Of 50,000 cases, 10,000 of them open, it takes 90 ms on a busy machine."""
SHARE = 100
"""Of how much time counting takes one part at most."""
OVERDUE_MINUTES = 5
"""Within which a step is to be decided about."""

FIGURES = Shown(
    {
        "waiting": Figure("ekc_cases_waiting", "Open cases, by the phase in which they are.", ("phase",)),
        "oldest": Figure(
            "ekc_case_oldest_wait_seconds",
            "Since when the case that waits longest waits for the same thing, by phase. People take weeks, and are "
            "nudged; bad is what grows beyond the terms in docs/waits.md.",
            ("phase",),
        ),
        "due": Figure(
            "ekc_steps_due", "Steps of processes that came due within five minutes, and of which nothing came yet."
        ),
        "overdue": Figure(
            "ekc_steps_overdue",
            "Steps that came due longer ago, while nothing at all was heard of the case since. Bad above 0: the "
            "process, the bridge or a service does not do its work.",
        ),
        "overdue_oldest": Figure(
            "ekc_step_overdue_oldest_seconds",
            "Since when the oldest overdue step is due, in seconds; 0 when there is none.",
        ),
        "silent": Figure(
            "ekc_cases_silent",
            "Open cases of which a step is overdue and nobody was told, not even operators by a dead letter; or that "
            "wait for nobody. Bad above 0, whatever the reason.",
        ),
    }
)

PHASES = """
SELECT standing->>'phase' AS phase, count(*),
    max(extract(epoch FROM CASE WHEN story THEN latest ELSE clock_timestamp() END
        - (standing->>'since')::timestamptz))::float
FROM cases WHERE ended IS NULL AND standing->>'linked' IS NULL GROUP BY 1
"""
STEPS = """
WITH open AS (
    SELECT id, whose, standing, latest, clock_timestamp() AS now
    FROM cases WHERE ended IS NULL AND standing->>'linked' IS NULL AND NOT standing->'held' ? $1 AND NOT story
), steps AS (
    SELECT id, now, (item->>'at')::timestamptz AS at
    FROM open CROSS JOIN LATERAL jsonb_array_elements(
        CASE WHEN standing->>'searching' IS NULL THEN standing->'agenda'
            WHEN standing->>'phase' = ANY($2::text[]) THEN standing->'search_agenda'
            ELSE (standing->'agenda') || (standing->'search_agenda') END) AS item
    WHERE item->>'what' = ANY($3::text[])
        AND (jsonb_array_length(standing->'considering') = 0 OR item->>'what' <> ALL($4::text[]))
        AND (item->>'at')::timestamptz BETWEEN latest AND now
), late AS (SELECT id, now - at AS by FROM steps WHERE at < now - make_interval(mins => $5))
SELECT (SELECT count(*) FROM steps) - (SELECT count(*) FROM late) AS due, (SELECT count(*) FROM late) AS overdue,
    (SELECT coalesce(extract(epoch FROM max(by)), 0)::float FROM late) AS overdue_oldest,
    (SELECT count(*) FROM open WHERE whose = '' OR (id IN (SELECT id FROM late)
        AND NOT EXISTS (SELECT FROM letters WHERE stream = open.id AND state <> 'handled'))) AS silent
"""


class Waiting:
    """Counts."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def run(self) -> None:
        """Again and again, until cancelled. While the database is away nothing is known."""
        while True:
            began, known = time.monotonic(), {}
            try:
                async with self.pool.acquire() as connection:
                    known = await counted(connection)
            except TRANSIENT as error:
                log.warning("waiting for the database", error=error)
            FIGURES.show(known)
            await asyncio.sleep(max(AGAIN_SECONDS, SHARE * (time.monotonic() - began)))


async def counted(connection: Connection) -> dict[str, Any]:
    """What there is to tell now."""
    phases = await connection.fetch(PHASES)
    awaited, still = [*AWAITED], [*STAND_STILL]
    steps = await connection.fetchrow(STEPS, RESTING, [*RESTS_IN], awaited, still, OVERDUE_MINUTES)
    assert steps is not None
    return {
        "waiting": {phase: count for phase, count, _ in phases},
        "oldest": {phase: oldest for phase, _, oldest in phases},
        **steps,
    }
