"""What a part says of itself to operators: its settings with secrets masked, its release, schema, tables and topics.

Only who has the token is answered. What changes by itself is under `now`, so that the rest can be compared.
"""

import hmac
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from services.chassis.certificates import DAY_SECONDS, of_files
from services.chassis.decider import Pool
from services.chassis.settings import PREFIX, Settings

type More = Callable[[], Awaitable[Mapping[str, Any]]]
"""What a part says beside its settings."""

SCHEMA = "SELECT version_num FROM alembic_version ORDER BY version_num"
TABLES = """
SELECT relname AS name, greatest(reltuples, 0)::bigint AS rows, pg_total_relation_size(oid) AS bytes
FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
OUTBOX = """
SELECT topic, count(*) AS rows, count(refused) AS refused,
    extract(epoch FROM clock_timestamp() - min(written))::float AS oldest_seconds
FROM outbox GROUP BY topic ORDER BY topic
"""
REFUSED = "SELECT topic, key AS stream, refused AS why FROM outbox WHERE refused IS NOT NULL ORDER BY id LIMIT 100"


async def nothing_more() -> Mapping[str, Any]:
    """A part without a message path."""
    return {}


def described(settings: Settings) -> dict[str, Any]:
    """Variable -> value as it counts now; of a secret only that there is one."""
    return {f"{PREFIX}{name.upper()}": value for name, value in settings.model_dump(mode="json").items()}


def release() -> str:
    """Of what runs here."""
    return version("ekc-chassis")


async def kept(pool: Pool) -> dict[str, Any]:
    """What is in a part's database, and what of it waits to be published."""
    tables = await pool.fetch(TABLES)
    return {
        "schema": [row[0] for row in await pool.fetch(SCHEMA)],
        "tables": [row["name"] for row in tables],
        "now": {
            "rows": {row["name"]: row["rows"] for row in tables},
            "bytes": {row["name"]: row["bytes"] for row in tables},
            "outbox": [dict(row) for row in await pool.fetch(OUTBOX)],
            "refused": [dict(row) for row in await pool.fetch(REFUSED)],
        },
    }


def ages() -> dict[str, float]:
    """Variable -> days since the file that it names was written: of keys, secrets and certificates."""
    named = {name: Path(where) for name, where in os.environ.items() if name.startswith(PREFIX)}
    files = {name: path for name, path in named.items() if name.endswith(("_FILE", "_DIR")) and path.exists()}
    now = time.time()
    return {name: round((now - path.stat().st_mtime) / DAY_SECONDS, 1) for name, path in sorted(files.items())}


def authorised(settings: Settings, request: Request) -> bool:
    """Whether whoever asks has the token."""
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode(), settings.describe_token.get_secret_value().encode())


def described_routes(settings: Settings, more: More = nothing_more) -> list[BaseRoute]:
    """`/described`, where there is a token for it."""

    async def answer(request: Request) -> Response:
        if not authorised(settings, request):
            return JSONResponse({"title": "not authorised"}, 401, media_type="application/problem+json")
        said = dict(await more())
        clock = datetime.now(UTC).isoformat()
        now = {**said.pop("now", {}), "ages": ages(), "certificates": of_files(os.environ), "clock": clock}
        return JSONResponse({"settings": described(settings), "release": release(), **said, "now": now})

    return [Route("/described", answer)] if settings.describe_token.get_secret_value() else []
