"""Temporal for the tests of the process: the real server, with a clock that can be moved."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr
from temporalio.client import Client

from deploy.local import Platform
from services.chassis.settings import Settings
from services.privacy import epochs, keys
from tests.chassis.path import Keyring, MessagePath
from tests.platform import Databases
from tests.workflows.bridging import Bridge
from tests.workflows.telling import Case, Told, worker_of
from workflows import connection
from workflows.routing import SERVICE
from workflows.settings import WorkflowSettings


@pytest.fixture(scope="session")
def temporal(local_platform: Platform) -> Platform:
    """Temporal alone."""
    local_platform.start("temporal")
    return local_platform


@pytest.fixture
def settings(temporal: Platform, monkeypatch: pytest.MonkeyPatch) -> WorkflowSettings:
    """What the worker of the local platform is told."""
    for name in [name for name in os.environ if name.startswith("EKC_")]:
        monkeypatch.delenv(name)
    for name, value in temporal.environment("worker").items():
        monkeypatch.setenv(name, value)
    return WorkflowSettings(part="workflows")


@pytest.fixture
async def client(settings: WorkflowSettings) -> Client:
    """A client that encrypts as the parts do."""
    return await connection.client(settings)


@pytest.fixture
async def told(client: Client) -> AsyncIterator[Told]:
    """A worker of the process; what it is to ask of services stays in memory."""
    told = Told()
    async with worker_of(client, told):
        yield told


@pytest.fixture
def case(client: Client, told: Told) -> Case:
    """A case that was not opened yet."""
    return Case(client, told)


@pytest.fixture
async def bridge(database: Databases, client: Client, told: Told, tmp_path: Path) -> AsyncIterator[Bridge]:
    """The bridge, with a worker behind it."""
    pool = await asyncpg.create_pool(database("workflows"), min_size=1, max_size=4)
    keyring_pool = await asyncpg.create_pool(database("keyring"), min_size=1, max_size=2)
    own = Settings(part="workflows", environment="development", mint_key=SecretStr("aa" * 32))
    path = MessagePath(pool, Keyring(keys.Keyring(keyring_pool, epochs.FileEpochs(tmp_path / "kek"))), own, SERVICE)
    yield Bridge(path, client)
    await path.close()
