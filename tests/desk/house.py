"""A desk on a real PostgreSQL: events in as Kafka would bring them, the API as people use it. Kafka is not needed."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import asyncpg
import httpx
from aiokafka import ConsumerRecord
from pydantic import SecretStr
from pydantic_core import from_json, to_json

from contracts.base import Message
from contracts.deciding import WorkingDays
from services.chassis.batch import Batch
from services.chassis.consumer import Consumer
from services.chassis.dead_letters import DeadLetters
from services.chassis.deciding import Decisions
from services.chassis.opening import Opening
from services.chassis.sealing import seal_fields, subjects
from services.desk.api.app import api
from services.desk.app import SERVICE
from services.desk.desk import Desk, put_together
from services.desk.read_model.access_log import AccessLogUnreachable
from services.desk.read_model.bell import Bell
from services.desk.settings import DeskSettings
from services.privacy import epochs, keys
from tests.chassis.path import Keyring
from tests.desk.issuer import ISSUER, token_of, tokens


@dataclass
class Asked:
    """The access log of the privacy service, as far as the desk asks it."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    chains: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    reachable: bool = True

    async def ask(self, what: str, about: dict[str, Any]) -> dict[str, Any]:
        """Answer, and remember what was asked."""
        if not self.reachable:
            raise AccessLogUnreachable
        self.asked.append((what, about))
        return {"rows": self.rows, "chains": self.chains, "unsigned": 0, "keys": []}


@dataclass
class House:
    """What a test does with the desk."""

    desk: Desk
    keyring: Keyring
    consumer: Consumer
    access_log: Asked
    sequences: dict[tuple[str, str], int] = field(default_factory=dict)
    offset: int = 0

    def client(self, role: str = "manager") -> httpx.AsyncClient:
        """Somebody at the API."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(api(self.desk, tokens())),
            base_url="http://desk",
            headers={"authorization": f"Bearer {token_of(role)}"},
        )

    async def get(self, path: str, role: str = "manager", **parameters: Any) -> Any:
        """Read something that is there."""
        async with self.client(role) as client:
            answer = await client.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def command(self, role: str = "manager", **body: Any) -> httpx.Response:
        """Send a command, without waiting for what comes of it unless told to."""
        async with self.client(role) as client:
            return await client.post("/commands", json={"wait_seconds": 0, **body})

    async def happened(self, case: str, *messages: Message, service: str | None = None, **attributes: Any) -> None:
        """Events of their services, in one batch."""
        records = [await self.event(case, message, service, **attributes) for message in messages]
        await self.consumer.handle(records)

    async def event(self, case: str, message: Message, service: str | None = None, **attributes: Any) -> Any:
        """An event as its service publishes it, with its next sequence."""
        by = service or message.service
        self.sequences[by, case] = self.sequences.get((by, case), 0) + 1
        sequence = str(self.sequences[by, case])
        return await self.record(
            f"ekc.{by}.events", case, message, **{"id": f"{case}-{by}-{sequence}", "sequence": sequence, **attributes}
        )

    async def answered(self, case: str, message: Message, service: str, **attributes: Any) -> None:
        """An answer or an announcement, which has no sequence."""
        topic = attributes.pop("topic", f"ekc.{service}.events")
        await self.consumer.handle([await self.record(topic, case, message, id=str(uuid4()), **attributes)])

    async def record(self, topic: str, case: str, message: Message, **attributes: Any) -> Any:
        """A record on a topic, personal fields sealed."""
        story = {"time": attributes["at"], "storytime": attributes.pop("at")} if "at" in attributes else {}
        data = message.model_dump(mode="json", exclude_none=True)
        seal_fields(type(message), data, case, await self.keyring.create({case, *subjects(type(message), data, case)}))
        producer = "desk" if topic.endswith(".commands") else topic.split(".")[1]
        value = to_json(
            {
                "specversion": "1.0",
                "source": self.desk.settings.source(producer),
                "type": message.type,
                "subject": case,
                "time": datetime.now(UTC),
                "actorid": "manager-1",
                "actorrole": "regional-manager",
                **attributes,
                **story,
                "data": data,
            }
        )
        self.offset += 1
        return ConsumerRecord(topic, 0, self.offset, int(time.time() * 1000), 0, None, value, None, -1, len(value), ())

    async def outbox(self) -> list[tuple[str, dict[str, Any]]]:
        """What is to be published: topic and envelope, in order."""
        rows = await self.desk.pool.fetch("SELECT topic, value FROM outbox ORDER BY id")
        return [(row["topic"], from_json(row["value"])) for row in rows]


@asynccontextmanager
async def built(
    database: str, keyring_database: str, folder: Path, environment: Literal["production", "development"]
) -> AsyncIterator[House]:
    """A desk on migrated databases."""
    (folder / "groups.yaml").touch()
    settings = DeskSettings(
        part="desk",
        environment="development",
        mint_key=SecretStr("bb" * 32),
        database_url=SecretStr(database),
        database_tls=False,
        http_port=0,
        oidc_issuer=ISSUER,
        groups_file=folder / "groups.yaml",
    ).model_copy(update={"environment": environment})  # also what is as in production is reached without TLS here
    async with (
        asyncpg.create_pool(database, min_size=1, max_size=6) as pool,
        asyncpg.create_pool(keyring_database, min_size=1, max_size=2) as keyring_pool,
        Bell(settings) as bell,
    ):
        keyring = Keyring(keys.Keyring(keyring_pool, epochs.FileEpochs(folder / "kek")))
        log = Asked()
        desk = put_together(settings, pool, keyring, bell, log)
        yield House(desk, keyring, message_path(desk), log)


def message_path(desk: Desk) -> Consumer:
    """The desk's message path, wired as `App` does."""
    opening = Opening(SERVICE, desk.settings, desk.keyring)
    decisions = Decisions(SERVICE, desk.settings, {}, WorkingDays(frozenset()))
    letters = DeadLetters(SERVICE.name, desk.settings, desk.keyring)
    return Consumer(desk.pool, opening, lambda: Batch(SERVICE, decisions, opening, letters), lambda: None)
