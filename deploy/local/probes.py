"""Whether a process answers, and how it is: asked of the process itself, never taken from a file."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.local import access
from deploy.local import kafka as broker
from deploy.local import postgres as database
from deploy.local.parts import Environments
from deploy.local.temporal import NAMESPACE

ANSWER_SECONDS = 2.0
AGAIN_SECONDS = 0.15

type Answer = dict[str, Any]
"""`ready` is whether it can work."""


async def until(probe: Callable[[], Awaitable[Answer]]) -> None:
    """Ask until it is ready."""
    while not (await probe())["ready"]:  # noqa: ASYNC110 another process becomes ready
        await asyncio.sleep(AGAIN_SECONDS)


async def ask(name: str, environments: Environments) -> Answer:
    """Ask the process of this name."""
    servers = {
        "kafka": kafka,
        "postgres": postgres,
        "temporal": temporal,
        "keycloak": keycloak,
        "prometheus": prometheus,
    }
    if name in servers:
        return await servers[name](environments)
    return await part(name, environments)


async def part(name: str, environments: Environments) -> Answer:
    """`/readyz` of one of ours."""
    try:
        _, body = await get(environments.ports[name], "/readyz")
        answer: Answer = json.loads(body)
    except (OSError, TimeoutError, ValueError):
        return {"ready": False, "why": "no answer"}
    return answer


async def postgres(environments: Environments) -> Answer:
    """Whether PostgreSQL lets its administrator in."""
    url = database.url(environments.ports, environments.secrets, database.ADMIN)
    try:
        connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        return {"ready": False, "why": type(error).__name__}
    await connection.close()
    return {"ready": True}


def kafka_settings(environments: Environments) -> dict[str, str]:
    """How the administrator connects."""
    password = environments.secrets.password("kafka-admin")
    return access.connection(f"127.0.0.1:{environments.ports['kafka']}", broker.ADMIN, password)


def kafka_admin(environments: Environments) -> AdminClient:
    """The administrator's client."""
    return AdminClient({**kafka_settings(environments), "log_level": 0})


async def kafka(environments: Environments) -> Answer:
    """Whether the broker describes its cluster to its administrator."""
    if not await listens(environments.ports["kafka"]):
        return {"ready": False, "why": "no answer"}
    try:
        await asyncio.to_thread(kafka_admin(environments).list_topics, timeout=ANSWER_SECONDS)
    except KafkaException as error:
        return {"ready": False, "why": str(error)}
    return {"ready": True}


async def temporal(environments: Environments) -> Answer:
    """Whether Temporal serves its namespace."""
    try:
        status, _ = await get(environments.ports["temporal_http"], f"/api/v1/namespaces/{NAMESPACE}")
    except (OSError, TimeoutError, ValueError):
        return {"ready": False, "why": "no answer"}
    return {"ready": status == 200, "why": f"HTTP {status}"}


async def keycloak(environments: Environments) -> Answer:
    """Whether Keycloak says where people sign in."""
    try:
        status, _ = await get(environments.ports["keycloak"], "/realms/ekc/.well-known/openid-configuration")
    except (OSError, TimeoutError, ValueError):
        return {"ready": False, "why": "no answer"}
    return {"ready": status == 200, "why": f"HTTP {status}"}


async def prometheus(environments: Environments) -> Answer:
    """Whether Prometheus takes questions."""
    try:
        status, _ = await get(environments.ports["prometheus"], "/-/ready")
    except (OSError, TimeoutError, ValueError):
        return {"ready": False, "why": "no answer"}
    return {"ready": status == 200, "why": f"HTTP {status}"}


async def get(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of one GET. Done by hand: starts ask often, and a whole HTTP client costs more than the answer.

    Raises:
        ValueError: no HTTP.
    """
    async with asyncio.timeout(ANSWER_SECONDS + 3):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        finally:
            writer.close()
    return int(head[9:12]), body


async def listens(port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
