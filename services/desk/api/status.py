"""The health of all parts, asked of each."""

import asyncio
from typing import Any

import httpx
from fastapi import APIRouter

from services.chassis import tls
from services.desk.api.access import TheDesk
from services.desk.api.shapes import Described, Status

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


@router.get("/settings", response_model=Described, summary="The settings that every part works with, secrets masked")
async def settings(desk: TheDesk) -> dict[str, Any]:
    """As each part says itself, to who has the token. One that does not answer says nothing."""
    token = desk.settings.describe_token.get_secret_value()
    headers, verify = {"authorization": f"Bearer {token}"}, tls.parts(desk.settings)
    urls = desk.settings.parts_urls
    async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False, verify=verify, headers=headers) as client:
        answers = await asyncio.gather(*(told(client, url) for url in urls.values()))
    return {"parts": dict(zip(urls, answers, strict=True))}


async def told(client: httpx.AsyncClient, url: str) -> dict[str, Any] | None:
    """The settings of a part."""
    try:
        found: dict[str, Any] = (await client.get(f"{url}/described")).raise_for_status().json()["settings"]
    except (httpx.HTTPError, ValueError, KeyError):
        return None
    return found


async def ask(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    """What a part says of itself."""
    try:
        answer = await client.get(f"{url}/readyz")
        return {"ready": False, **answer.json()}
    except (httpx.HTTPError, ValueError) as error:
        return {"ready": False, "why": type(error).__name__}
