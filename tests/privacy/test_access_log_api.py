"""The access log over HTTP: for the desk alone, with what was signed compared (R33)."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from services.privacy.access_log.api import AccessLog, routes
from tests.privacy.log import Log

TOKENS = {"desk": "token-of-desk", "plan": "token-of-plan"}


@pytest.fixture
async def http(log: Log) -> AsyncIterator[httpx.AsyncClient]:
    """The API, asked by the desk."""
    app = Starlette(routes=routes(AccessLog(log.pool, log.keys, log), TOKENS))
    headers = {"authorization": "Bearer token-of-desk"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://privacy", headers=headers) as it:
        yield it


async def test_rows_are_found_by_case_actor_subject_region_and_time(http: httpx.AsyncClient) -> None:
    """Each narrows it down; without any it is all of it, the oldest first."""

    async def found(**asked: str) -> list[tuple[str, int]]:
        answer = await http.post("/audit/rows", json=asked)
        return [(row["region"], row["number"]) for row in answer.json()["rows"]]

    assert len(await found()) == 6
    assert await found(case="case-2") == [("zuid", 1)]
    assert await found(subject="els") == [("noord", 3), ("noord", 5)]
    assert await found(region="noord", since="2026-03-02T09:04:00Z", until="2026-03-02T09:05:00Z") == [("noord", 4)]
    assert await found(actor="nobody") == []


async def test_a_checkpoint_that_none_of_our_keys_signed_is_told_of(http: httpx.AsyncClient, log: Log) -> None:
    """It counts for nothing, and does not go unseen."""
    log.topic.append("a.b.c")

    said = (await http.post("/audit/verify", json={"region": "noord"})).json()

    assert (said["unsigned"], [chain["region"] for chain in said["chains"]]) == (1, ["noord"])
    assert said["chains"][0]["findings"] == []


@pytest.mark.parametrize("what", ["rows", "verify", "keys"])
async def test_nobody_but_the_desk_is_answered(http: httpx.AsyncClient, what: str) -> None:
    """No other part, and no stranger: who may see it the desk knows."""
    for token in ("token-of-plan", "", "token-of-nobody"):
        answer = await http.post(f"/audit/{what}", json={}, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 401


async def test_while_the_topic_is_away_it_says_ask_again(http: httpx.AsyncClient, log: Log) -> None:
    """Without the checkpoints nothing is called whole."""
    log.reachable = False

    assert (await http.post("/audit/verify", json={})).status_code == 503


async def test_the_public_keys_hold_no_private_half(http: httpx.AsyncClient) -> None:
    """What is handed out signs nothing."""
    (key,) = (await http.post("/audit/keys", json={})).json()["keys"]

    assert (key["kty"], key["state"], "d" in key) == ("OKP", "current", False)
