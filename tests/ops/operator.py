"""An operator at a terminal of a platform: `ekc` as they type it, and what it answers."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner, Result

from contracts import topics
from deploy.local import Platform, env
from services.desk.cli.main import app
from tests.bench.agency import ASKING, Agency, connected

TOPIC = topics.inbound(ASKING)


@dataclass
class Operator:
    """What a test does with the platform."""

    platform: Platform

    @property
    def environment(self) -> dict[str, str]:
        """As `make up` writes it down."""
        return {**env.servers(self.platform), **env.databases(self.platform), **env.people(self.platform)}

    async def types(self, *words: str, typed: str | None = None) -> Result:
        """`ekc` with these words."""
        known = self.environment
        return await asyncio.to_thread(lambda: CliRunner().invoke(app, words, input=typed, env=known))

    async def reads(self, *words: str, code: int = 0) -> dict[str, Any]:
        """What `ekc` answers in JSON."""
        result = await self.types(*words, "--json")
        assert result.exit_code == code, result.output
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    async def sends(self, number: int, **changes: Any) -> None:
        """The agency sends so many referrals."""
        agency = Agency.of(self.platform, ASKING)
        async with connected(self.platform, agency) as line:
            for _ in range(number):
                await line.producer.send_and_wait(TOPIC, json.dumps(agency.event(**changes)).encode())

    async def until(self, part: str, **wanted: Any) -> dict[str, Any]:
        """What a part says of itself once it is so."""
        async with asyncio.timeout(120):
            while True:
                said = await self.platform.ask(part)
                if all(said.get(name) == value for name, value in wanted.items()):
                    return said
                await asyncio.sleep(0.2)
