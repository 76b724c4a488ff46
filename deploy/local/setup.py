"""What the servers need before the parts can work: databases and migrations, topics, users and access rules.

What was done is written down with what it was done from. When nothing changed since, nobody waits for it again.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256

from contracts.agreement import Agreement
from contracts.topics import TOPICS
from deploy.local import access, postgres, probes, roles
from deploy.local.layout import Layout, write
from deploy.local.parts import Environments, Part, folder
from services.chassis.agreements import agreements
from services.desk.operations.kafka import rules


class Setup:
    """Sets the servers up once they answer."""

    def __init__(self, layout: Layout, ports: Mapping[str, int], environments: Environments) -> None:
        self.layout = layout
        self.ports = ports
        self.environments = environments
        self.done = {"kafka": asyncio.Event(), "postgres": asyncio.Event()}
        self.migrating = asyncio.Lock()

    async def run(self, changed: Callable[[], None]) -> None:
        """Both at once."""

        async def one(server: str, mark: str, work: Callable[[], Awaitable[None]]) -> None:
            await self.once(server, mark, work)
            self.done[server].set()
            changed()

        async with asyncio.TaskGroup() as group:
            group.create_task(one("kafka", self.topics_mark(), self.set_kafka_up))
            group.create_task(one("postgres", " ".join(roles.script()), self.set_postgres_up))

    async def ready_for(self, part: Part) -> None:
        """Wait until a part can start."""
        await self.done["postgres"].wait()
        async with self.migrating:
            await self.once(f"migrations-{part.part}", migrations_mark(part), lambda: self.migrate(part))
        await self.done["kafka"].wait()

    async def once(self, name: str, mark: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work unless it was done for the same mark."""
        path = self.layout.data / f"{name}.set-up"
        if not path.exists() or path.read_text() != mark:
            await work()
            write(path, mark)

    async def set_kafka_up(self) -> None:
        """Topics, users, access rules."""
        await probes.until(lambda: probes.kafka(self.environments))
        settings = probes.kafka_settings(self.environments)
        await asyncio.to_thread(access.establish, settings, self.agencies(), self.password)

    async def set_postgres_up(self) -> None:
        """Roles and databases."""
        await probes.until(lambda: probes.postgres(self.environments))
        admin = postgres.url(self.ports, self.environments.secrets, postgres.ADMIN)
        await postgres.establish(admin, self.environments.secrets)

    async def migrate(self, part: Part) -> None:
        """Bring a part's databases to this release's schema."""
        from services.chassis.migrate import migrate

        await probes.until(lambda: probes.postgres(self.environments))
        await asyncio.to_thread(migrate, part.part, self.environments.migrating(part.part))

    def agencies(self) -> Mapping[str, Agreement]:
        """What is agreed with each agency here."""
        return agreements(self.environments.agencies())

    def password(self, user: str) -> str:
        """Of any user of Kafka."""
        return self.environments.secrets.password(f"kafka-{user}")

    def topics_mark(self) -> str:
        """Changes with the topics, the users, the rules and the agencies."""
        topics = [(topic.name, topic.partitions, sorted(topic.config.items())) for topic in TOPICS]
        agencies = {name: one.model_dump(mode="json") for name, one in self.agencies().items()}
        return sha256(json.dumps([topics, sorted(map(str, rules())), agencies]).encode()).hexdigest()


def migrations_mark(part: Part) -> str:
    """Changes with any migration of a part or of the message path."""
    files = [file for name in ("chassis", part.part) for file in folder(name).glob("*migrations/**/*.*")]
    made_from = sorted(file for file in files if file.suffix in {".py", ".sql"})
    return sha256(b"".join(file.read_bytes() for file in made_from)).hexdigest()
