"""The coordination service's message path on a real PostgreSQL: records in, rows out. Kafka is not needed for it."""

import time
from base64 import b64decode
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import asyncpg
from aiokafka import ConsumerRecord
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr
from pydantic_core import from_json, to_json

from contracts.base import Message
from contracts.coordination import InviteParticipant
from contracts.referral import CaseAccepted, ConsentCompleted
from services.chassis.app import calendar
from services.chassis.batch import Batch
from services.chassis.consumer import Consumer
from services.chassis.dead_letters import DeadLetters
from services.chassis.decider import Pool, Service
from services.chassis.deciding import Decisions
from services.chassis.envelopes import Record, producer
from services.chassis.keyring import KeyringUnreachable
from services.chassis.opening import Opening
from services.chassis.sealing import Keys, SubjectKey, seal_fields
from services.chassis.settings import Settings
from services.coordination.app import SERVICE
from services.privacy import epochs, keys

MANAGER = {"actorid": "manager-1", "actorrole": "regional-manager", "actorregion": "noord"}


@dataclass
class Keyring:
    """The privacy service's keyring without HTTP between; it can be made unreachable."""

    keyring: keys.Keyring
    reachable: bool = True

    async def open(self, subjects: Collection[str]) -> Keys:
        """See `services.chassis.keyring.Keyring`."""
        return self.parsed(await self.keyring.open(subjects))

    async def create(self, subjects: Collection[str]) -> Keys:
        """See `services.chassis.keyring.Keyring`."""
        return self.parsed(await self.keyring.create(subjects))

    def forget(self, _subjects: Collection[str]) -> None:
        """It keeps nothing in memory."""

    def parsed(self, opened: keys.Opened) -> Keys:
        """Keys as the chassis uses them."""
        if not self.reachable:
            raise KeyringUnreachable
        return {
            subject: SubjectKey(
                max(known, default=0), {number: AESGCM(b64decode(key)) for number, key in known.items()}
            )
            for subject, known in opened.items()
        }


@dataclass
class MessagePath:
    """What a test does with the path: give it records, look at what came of them."""

    pool: Pool
    keyring: Keyring
    settings: Settings
    service: Service = SERVICE
    offsets: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Wire a consumer as `App` does."""
        self.opening = Opening(self.service, self.settings, self.keyring)
        decisions = Decisions(self.service, self.settings, {}, calendar())
        letters = DeadLetters(self.service.name, self.settings, self.keyring)
        self.consumer = Consumer(
            self.pool, self.opening, lambda: Batch(self.service, decisions, self.opening, letters), lambda: None
        )

    @classmethod
    async def create(cls, database: str, keyring_database: str, folder: Path) -> Self:
        """Connect to migrated databases."""
        settings = Settings(part="coordination", environment="development", mint_key=SecretStr("aa" * 32))
        pool = await asyncpg.create_pool(database, min_size=1, max_size=4)
        keyring_pool = await asyncpg.create_pool(keyring_database, min_size=1, max_size=2)
        return cls(pool, Keyring(keys.Keyring(keyring_pool, epochs.FileEpochs(folder))), settings)

    async def close(self) -> None:
        """Close the connections."""
        await self.pool.close()
        await self.keyring.keyring.pool.close()

    async def handle(self, *records: Record) -> None:
        """Handle records as one batch."""
        await self.consumer.handle(records)

    def record(self, topic: str, value: bytes | None, headers: Sequence[tuple[str, Any]] = ()) -> Record:
        """The next record of a topic's only partition."""
        self.offsets[topic] = self.offsets.get(topic, -1) + 1
        now = int(time.time() * 1000)
        size = len(value or b"")
        return ConsumerRecord(topic, 0, self.offsets[topic], now, 0, None, value, None, -1, size, tuple(headers))

    def event(self, topic: str, kind: type[Message], subject: str, data: Any, **attributes: Any) -> Record:
        """A CloudEvent on a topic, in structured mode."""
        envelope = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": self.settings.source(producer(topic)),
            "type": kind.type,
            "subject": subject,
            "time": datetime.now(UTC),
            "data": data,
            **attributes,
        }
        return self.record(topic, to_json(envelope))

    async def command(self, message: Message, subject: str, **attributes: Any) -> Record:
        """A command of the regional manager, sealed as the desk seals it."""
        data = message.model_dump(mode="json", exclude_none=True)
        holders = {subject, *(str(value) for name, value in data.items() if name in {"participant", "setter"})}
        seal_fields(type(message), data, subject, await self.keyring.create(holders))
        return self.event("ekc.coordination.commands", type(message), subject, data, **{**MANAGER, **attributes})

    def fact(self, message: Message, subject: str, sequence: int, **attributes: Any) -> Record:
        """An event of the service that owns it, without personal fields."""
        topic = f"ekc.{message.service}.events"
        data = message.model_dump(mode="json", exclude_none=True)
        return self.event(topic, type(message), subject, data, sequence=str(sequence), **attributes)

    async def case(self, case: str | None = None) -> str:
        """An accepted case, wanted by everybody whom it is about."""
        case = case or str(uuid4())
        await self.handle(
            self.fact(ConsentCompleted(persons=("person-1",)), case, 1),
            self.fact(CaseAccepted(region="noord", round=1, languages=("nl",), persons=("person-1",)), case, 2),
        )
        return case

    async def invitation(self, case: str, name: str = "Bram", **attributes: Any) -> Record:
        """Inviting somebody new."""
        message = InviteParticipant(participant=str(uuid4()), name=name, role="uncle")
        return await self.command(message, case, **attributes)

    async def outbox(self, case: str | None = None) -> list[dict[str, Any]]:
        """What is to be published, in order."""
        rows = await self.pool.fetch("SELECT topic, key, value FROM outbox ORDER BY id")
        return [from_json(row["value"]) for row in rows if case in (None, row["key"])]

    async def events(self, case: str) -> list[str]:
        """The types of a case's own events, in order, shortened."""
        rows = await self.pool.fetch(
            "SELECT envelope FROM event_log WHERE stream = $1 AND sequence IS NOT NULL ORDER BY position", case
        )
        return [from_json(row[0])["type"].split(".")[-2] for row in rows]

    async def letters(self) -> list[tuple[str, str]]:
        """Reason and state of each dead letter, in the order of their offsets."""
        rows = await self.pool.fetch('SELECT reason, state FROM dead_letters ORDER BY topic, "offset"')
        return [(row["reason"], row["state"]) for row in rows]

    @asynccontextmanager
    async def without_key(self, subject: str) -> AsyncIterator[None]:
        """Meanwhile the keyring has no key of somebody."""
        keys = self.keyring.keyring.pool
        await keys.execute("UPDATE data_keys SET subject = 'away' WHERE subject = $1", subject)
        yield
        await keys.execute("UPDATE data_keys SET subject = $1 WHERE subject = 'away'", subject)
