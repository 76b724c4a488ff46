"""Temporal over mTLS as production has it. The development server has no TLS: here something in front of it does."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.local import Platform
from tests.fence.papers import Office
from workflows import connection
from workflows.settings import WorkflowSettings

pytestmark = pytest.mark.long
NAME = "temporal.test"


@dataclass(frozen=True)
class Door:
    """What stands in front of Temporal: it lets those in who show a certificate of this authority."""

    office: Office
    port: int

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

    passing = set[asyncio.Future[Any]]()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection("127.0.0.1", behind)
        both = asyncio.gather(copy(reader, outer), copy(inner, writer))
        passing.add(both)
        await both

    serving = await asyncio.start_server(pass_on, "127.0.0.1", 0, ssl=context)
    yield Door(office, serving.sockets[0].getsockname()[1])
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
