"""A proof of an erasure, from the keyring to places at rest: it asks PostgreSQL and Kafka themselves, and no desk."""

import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

from services.chassis import tls
from services.chassis.settings import DatabaseSettings
from services.desk.proof import controls, inventory, keys, report, topics
from services.desk.proof.inventory import Resting
from services.desk.proof.search import Needles, Sought
from services.desk.proof.searching import search

PARTS = ("referral", "coordination", "plan", "privacy", "desk", "workflows")


@asynccontextmanager
async def connected(to: DatabaseSettings) -> AsyncIterator[asyncpg.Connection]:
    """A connection that reads and writes nothing."""
    read_only = {"default_transaction_read_only": "on"}
    url = to.database_url.get_secret_value()
    connection = await asyncpg.connect(url, ssl=tls.database(to), server_settings=read_only)
    try:
        yield connection
    finally:
        await connection.close()


async def proof(
    case: str,
    databases: Mapping[str, DatabaseSettings],
    kafka: Mapping[str, str],
    searched: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The report of a case: `databases` are those of the parts and of the keyring."""
    async with connected(databases["privacy"]) as privacy, connected(databases["keyring"]) as keyring:
        known = await keys.of_case(privacy, keyring, case)
    subjects = {one.subject for one in known}
    resting: Resting = Counter()
    for part in PARTS:
        async with connected(databases[part]) as connection:
            resting += await inventory.of_part(connection, part, subjects)
    resting += topics.resting(kafka, subjects)
    return report.report(case, datetime.now(UTC), known, resting, searched)


def searched(places: Sequence[Path], values: Sequence[str]) -> dict[str, Any]:
    """What a search for values comes to, after it has found its controls."""
    with tempfile.TemporaryDirectory(prefix="ekc-controls-") as folder:
        tried = controls.tried(Path(folder))
    sought = [Sought(f"value {number}", value) for number, value in enumerate(values, start=1)]
    found = search(places, Needles(sought))
    return report.of_search([str(one) for one in places], len(values), found, tried)
