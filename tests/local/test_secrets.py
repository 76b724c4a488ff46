"""What a platform that runs shows to others of its machine: no secret among the processes, no port to the outside."""

import ipaddress
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import psutil

from deploy.local import Platform, owned
from deploy.local.parts import PARTS
from services.privacy import api as keys
from services.privacy.access_log import api as audit


def processes(platform: Platform) -> Iterator[psutil.Process]:
    """Everything that runs of it."""
    supervisor = owned.find(platform.layout, "supervisor")
    assert supervisor is not None
    yield from (supervisor, *supervisor.children(recursive=True))


def secrets(platform: Platform) -> set[str]:
    """The passwords, tokens and keys of the platform, as far as they are one word."""
    texts = (path.read_text(errors="ignore").strip() for path in platform.layout.secrets.iterdir() if path.is_file())
    return {text for text in texts if 16 <= len(text) <= 200 and not any(sign.isspace() for sign in text)}


def test_no_secret_is_in_the_list_of_processes(platform: Platform) -> None:
    """Everybody on a machine sees it: secrets come from files and the environment."""
    known = secrets(platform)
    shown = [" ".join(one.cmdline()) for one in processes(platform)]

    assert len(known) > 20
    assert len(shown) > 8
    assert not [secret for secret in known for line in shown if secret in line]


def test_nothing_listens_but_on_the_machine_itself(platform: Platform) -> None:
    """Neither servers nor parts: whoever wants one from outside says so."""
    heard = [
        listening.laddr.ip
        for one in processes(platform)
        for listening in one.net_connections("inet")
        if listening.status == psutil.CONN_LISTEN
    ]

    assert len(heard) > 8
    assert all(loopback(address) for address in heard), heard


def loopback(address: str) -> bool:
    """Whether an address is this machine's own."""
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


async def test_parts_answer_nobody_without_a_token_but_for_their_health(platform: Platform) -> None:
    """What operators' tools ask without one tells counts and states, and no id of anybody."""
    environments = platform.environments
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        for part in PARTS:
            at = environments.http(part.name)
            assert (await client.get(f"{at}/healthz")).json() == {"alive": True}
            for path in ("readyz", "metrics"):
                assert not UUID.search((await client.get(f"{at}/{path}")).text)
            assert (await client.get(f"{at}/described")).status_code == 401
        for path in keyring_paths():
            assert (await client.post(f"{environments.http('privacy')}{path}", json={})).status_code == 401
        for path in ("/cases", "/openapi.json", "/nothing"):
            assert (await client.get(f"{environments.http('desk')}{path}")).status_code in (401, 404)


UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def keyring_paths() -> list[str]:
    """What the privacy service answers beside its health: keys and the access log."""
    works: Any = SimpleNamespace(open=None, create=None, rows=None, verified=None, public_keys=None)
    return [route.path for route in (*keys.routes(works, {}), *audit.routes(works, {}))]
