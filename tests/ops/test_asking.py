"""The test of a release: every part is asked, and one that is not ready fails it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from services.chassis.http import health_app, server
from services.chassis.settings import Settings
from services.desk.operations import asking


@asynccontextmanager
async def part(**state: Any) -> AsyncIterator[str]:
    """A part that says this of itself; where it answers."""

    async def readiness() -> Mapping[str, Any]:
        return state

    listening = socket.create_server(("127.0.0.1", 0))
    settings = Settings(part="plan", environment="development", keyring_token=SecretStr("made up"))
    http = server(health_app(readiness), settings)
    task = asyncio.create_task(http.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        http.should_exit = True
        await task


async def tested(monkeypatch: pytest.MonkeyPatch, **urls: str) -> str | int:
    """What the test of a release ends with."""
    monkeypatch.setenv("EKC_PARTS_URLS", json.dumps(urls))
    return await asyncio.to_thread(asking.main)


async def test_a_release_is_well_when_every_part_is_ready(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line for each."""
    async with part(ready=True) as plan, part(ready=True) as desk:
        assert await tested(monkeypatch, plan=plan, desk=desk) == 0

    assert capsys.readouterr().out.splitlines() == [
        "ok      part plan: It is ready.",
        "ok      part desk: It is ready.",
    ]


async def test_a_release_is_not_well_while_a_part_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that cannot work, and one that does not answer; both are named, and why."""
    async with part(ready=True) as plan, part(ready=False, outage="OSError") as desk:
        assert await tested(monkeypatch, plan=plan, desk=desk) == 1
        assert await tested(monkeypatch, plan=plan, worker="http://127.0.0.1:1") == 1

    said = capsys.readouterr().out
    assert "failed  part desk: It is not ready (OSError)." in said
    assert "failed  part worker: It is not ready (ConnectError)." in said


async def test_who_is_not_told_of_parts_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing asked is not all well."""
    monkeypatch.delenv("EKC_PARTS_URLS", raising=False)

    assert "EKC_PARTS_URLS: Field required" in str(await asyncio.to_thread(asking.main))
