"""Finds what was done to the log behind its back: a row changed, removed, inserted or moved, or a chain made anew.

A chain that was made anew as a whole is right in itself; only what was signed and published before shows it. So the
checkpoints are read first, from their topic, and then the rows as they are at one moment.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.chassis.decider import Connection, Pool
from services.privacy.access_log.chain import GENESIS, read
from services.privacy.access_log.following import Finding, What, follow
from services.privacy.access_log.signing import Checkpoint

REGIONS = "SELECT region FROM access_heads UNION SELECT DISTINCT region FROM access_log ORDER BY region"
HEAD = "SELECT coalesce(max(number), 0) FROM access_heads WHERE region = $1"
IN_ORDER = "SELECT * FROM access_log WHERE region = $1 ORDER BY number"
BEHIND = "SELECT * FROM access_log WHERE region = $1 AND number > $2 ORDER BY number"


@dataclass(frozen=True)
class Verified:
    """What was found out about the chain of a region."""

    region: str
    rows: int
    signed: int
    """Up to which row it was signed and published."""
    signed_at: datetime | None
    findings: tuple[Finding, ...]


async def verify(pool: Pool, checkpoints: Sequence[Checkpoint], only: str | None = None) -> list[Verified]:
    """Verify each chain, or one. Chains of which there are signatures and no rows are not forgotten."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        known = {row[0] for row in await connection.fetch(REGIONS)} | {one.region for one in checkpoints}
        wanted = sorted(region for region in known if only in (None, region))
        return [await of_region(connection, region, checkpoints) for region in wanted]


async def of_region(connection: Connection, region: str, checkpoints: Sequence[Checkpoint]) -> Verified:
    """Verify one chain."""
    own = [one for one in checkpoints if one.region == region]
    furthest = max(own, key=lambda one: (one.number, one.at), default=None)
    rows, findings = await walked(connection, region, own)
    return Verified(
        region, rows, furthest.number if furthest else 0, furthest.at if furthest else None, tuple(findings)
    )


async def walked(connection: Connection, region: str, signed: Sequence[Checkpoint]) -> tuple[int, list[Finding]]:
    """How many rows there are, and what is wrong with them."""
    head: int = await connection.fetchval(HEAD, region)
    hashes: dict[int, set[bytes]] = defaultdict(set)
    for one in signed:
        hashes[one.number].add(one.hash)
    number, previous, as_signed, another = 0, GENESIS, 0, 0
    async for found in connection.cursor(IN_ORDER, region):
        link = read(found)
        if link.number != number + 1 or link.previous != previous or not link.right or link.number > head:
            rest = [read(behind) for behind in await connection.fetch(BEHIND, region, number)]
            last = max(link.number for link in rest)
            return number + len(rest), [*follow(rest, number + 1, previous, head), *gone(last, head, hashes)]
        number, previous = link.number, link.hash
        if number in hashes and not another:
            as_signed, another = (number, 0) if hashes[number] == {link.hash} else (as_signed, number)
    rewritten = [Finding(What.REWRITTEN, as_signed + 1, another)] if another else []
    return number, [*rewritten, *gone(number, head, hashes)]


def gone(last: int, head: int, signed: dict[int, set[bytes]]) -> list[Finding]:
    """The last rows that were written down, or signed, and are not there."""
    furthest = max((head, *signed))
    return [Finding(What.REMOVED, last + 1, furthest)] if furthest > last else []
