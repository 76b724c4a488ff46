"""The access log (R33): it is the privacy service's, and asked of it. That somebody asks is written down first."""

from typing import Any, Protocol

import httpx

from contracts.access import AccessLogRead
from contracts.base import Actor
from services.chassis import tls
from services.chassis.batch import now
from services.chassis.decider import Pool
from services.chassis.settings import Settings
from services.desk.read_model.disclosure import Disclosure
from services.desk.read_model.record import Recorder

STREAM = "access-log"
"""Of its own readings."""
ANSWER_SECONDS = 60.0
"""To verify is to read every row."""


class AccessLogUnreachable(OSError):
    """The privacy service did not answer."""


class Source(Protocol):
    """Where the access log is."""

    async def ask(self, what: str, about: dict[str, Any]) -> dict[str, Any]:
        """`rows`, `verify` or `keys`.

        Raises:
            AccessLogUnreachable: there is no answer now.
        """
        ...


class HttpSource:
    """The privacy service."""

    def __init__(self, settings: Settings) -> None:
        self._client = httpx.AsyncClient(
            base_url=settings.keyring_url,
            headers={"authorization": f"Bearer {settings.keyring_token.get_secret_value()}"},
            timeout=ANSWER_SECONDS,
            trust_env=False,
            verify=tls.parts(settings),
        )

    async def ask(self, what: str, about: dict[str, Any]) -> dict[str, Any]:
        """See `Source`."""
        try:
            answer = await self._client.post(f"/audit/{what}", json=about)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise AccessLogUnreachable from error
        said: dict[str, Any] = answer.json()
        return said

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


class AccessLog:
    """What the desk shows of it."""

    def __init__(self, pool: Pool, recorder: Recorder, disclosure: Disclosure, source: Source) -> None:
        self.pool = pool
        self.recorder = recorder
        self.disclosure = disclosure
        self.source = source

    async def rows(self, by: Actor, looked: AccessLogRead, about: dict[str, Any]) -> list[dict[str, Any]]:
        """Rows, once it is written down who looked at what.

        Raises:
            AccessLogUnreachable: they cannot be had now.
        """
        await self.write_down(by, looked)
        found: list[dict[str, Any]] = (await self.source.ask("rows", about))["rows"]
        return found

    async def verified(self, by: Actor, looked: AccessLogRead) -> dict[str, Any]:
        """Whether it is what was written down, once it is written down who asked.

        Raises:
            AccessLogUnreachable: that cannot be said now.
        """
        await self.write_down(by, looked)
        return await self.source.ask("verify", {"region": looked.region})

    async def write_down(self, by: Actor, looked: AccessLogRead) -> None:
        """Commit that somebody looked."""
        async with self.pool.acquire() as connection, connection.transaction():
            cause = self.disclosure.request(by)
            await self.recorder.record(connection, {STREAM: [looked]}, cause=cause, by=by, at=now())
