"""Certificates that are replaced while a part runs: from the next handshake on it shows them, and believes them."""

import asyncio
import contextlib
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import structlog
import uvloop
from structlog.testing import LogCapture

from deploy.local.certificates import YEARS
from services.chassis import tls
from services.chassis.certificates import DAY_SECONDS, expiring, of_files
from services.chassis.settings import Settings
from services.desk.agencies.certificates import DAYS
from services.desk.operations.asking import ask
from tests.fence.papers import Office, Papers, number, seen
from tests.fence.test_parts import serving, told

type Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Who signs the papers of parts."""
    return Office.opened(tmp_path)


def a_part(papers: Papers) -> Settings:
    """The settings of a part that answers over TLS."""
    return Settings(**told(), http_cert_file=papers.certificate, http_key_file=papers.key)


@asynccontextmanager
async def connected(port: int, context: ssl.SSLContext) -> AsyncIterator[Connection]:
    """A new connection, after its handshake."""
    reader, writer = await asyncio.open_connection("localhost", port, ssl=context)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def answered(port: int, office: Office) -> int:
    """Which certificate a part shows now."""
    async with connected(port, ssl.create_default_context(cafile=office.folder / "ca.pem")) as (_, writer):
        return seen(writer)


async def answers_in_turn(office: Office) -> None:
    """A part of which the certificate is renewed while somebody is connected."""
    papers = office.server("privacy")
    old = number(papers)
    async with serving(a_part(papers)) as port, connected(port, tls.trusting(papers.authority)) as (reader, writer):
        office.server("privacy")

        assert await answered(port, office) == number(papers) != old

        writer.write(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        assert b"200 OK" in await reader.readline()
        assert seen(writer) == old


def test_a_part_answers_with_what_is_in_its_files(office: Office) -> None:
    """In the loop of production. Who was connected before goes on with what it was shown."""
    uvloop.run(answers_in_turn(office))


async def test_a_certificate_without_its_key_waits_for_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one is written after the other the former ones are shown until both are there, and that is said once."""
    lines = LogCapture()
    monkeypatch.setattr(tls, "log", structlog.wrap_logger(None, [lines], structlog.BoundLogger))
    papers = office.server("privacy")
    old, old_key = number(papers), papers.key.read_bytes()

    async with serving(a_part(papers)) as port:
        new_key = office.server("privacy").key.read_bytes()
        papers.key.write_bytes(old_key)
        assert [await answered(port, office), await answered(port, office)] == [old, old]
        papers.key.write_bytes(new_key)

        assert await answered(port, office) == number(papers)
    assert [line["log_level"] for line in lines.entries] == ["warning", "info"]


async def test_files_that_are_gone_or_none_change_nothing(office: Office) -> None:
    """A part answers with what it had."""
    papers = office.server("privacy")
    old = number(papers)

    async with serving(a_part(papers)) as port:
        papers.certificate.write_text("none")
        assert await answered(port, office) == old
        papers.certificate.unlink()
        assert await answered(port, office) == old


async def test_files_of_a_secret_are_swapped_by_a_link(office: Office, tmp_path: Path) -> None:
    """As Kubernetes does it: the names that a part knows stay, and nothing behind them is younger than before."""
    signed = (office.folder / "authority.pem").read_text()
    before, after = (Office.opened(tmp_path / name, signed).server("privacy") for name in ("before", "after"))
    for file in (before.certificate, before.key, after.certificate, after.key):
        os.utime(file, (0, 0))
    data, swapped = tmp_path / "..data", tmp_path / "..data_tmp"
    data.symlink_to("before")
    swapped.symlink_to("after")
    papers = Papers(data / before.certificate.name, data / before.key.name, before.authority)

    async with serving(a_part(papers)) as port:
        assert await answered(port, office) == number(before)
        swapped.rename(data)
        assert await answered(port, office) == number(after)


async def shows_in_turn(office: Office) -> None:
    """A server that asks for certificates is met by a part of which the certificate is renewed."""
    asking = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=office.folder / "ca.pem")
    asking.verify_mode = ssl.CERT_REQUIRED
    server = office.server("kafka")
    asking.load_cert_chain(server.certificate, server.key)
    met = asyncio.Queue[int]()

    def meet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.put_nowait(seen(writer))
        writer.close()

    kafka = await asyncio.start_server(meet, "localhost", 0, ssl=asking)
    papers = office.client("plan")
    context = tls.trusting(papers.authority, papers.certificate, papers.key)

    async with kafka:
        for _ in range(2):
            async with connected(kafka.sockets[0].getsockname()[1], context):
                assert await met.get() == number(papers)
            office.client("plan")


def test_a_part_shows_itself_with_what_is_in_its_files(office: Office) -> None:
    """To Kafka and PostgreSQL, in the loop of production."""
    uvloop.run(shows_in_turn(office))


async def test_another_authority_takes_the_place_of_the_one_before(office: Office, tmp_path: Path) -> None:
    """A part believes what the new one signed, and no more what the former one did; over HTTP as well."""
    papers, other = office.server("privacy"), Office.opened(tmp_path / "other")
    its_own, former = other.folder / "ca.pem", papers.authority.read_bytes()

    async with serving(a_part(papers)) as port:
        context = tls.parts(Settings(**told(http_ca_file=papers.authority)))
        for authority, believed in [(former, True), (its_own.read_bytes(), False), (former, True)]:
            papers.authority.write_bytes(authority)
            async with httpx.AsyncClient(verify=context, trust_env=False) as client:
                assert (await ask(client, f"https://localhost:{port}"))["ready"] is believed


async def test_the_figure_is_of_what_is_shown(office: Office) -> None:
    """As soon as it can be shown, with or without a handshake; a certificate without its key is not told of."""
    papers = office.server("privacy")
    settings, of_years = a_part(papers), papers.certificate.read_bytes()
    variables = {"EKC_HTTP_CERT_FILE": str(papers.certificate)}

    async with serving(settings):
        assert expiring(settings)["http"] / DAY_SECONDS == pytest.approx(YEARS / timedelta(days=1), abs=1)
        office.client("privacy")
        assert expiring(settings)["http"] / DAY_SECONDS == pytest.approx(DAYS, abs=1)
        papers.certificate.write_bytes(of_years)
        assert expiring(settings)["http"] / DAY_SECONDS == pytest.approx(DAYS, abs=1)
        assert of_files(variables)["EKC_HTTP_CERT_FILE"] == pytest.approx(DAYS, abs=1)
