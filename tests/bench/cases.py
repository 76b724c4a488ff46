"""What the message path is measured with: invitations in thousands of distinct cases of ten participants each."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from confluent_kafka import Producer
from pydantic import SecretStr
from pydantic_core import to_json

from contracts import topics
from contracts.coordination import AppointCoordinator, InviteParticipant, RegisterCoordinator
from contracts.people import CircleRole
from deploy.local.platform import Platform
from deploy.local.postgres import ADMIN
from services.chassis.keyring import HttpKeyring
from services.chassis.migrate import MigrationSettings, migrate
from services.chassis.sealing import seal_fields
from services.chassis.settings import Settings
from tests.chassis.path import MANAGER, MessagePath

TOPIC = topics.commands("coordination")
CASES = 5_000
CIRCLE = 10
KEYS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Prepared:
    """One command, ready to be published."""

    stream: str
    value: bytes


def settings(platform: Platform, database: str) -> Settings:
    """The coordination service's settings on the bench's platform, with a database of its own."""
    environment = platform.environment("coordination")
    names = {name.removeprefix("EKC_").lower(): value for name, value in environment.items()}
    return Settings(**{**names, "database_url": SecretStr(database), "http_port": 0})  # type: ignore[arg-type]


def migrating(platform: Platform, database: str) -> MigrationSettings:
    """As the owner of its databases, with another of them."""
    known = platform.migrating("coordination")
    owner = known.database_owner_url.get_secret_value().rpartition("/")[0]
    return known.model_copy(update={"database_owner_url": SecretStr(f"{owner}/{database}")})


def keyring(platform: Platform) -> HttpKeyring:
    """A keyring client with a cold cache."""
    return HttpKeyring(settings(platform, ""))


async def create_keys(keys: HttpKeyring, subjects: Sequence[str]) -> Any:
    """Make the keys of many subjects."""
    made: dict[str, Any] = {}
    for start in range(0, len(subjects), KEYS_AT_ONCE):
        made |= await keys.create(subjects[start : start + KEYS_AT_ONCE])
    return made


async def invitations(platform: Platform, source: str) -> list[Prepared]:
    """One invitation in each case, of somebody who was not asked before."""
    client = keyring(platform)
    cases = [str(uuid4()) for _ in range(CASES)]
    invited = [str(uuid4()) for _ in range(CASES)]
    keys = await create_keys(client, invited)
    await create_keys(client, cases)
    await client.close()
    made = []
    for case, participant in zip(cases, invited, strict=True):
        message = InviteParticipant(
            participant=participant, name="Bram de Vries", role=CircleRole.UNCLE, contact="06 0000 0000"
        )
        data = message.model_dump(mode="json", exclude_none=True)
        seal_fields(InviteParticipant, data, case, keys)
        made.append(Prepared(case, to_json({**envelope(case, InviteParticipant.type, source), "data": data})))
    return made


async def registrations(platform: Platform, source: str, number: int) -> list[Prepared]:
    """So many new coordinators for the register: events that every part takes in."""
    client = keyring(platform)
    names = [str(uuid4()) for _ in range(number)]
    keys = await create_keys(client, names)
    await client.close()
    message = RegisterCoordinator(name="Anna Terpstra", regions=("noord",), languages=("nl",), capacity=3)
    made = []
    for name in names:
        data = message.model_dump(mode="json", exclude_none=True)
        seal_fields(RegisterCoordinator, data, name, keys)
        made.append(Prepared(name, to_json({**envelope(name, RegisterCoordinator.type, source), "data": data})))
    return made


def envelope(subject: str, kind: str, source: str) -> dict[str, Any]:
    """The attributes of a command from the desk."""
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": source,
        "type": kind,
        "subject": subject,
        "time": datetime.now(UTC),
        **MANAGER,
    }


def publish(platform: Platform, invited: Sequence[Prepared]) -> None:
    """Put the commands on Kafka."""
    producer = Producer({**platform.kafka_settings(), "linger.ms": 20, "acks": "all"})
    for number, one in enumerate(invited):
        producer.produce(TOPIC, one.value, key=one.stream)
        if number % 1000 == 0:
            producer.poll(0)
    producer.flush(30)


async def administer(platform: Platform, statement: str, database: str = ADMIN) -> None:
    """Run one statement as the administrator."""
    connection = await asyncpg.connect(platform.admin_url(database))
    await connection.execute(statement)
    await connection.close()


class Databases:
    """Fresh databases of the coordination service in which every case has a circle of ten."""

    def __init__(self, platform: Platform, cases: Sequence[str]) -> None:
        self.platform = platform
        self.cases = cases
        self.template = f"bench_{secrets.token_hex(4)}"

    def url(self, name: str) -> str:
        """The address of a database."""
        return self.platform.database_url("coordination").rpartition("/")[0] + f"/{name}"

    async def prepare(self) -> None:
        """Make the template: one case lives through the real path, the others are copies of its state."""
        await administer(self.platform, f"CREATE DATABASE {self.template} OWNER coordination_owner")
        await asyncio.to_thread(migrate, "coordination", migrating(self.platform, self.template))
        keks = Path(self.platform.environment("privacy")["EKC_KEK_DIR"])
        path = await MessagePath.create(self.url(self.template), self.platform.database_url("keyring"), keks)
        case = await prepared_case(path)
        columns = "kind, schema, position, sequence, marks, last_at, state"
        await path.pool.execute(
            f"INSERT INTO streams (id, {columns}) SELECT n, {columns} FROM streams, unnest($2::text[]) n WHERE id = $1",
            case,
            list(self.cases),
        )
        await administer(self.platform, "TRUNCATE inbox, outbox, event_log, consumed", self.template)
        await path.close()

    async def fresh(self) -> str:
        """The address of a new copy."""
        name = f"{self.template}_{secrets.token_hex(4)}"
        await administer(self.platform, f"CREATE DATABASE {name} OWNER coordination_owner TEMPLATE {self.template}")
        await administer(self.platform, "VACUUM ANALYZE streams", name)
        return self.url(name)

    async def drop(self, url: str) -> None:
        """Remove a copy."""
        await administer(self.platform, f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")


async def prepared_case(path: MessagePath) -> str:
    """A case with a coordinator and ten people who were asked."""
    coordinator = str(uuid4())
    registered = RegisterCoordinator(name="Anna Terpstra", regions=("noord",), languages=("nl",), capacity=20)
    await path.handle(await path.command(registered, coordinator))
    case = await path.case()
    await path.handle(await path.command(AppointCoordinator(coordinator=coordinator), case))
    await path.handle(*[await path.invitation(case) for _ in range(CIRCLE)])
    return case
