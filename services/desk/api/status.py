"""The health of all parts, asked of each."""

import asyncio
from collections.abc import Collection
from typing import Any

import httpx
from fastapi import APIRouter

from contracts.access import Act, OperatorActed
from contracts.operations import EVERYTHING
from services.chassis import tls
from services.desk.api.access import Caller, TheDesk
from services.desk.api.operating import write_down
from services.desk.api.shapes import Status
from services.desk.api.shapes_operations import Told
from services.desk.desk import Desk
from services.desk.operations.asking import ANSWER_SECONDS, asked

router = APIRouter(tags=["status"])
HAVE_STATES = ("referral", "coordination", "plan", "privacy")
"""The services that decide about cases."""


@router.get("/status", response_model=Status, summary="Is every part ready, and how far behind is it?")
async def status(desk: TheDesk) -> dict[str, Any]:
    """Readiness, lag and outage of each part. One that does not answer is not ready."""
    return await asked(desk.settings.parts_urls, desk.settings.http_ca_file)


@router.get("/description", response_model=Told, summary="What every part says of itself, secrets masked")
async def description(desk: TheDesk, caller: Caller) -> dict[str, Any]:
    """Settings, release, schema, tables, topics, to who has the token. One that does not answer says nothing.

    That somebody asked is written down before it is told, and after it was found: it is no row that waits.
    """
    parts = await asked_of(desk, "/described")
    async with desk.pool.acquire() as connection, connection.transaction():
        await write_down(desk, connection, caller, OperatorActed(act=Act.DESCRIBE, about=EVERYTHING))
    return {"parts": parts}


@router.get("/cases/{case}/refolded", response_model=Told, summary="A case folded again from each part's own log")
async def refolded(case: str, desk: TheDesk, caller: Caller) -> dict[str, Any]:
    """Where what is stored is not what its events come to: places, never values."""
    async with desk.pool.acquire() as connection, connection.transaction():
        await write_down(desk, connection, caller, OperatorActed(act=Act.REPLAY_CASE, about=case), case)
    return {"parts": await asked_of(desk, f"/refolded/{case}", HAVE_STATES)}


async def asked_of(desk: Desk, path: str, parts: Collection[str] | None = None) -> dict[str, dict[str, Any] | None]:
    """What parts answer to who has the token; of one that does not answer nothing."""
    token = desk.settings.describe_token.get_secret_value()
    headers, verify = {"authorization": f"Bearer {token}"}, tls.parts(desk.settings)
    urls = {name: url for name, url in desk.settings.parts_urls.items() if parts is None or name in parts}
    async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False, verify=verify, headers=headers) as client:
        answers = await asyncio.gather(*(told(client, f"{url}{path}") for url in urls.values()))
    return dict(zip(urls, answers, strict=True))


async def told(client: httpx.AsyncClient, url: str) -> dict[str, Any] | None:
    """What a part says."""
    try:
        found: dict[str, Any] = (await client.get(url)).raise_for_status().json()
    except (httpx.HTTPError, ValueError, KeyError):
        return None
    return found
