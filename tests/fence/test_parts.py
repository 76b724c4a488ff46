"""Parts over TLS as production has it: keys and health go to who asks the right part, and to nobody in between."""

import asyncio
import socket
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.chassis import tls
from services.chassis.http import health_app, server
from services.chassis.keyring import HttpKeyring, KeyringUnreachable
from services.chassis.settings import Settings
from services.desk.cli.client import Desk, DeskError
from services.desk.operations.asking import ask
from tests.fence.papers import Office

TOKEN = "token-of-plan"


async def opened(request: Request) -> Response:
    """A keyring in which everybody has the same key."""
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    return JSONResponse({"keys": {subject: {"1": b64encode(b"k" * 32).decode()} for subject in ["els"]}})


async def ready() -> dict[str, Any]:
    """Always."""
    return {"ready": True}


@pytest.fixture
async def office(tmp_path: Path) -> Office:
    """Who signs the papers of parts."""
    return Office.opened(tmp_path)


@pytest.fixture
async def port(office: Office) -> AsyncIterator[int]:
    """The port of a privacy service with papers for `localhost`."""
    papers = office.server("privacy", ["localhost"])
    async with serving(Settings(**told(), http_cert_file=papers.certificate, http_key_file=papers.key)) as found:
        yield found


def told(**more: Any) -> dict[str, Any]:
    """The settings of a part, but for its papers."""
    return {"part": "plan", "environment": "development", "keyring_token": SecretStr(TOKEN), **more}


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[int]:
    """A part that answers."""
    listening = socket.create_server(("127.0.0.1", 0))
    http = server(health_app(ready, [Route("/keys/open", opened, methods=["POST"])]), settings)
    task = asyncio.create_task(http.serve(sockets=[listening]))
    try:
        yield listening.getsockname()[1]
    finally:
        http.should_exit = True
        await task


async def asked(url: str, authority: Path | None) -> bool:
    """Ask the keyring for a key."""
    keyring = HttpKeyring(Settings(**told(keyring_url=url, http_ca_file=authority)))
    try:
        return "els" in await keyring.open(["els"])
    finally:
        await keyring.close()


async def test_keys_come_over_tls(port: int, office: Office) -> None:
    """From the part whose name and authority are right."""
    assert await asked(f"https://localhost:{port}", office.folder / "ca.pem")


async def test_keys_are_asked_of_nobody_else(port: int, office: Office, tmp_path: Path) -> None:
    """Neither another authority, nor the system's, nor another name, nor plain text; the token stays here."""
    own, other = office.folder / "ca.pem", Office.opened(tmp_path / "other").folder / "ca.pem"

    for url, authority in [
        (f"https://localhost:{port}", other),
        (f"https://localhost:{port}", None),
        (f"https://127.0.0.1:{port}", own),
        (f"http://localhost:{port}", own),
    ]:
        with pytest.raises(KeyringUnreachable):
            await asked(url, authority)


async def test_the_desk_asks_parts_for_their_health_over_tls(port: int, office: Office, tmp_path: Path) -> None:
    """One that cannot show who it is is not ready."""
    other = Office.opened(tmp_path / "other")
    for authority, is_ready in [(office.folder / "ca.pem", True), (other.folder / "ca.pem", False)]:
        context = tls.parts(Settings(**told(http_ca_file=authority)))
        async with httpx.AsyncClient(verify=context, trust_env=False) as client:
            assert (await ask(client, f"https://localhost:{port}"))["ready"] is is_ready


async def test_ekc_asks_the_right_desk_only(port: int, office: Office) -> None:
    """With the authority that it was given, and not without."""
    url = f"https://localhost:{port}"
    known, unknown = Desk.at(url, TOKEN, str(office.folder / "ca.pem")), Desk.at(url, TOKEN)

    assert (await asyncio.to_thread(known.get, "/readyz"))["ready"]
    with pytest.raises(DeskError, match="cannot be reached"):
        await asyncio.to_thread(unknown.get, "/readyz")
    known.close()
    unknown.close()
