"""What a part says of itself over HTTP."""

from collections.abc import Mapping
from typing import Any

import httpx

from services.chassis.http import health_app


async def ask(path: str, state: Mapping[str, Any] | None) -> httpx.Response:
    """Ask a part that knows this of itself, or that cannot know it now."""

    async def readiness() -> Mapping[str, Any]:
        if state is None:
            raise ConnectionError
        return state

    transport = httpx.ASGITransport(health_app(readiness))
    async with httpx.AsyncClient(transport=transport, base_url="http://part") as client:
        return await client.get(path)


async def test_a_part_that_cannot_work_says_so_and_why() -> None:
    """`/readyz` is 503 while something that the part needs is away; `/healthz` is not: a restart would not help."""
    answer = await ask("/readyz", None)

    assert (answer.status_code, answer.json()) == (503, {"ready": False, "why": "ConnectionError"})
    assert (await ask("/healthz", None)).status_code == 200


async def test_a_part_that_works_says_how_far_it_is() -> None:
    """Its lag and its outbox are in the answer, and in the figures for Prometheus."""
    state = {"ready": True, "lag": 7, "outbox": 2, "outbox_oldest_seconds": 1.5}

    assert (await ask("/readyz", state)).json() == state
    figures = (await ask("/metrics", state)).text
    assert "ekc_lag_records 7.0" in figures
    assert "ekc_outbox_oldest_seconds 1.5" in figures
    assert "ekc_ready 1.0" in figures
