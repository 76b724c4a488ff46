"""The health of all parts, asked of each."""

import asyncio
from typing import Any

import httpx
from fastapi import APIRouter

from services.chassis import tls
from services.desk.api.access import TheDesk
from services.desk.api.shapes import Status

router = APIRouter(tags=["status"])
ANSWER_SECONDS = 5.0


@router.get("/status", response_model=Status, summary="Is every part ready, and how far behind is it?")
async def status(desk: TheDesk) -> dict[str, Any]:
    """Readiness, lag and outage of each part. One that does not answer is not ready."""
    urls = desk.settings.parts_urls
    async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False, verify=tls.parts(desk.settings)) as client:
        answers = await asyncio.gather(*(ask(client, url) for url in urls.values()))
    parts = dict(zip(urls, answers, strict=True))
    return {"ready": all(part["ready"] for part in answers), "parts": parts}


async def ask(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    """What a part says of itself."""
    try:
        answer = await client.get(f"{url}/readyz")
        return {"ready": False, **answer.json()}
    except (httpx.HTTPError, ValueError) as error:
        return {"ready": False, "why": type(error).__name__}
