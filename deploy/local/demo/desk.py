"""The desk's API as the demo's actors use it."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from deploy.local.demo.telling import Answer

AGAIN = 20
"""How often: whoever handles it can be away for a while."""
AWAY_SECONDS = 2.0
"""How long whoever is away needs to come back, mostly."""


class Desk:
    """Sends commands, and reads what happened."""

    def __init__(self, url: str, token: str) -> None:
        self.http = httpx.AsyncClient(
            base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=70, trust_env=False
        )

    async def command(self, body: dict[str, Any]) -> Answer:
        """Send a command and wait for what comes of it; ask again if nothing came in time, or somebody was away."""
        response = await self.http.post("/commands", json=body)
        for _ in range(AGAIN):
            if response.status_code == httpx.codes.GATEWAY_TIMEOUT:
                response = await self.http.post("/commands", json={**body, "id": response.json()["id"]})
            elif response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                await asyncio.sleep(AWAY_SECONDS)
                response = await self.http.post("/commands", json=body)
        return Answer(response.status_code, response.json())

    async def changes(self, after: int, wait: float = 0) -> list[dict[str, Any]]:
        """What happened after a number, in order, with the notices' texts; waits a while for the next."""
        parameters: dict[str, str | int | float] = {"after": after, "wait": wait, "limit": 1000, "texts": "true"}
        changes: list[dict[str, Any]] = (await self.get("/changes", parameters))["changes"]
        return changes

    async def get(self, path: str, parameters: Mapping[str, str | int | float] | None = None) -> dict[str, Any]:
        """Anything to read; asked for again if somebody was away: of the keyring texts are had."""
        response = await self.http.get(path, params=parameters)
        for _ in range(AGAIN):
            if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                await asyncio.sleep(AWAY_SECONDS)
                response = await self.http.get(path, params=parameters)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()
