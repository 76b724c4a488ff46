"""Temporal over mTLS as production has it. The development server has no TLS: here something in front of it does."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import LogCapture
from temporalio import workflow
from temporalio.worker import Worker

from deploy.local import Platform
from tests.fence.papers import Office, number, seen
from workflows import connection
from workflows.bridge import Bridge, renew
from workflows.recreating import Recreating
from workflows.settings import WorkflowSettings
from workflows.worker import WorkerApp

pytestmark = pytest.mark.long
NAME = "temporal.test"


@dataclass(frozen=True)
class Door:
    """What stands in front of Temporal: it lets those in who show a certificate of this authority."""

    office: Office
    port: int
    met: list[int]
    """Whose certificates it saw: their serial numbers."""

    def settings(self, **changed: Any) -> WorkflowSettings:
        """What the worker is told."""
        papers = self.office.client("workflows")
        said: dict[str, Any] = {
            "temporal_address": f"127.0.0.1:{self.port}",
            "temporal_server_name": NAME,
            "temporal_ca_file": papers.authority,
            "temporal_cert_file": papers.certificate,
            "temporal_key_file": papers.key,
        }
        return WorkflowSettings(part="workflows", environment="development", **{**said, **changed})


@pytest.fixture(scope="session")
def behind(local_platform: Platform) -> int:
    """The port of the session's Temporal."""
    local_platform.start("temporal")
    return int(local_platform.temporal_address().rpartition(":")[2])


@pytest.fixture
async def door(behind: int, tmp_path: Path) -> AsyncIterator[Door]:
    """In front of it."""
    office = Office.opened(tmp_path)
    papers = office.server("temporal", [NAME])
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=papers.authority)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(papers.certificate, papers.key)
    context.set_alpn_protocols(["h2"])

    passing, met = set[asyncio.Future[Any]](), list[int]()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(seen(writer))
        inner, outer = await asyncio.open_connection("127.0.0.1", behind)
        both = asyncio.gather(copy(reader, outer), copy(inner, writer))
        passing.add(both)
        await both

    serving = await asyncio.start_server(pass_on, "127.0.0.1", 0, ssl=context)
    yield Door(office, serving.sockets[0].getsockname()[1], met)
    serving.close()
    serving.close_clients()  # the client itself lets go of nothing
    await asyncio.gather(*passing)


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on whatever comes, until one of both hangs up."""
    with contextlib.suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()
        await writer.wait_closed()


async def test_a_worker_is_known_by_its_certificate(door: Door) -> None:
    """The authority, the name and our own certificate are right."""
    client = await connection.client(door.settings())

    assert await client.service_client.check_health()


async def test_whatever_is_not_right_is_refused(door: Door, tmp_path: Path) -> None:
    """Another authority, another name, no certificate of ours or that of a stranger, and plain text."""
    other = Office.opened(tmp_path / "other")
    stranger = other.client("workflows")
    wrong: list[dict[str, Any]] = [
        {"temporal_ca_file": other.folder / "ca.pem"},
        {"temporal_ca_file": None},
        {"temporal_server_name": None},
        {"temporal_cert_file": None, "temporal_key_file": None},
        {"temporal_cert_file": stranger.certificate, "temporal_key_file": stranger.key},
        {"temporal_tls": False},
    ]
    for changed in wrong:
        with pytest.raises(RuntimeError):
            await connection.client(door.settings(**changed))


@workflow.defn(sandboxed=False)
class Nothing:
    """What a worker is asked for."""

    @workflow.run
    async def run(self) -> str:
        """Done at once."""
        return "done"


async def test_a_worker_goes_on_with_a_renewed_certificate(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once Temporal takes it, and not before: that of a stranger changes nothing."""
    monkeypatch.setattr(connection, "LOOK_SECONDS", 0.1)
    refusals = LogCapture()
    monkeypatch.setattr(connection, "log", structlog.wrap_logger(None, [refusals], structlog.BoundLogger))
    settings, stranger = door.settings(), Office.opened(tmp_path / "other").client("workflows")
    app, client = WorkerApp(settings), await connection.client(settings)
    async with Worker(client, task_queue=NAME, workflows=[Nothing]) as app.worker:
        renewing = asyncio.create_task(app.renew(client))
        door.office.written("workflows", stranger.certificate.read_text(), stranger.key.read_text())
        await until(lambda: len(refusals.entries) > 0)
        assert app.worker.client is client

        renewed = door.office.client("workflows")
        await until(lambda: app.worker.client is not client)
        assert door.met[-1] == number(renewed)
        assert await app.worker.client.execute_workflow(Nothing.run, id=NAME, task_queue=NAME) == "done"
        renewing.cancel()


async def test_a_bridge_goes_on_with_a_renewed_certificate(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both what tells processes and what makes them again."""
    monkeypatch.setattr(connection, "LOOK_SECONDS", 0.1)
    settings = door.settings()
    bridge = Bridge(settings, await connection.client(settings, lazy=True))
    nothing: Any = None
    bridge.to_temporal(nothing)
    recreating = Recreating(nothing, bridge.client, nothing, settings)
    renewing = asyncio.create_task(renew(settings, bridge, recreating))

    renewed = door.office.client("workflows")

    await until(lambda: recreating.client is not bridge.client)
    assert bridge.telling.client is recreating.client
    assert door.met == [number(renewed)]
    renewing.cancel()


async def until(so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(30):
        while True:
            if so():
                return
            await asyncio.sleep(0.05)
