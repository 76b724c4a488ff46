"""The bridge and the worker as processes of their own, on the real servers."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from confluent_kafka import Consumer, Producer
from pydantic_core import from_json, to_json
from temporalio.client import Client

from contracts.coordination import FindCoordinator
from contracts.operations import DayTurned
from contracts.referral import CaseAccepted, CaseOpened
from deploy.local import Platform
from tests.platform import Databases
from workflows.schedule import SCHEDULE
from workflows.settings import WorkflowSettings

ORGANISATION = "urn:nld:oin:00000099000000000000:systeem"


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@asynccontextmanager
async def running(module: str, environment: Mapping[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A part as a process; killed in the end if it did not stop by itself."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("EKC_")}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, env={**own, **environment})
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ready(environment: Mapping[str, str], *, answer: bool = True) -> dict[str, Any]:
    """Wait until a part says that it is ready (or that it is not); what it says."""
    address = f"http://127.0.0.1:{environment['EKC_HTTP_PORT']}/readyz"
    async with httpx.AsyncClient(trust_env=False) as http:
        for _ in range(600):
            try:
                state: dict[str, Any] = (await http.get(address)).json()
            except httpx.TransportError:
                state = {}
            if state.get("ready") is answer:
                return state
            await asyncio.sleep(0.05)
    raise TimeoutError(f"{address}: {state}")


async def stopped(process: asyncio.subprocess.Process) -> tuple[int, float]:
    """Ask a part to stop; its exit code, and how long it took."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    code = await process.wait()
    return code, time.monotonic() - began


def event(case: str, sequence: int, kind: type[Any], data: Mapping[str, Any]) -> bytes:
    """An event of the referral service."""
    return to_json(
        {
            "specversion": "1.0",
            "id": f"{case}-{sequence}",
            "source": f"{ORGANISATION}:ekc-referral",
            "type": kind.type,
            "subject": case,
            "time": datetime.now(UTC),
            "sequence": str(sequence),
            "data": data,
        }
    )


def first_due(servers: Platform, wanted: Callable[[Any], bool]) -> Any:
    """The first thing of its kind that the coordination service is asked for."""
    group = {"group.id": f"ekc.coordination.{uuid4()}", "auto.offset.reset": "earliest"}
    consumer = Consumer({**servers.kafka_settings("coordination"), **group})
    consumer.subscribe(["ekc.coordination.due"])
    try:
        while True:
            record = consumer.poll(20)
            assert record is not None, "nothing more was asked for"
            asked = from_json(record.value() or b"{}")
            assert (record.key() or b"").decode() == asked["subject"]
            if wanted(asked):
                return asked
    finally:
        consumer.close()


async def test_an_event_becomes_a_request(servers: Platform, database: Databases) -> None:
    """From Kafka through the bridge, Temporal and the worker back to Kafka; then both stop within ten seconds."""
    bridge = {**servers.environment("bridge"), "EKC_DATABASE_URL": database("workflows"), "EKC_HTTP_PORT": free_port()}
    worker = {**servers.environment("worker"), "EKC_HTTP_PORT": free_port()}
    case = str(uuid4())
    opened = {"region": "noord", "persons": [], "opened": datetime.now(UTC)}
    accepted = {"region": "noord", "round": 1, "languages": ["nl"], "persons": ["person-1"]}
    producer = Producer(servers.kafka_settings("referral"))
    producer.produce("ekc.referral.events", event(case, 1, CaseOpened, opened), key=case)
    producer.produce("ekc.referral.events", event(case, 2, CaseAccepted, accepted), key=case)
    assert await asyncio.to_thread(producer.flush, 20) == 0

    async with running("workflows.bridge", bridge) as bridging, running("workflows.worker", worker) as working:
        await asyncio.gather(ready(bridge), ready(worker))
        asked = await asyncio.to_thread(first_due, servers, lambda one: one["subject"] == case)
        ends = await asyncio.gather(stopped(bridging), stopped(working))

    assert asked["type"] == FindCoordinator.type
    assert asked["source"] == f"{ORGANISATION}:ekc-workflows"
    assert asked["id"].startswith(f"due-{case}-1-find-coordinator-")
    assert "storytime" not in asked
    assert [code for code, _ in ends] == [0, 0]
    assert all(seconds < 10 for _, seconds in ends)


async def test_a_worker_waits_for_temporal(servers: Platform) -> None:
    """It lives, says that it is not ready, and can be stopped at once."""
    environment = {
        **servers.environment("worker"),
        "EKC_HTTP_PORT": free_port(),
        "EKC_TEMPORAL_ADDRESS": f"127.0.0.1:{free_port()}",
    }
    async with running("workflows.worker", environment) as working:
        state = await ready(environment, answer=False)
        code, seconds = await stopped(working)

    assert state["why"] == "not connected yet"
    assert (code, seconds < 3) == (0, True)


async def test_the_day_turns_for_every_service(servers: Platform, client: Client, settings: WorkflowSettings) -> None:
    """The worker makes the schedule, once; run by hand, it tells every service which day began."""
    worker = {**servers.environment("worker"), "EKC_HTTP_PORT": free_port()}
    async with running("workflows.worker", worker) as working:
        await ready(worker)
        schedule = client.get_schedule_handle(SCHEDULE)
        described = await schedule.describe()
        await schedule.trigger()
        turned = await asyncio.to_thread(first_due, servers, lambda one: one["type"] == DayTurned.type)
        await stopped(working)
    async with running("workflows.worker", worker):
        await ready(worker)

    calendar = described.schedule.spec
    assert calendar.time_zone_name == "Europe/Amsterdam"
    assert [(one.hour[0].start, one.minute[0].start) for one in calendar.calendars] == [(0, 5)]
    day = turned["data"]["day"]
    assert (turned["id"], turned["subject"]) == (f"day-turned-coordination-{day}", f"day-{day}")


@pytest.mark.parametrize("part", ["bridge", "worker"])
def test_a_part_reads_its_settings(servers: Platform, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The local platform tells it everything that it needs."""
    for name, value in servers.environment(part).items():
        monkeypatch.setenv(name, value)

    settings = WorkflowSettings()
    assert settings.part == "workflows"
    assert settings.temporal_codec_key_file is not None
