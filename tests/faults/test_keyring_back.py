"""The keyring after a kill: everybody waits for it, so it answers before Kafka has let go of the dead one."""

import asyncio

import httpx
import pytest

from deploy.local import Platform


@pytest.mark.long
async def test_the_keyring_answers_while_its_service_waits_for_its_group(platform: Platform) -> None:
    """It opens keys for parts again, and says of itself that it does not handle messages yet."""
    address, before = platform.environments.http("privacy"), platform.restarts("privacy")
    await asyncio.to_thread(platform.wait_ready, "privacy")
    platform.kill("privacy")

    async with httpx.AsyncClient(base_url=address, trust_env=False) as http:
        async with asyncio.timeout(60):
            while platform.restarts("privacy") == before or (await asked(http, "/keys/open")) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)  # a process that starts has no event for it

        assert await asked(http, "/keys/open") == httpx.codes.UNAUTHORIZED
        assert await asked(http, "/readyz") == httpx.codes.SERVICE_UNAVAILABLE
    await asyncio.to_thread(platform.wait_ready, "privacy")


async def asked(http: httpx.AsyncClient, path: str) -> int | None:
    """With which status it answers; nothing if it does not."""
    try:
        answer = await (http.get(path) if path == "/readyz" else http.post(path, json={"subjects": []}))
    except httpx.TransportError:
        return None
    return answer.status_code
