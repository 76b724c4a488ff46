"""Whether a process answers, and how it is: asked of the process itself, never taken from a file."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import httpx
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.local import access
from deploy.local import kafka as broker
from deploy.local import postgres as database
from deploy.local.parts import Environments
from deploy.local.temporal import NAMESPACE

ANSWER_SECONDS = 2.0
AGAIN_SECONDS = 0.1

type Answer = dict[str, Any]
"""`ready` is whether it can work."""


async def until(probe: Callable[[], Awaitable[Answer]]) -> None:
    """Ask until it is ready."""
    while not (await probe())["ready"]:  # noqa: ASYNC110 another process becomes ready
        await asyncio.sleep(AGAIN_SECONDS)


async def ask(name: str, environments: Environments) -> Answer:
    """Ask the process of this name."""
    servers = {"kafka": kafka, "postgres": postgres, "temporal": temporal}
    if name in servers:
        return await servers[name](environments)
    return await part(name, environments)


async def part(name: str, environments: Environments) -> Answer:
    """`/readyz` of one of ours."""
    try:
        async with httpx.AsyncClient(timeout=5) as client:
            response = await client.get(f"{environments.http(name)}/readyz")
            answer: Answer = response.json()
    except (httpx.HTTPError, ValueError):
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


def kafka_admin(environments: Environments) -> AdminClient:
    """The administrator's client."""
    password = environments.secrets.password("kafka-admin")
    return AdminClient(access.connection(f"127.0.0.1:{environments.ports['kafka']}", broker.ADMIN, password))


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
    from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
    from temporalio.client import Client

    if not await listens(environments.ports["temporal"]):
        return {"ready": False, "why": "no answer"}
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            client = await Client.connect(f"127.0.0.1:{environments.ports['temporal']}", namespace=NAMESPACE)
            await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=NAMESPACE))
    except (RuntimeError, TimeoutError) as error:
        return {"ready": False, "why": type(error).__name__}
    return {"ready": True}


async def listens(port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
