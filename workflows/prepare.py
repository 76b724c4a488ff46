"""Set up what the process needs in Temporal: `python -m workflows.prepare`. Harmless to repeat.

The namespace, where this is allowed; and the schedule of the turn of the day. There are no search attributes to make:
lists of cases come from PostgreSQL (docs/decisions/011). `--current` gives all cases to this build of the worker, once
one of it works (`workflows/builds.py`).
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from services.chassis.settings import BadSettings
from workflows import builds, connection, schedule
from workflows.settings import TemporalSettings

ANSWER = timedelta(seconds=10)
PATIENCE = 60.0
"""Seconds in which every server of Temporal has heard of a new namespace, and a worker of its build."""
FORBIDDEN = {RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNIMPLEMENTED, RPCStatusCode.UNAUTHENTICATED}


class NotPrepared(Exception):
    """Something is missing that cannot be made from here. The text says what to do."""


async def prepare(client: Client, settings: TemporalSettings) -> None:
    """Make what is missing.

    Raises:
        NotPrepared: the namespace has to be made by somebody else.
    """
    await make_namespace(client, settings)
    await patiently(lambda: schedule.ensure(client), RPCError)


async def make_namespace(client: Client, settings: TemporalSettings) -> None:
    """Register the namespace, unless it is there.

    Raises:
        NotPrepared: it is not, and may not be made from here.
    """
    name, days = client.namespace, settings.temporal_retention_days
    look = DescribeNamespaceRequest(namespace=name)
    if await answer(client.workflow_service.describe_namespace(look, timeout=ANSWER)) is not RPCStatusCode.NOT_FOUND:
        return
    kept = Duration(seconds=days * 24 * 60 * 60)
    make = RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=kept)
    if await answer(client.workflow_service.register_namespace(make, timeout=ANSWER)) in FORBIDDEN:
        raise NotPrepared(
            f"There is no namespace {name}, and Temporal does not let it be made from here: make it where you manage "
            f"Temporal, with a retention of {days} days."
        )


async def answer(call: Awaitable[Any]) -> RPCStatusCode:
    """How Temporal answered.

    Raises:
        RPCError: in a way that has nothing to do with namespaces.
    """
    try:
        await call
    except RPCError as error:
        if error.status not in {*FORBIDDEN, RPCStatusCode.NOT_FOUND, RPCStatusCode.ALREADY_EXISTS}:
            raise
        return error.status
    return RPCStatusCode.OK


async def patiently(work: Callable[[], Awaitable[None]], *passing: type[Exception]) -> None:
    """Do something that fails for a while after what it needs was made.

    Raises:
        Exception: it fails for longer.
    """
    give_up = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            return await work()
        except passing:
            if asyncio.get_running_loop().time() > give_up:
                raise
            await asyncio.sleep(0.5)


async def run(settings: TemporalSettings, *, current: bool) -> None:
    """Wait for Temporal, and set it up."""
    client = await connection.waited_for(settings)
    await prepare(client, settings)
    if current:
        await patiently(lambda: builds.make_current(client, settings), builds.NoWorker)


def main(words: list[str]) -> str | int | None:
    """What is wrong, or its exit code."""
    asked = argparse.ArgumentParser(prog="python -m workflows.prepare", description=__doc__.split("\n")[0])
    asked.add_argument("--current", action="store_true", help="give all cases to this build of the worker")
    try:
        settings = TemporalSettings.told()
        current = asked.parse_args(words).current
        if current and not settings.temporal_deployment:
            raise BadSettings("EKC_TEMPORAL_DEPLOYMENT is needed: without a deployment every worker takes every case.")
        asyncio.run(run(settings, current=current))
    except BadSettings as error:
        return f"These settings cannot be used: {error}"
    except (NotPrepared, builds.NoWorker) as error:
        print(error, file=sys.stderr)
        return os.EX_CONFIG
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
