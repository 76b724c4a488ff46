"""An access log that tests begin with, and what they need to tamper with it as PostgreSQL's administrator."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from pydantic_core import to_json

from contracts.access import CheckpointSigned, Use
from contracts.base import Actor, Event
from contracts.envelope import Envelope
from contracts.people import Means
from contracts.privacy import PersonalDataRead
from contracts.referral import CaseOpened, ContactMade
from services.chassis.decider import Decided, Pool
from services.privacy.access_log import chain
from services.privacy.access_log.checkpoints import Checkpoints
from services.privacy.access_log.signing import SigningKeys, establish
from services.privacy.access_log.verifying import Verified, verify
from tests.platform import Databases

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONTACT = ContactMade(with_person=True, means=Means.SPOKEN)
SEALED = "c2VhbGVk"
"""The reader's own words, as they arrive."""
READ = PersonalDataRead(kinds=("names",), purpose="to call them", subjects=("els",), use=Use.CASE_WORK)


def opened(region: str = "noord") -> CaseOpened:
    """A case begins in a region."""
    return CaseOpened(region=region, persons=(), opened=NOW)


def seen(event: Event, number: int, case: str = "case-1", **attributes: Any) -> Decided:
    """An event that reached the privacy service."""
    envelope = Envelope.model_validate(
        {
            "id": f"{case}-{event.service}-{number}",
            "source": f"urn:nld:oin:00000099000000000000:systeem:ekc-{event.service}",
            "type": event.type,
            "subject": case,
            "time": NOW + timedelta(minutes=number),
            "actorid": "manager-1",
            "actorrole": "regional-manager",
            **attributes,
        }
    )
    nothing: Any = None
    return Decided(
        stream=case,
        at=NOW,
        by=Actor(id="manager-1", role="service"),
        message=event,
        cause=envelope,
        facts=(),
        attributes=(),
        state=nothing,
        correlation="c",
        raw=to_json({"data": {"purpose": SEALED}}),
        offset=number,
    )


@dataclass
class Log:
    """An access log, and the topic on which it is said how far it is."""

    pool: Pool
    platform: Databases
    keys: Path
    topic: list[str] = field(default_factory=list)
    reachable: bool = True
    """Whether the topic can be written to."""

    def __post_init__(self) -> None:
        """Make the key that signs."""
        establish(self.keys)

    async def send(self, checkpoint: CheckpointSigned, _region: str) -> None:
        """Keep a checkpoint, as Kafka does."""
        if not self.reachable:
            raise ConnectionError
        self.topic.append(checkpoint.signed)

    async def all(self) -> list[str]:
        """Every checkpoint, as Kafka gives them."""
        if not self.reachable:
            raise ConnectionError
        return self.topic

    async def append(self, *decided: Decided) -> None:
        """One batch."""
        async with self.pool.acquire() as connection, connection.transaction():
            await chain.append(connection, decided)

    async def sign(self) -> int:
        """Sign whatever is not signed yet."""
        return await self.signs(rows=1, seconds=60)

    async def signs(self, *, rows: int, seconds: float) -> int:
        """Sign what is due when it is due after so many rows or seconds."""
        return await Checkpoints(self.pool, self.keys, self, rows=rows, seconds=seconds).sign(NOW)

    async def verify(self, only: str | None = None) -> list[Verified]:
        """Compare rows, chain and checkpoints."""
        keys = SigningKeys.read(self.keys)
        return await verify(self.pool, [keys.read_signed(signed) for signed in self.topic], only)

    async def found(self) -> Sequence[tuple[str, str, int, int]]:
        """All that is wrong: region, what, from which row to which."""
        return [(one.region, str(f.what), f.number, f.until) for one in await self.verify() for f in one.findings]

    async def tamper(self, *statements: str) -> None:
        """Do something as the administrator of the database."""
        name = await self.pool.fetchval("SELECT current_database()")
        administrator = await asyncpg.connect(self.platform.platform.admin_url(name))
        try:
            for statement in statements:
                await administrator.execute(statement)
        finally:
            await administrator.close()
