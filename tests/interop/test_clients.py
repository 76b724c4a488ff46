"""An agency may use any language: the official CloudEvents SDKs of three refer in both modes and read their statuses.

The clients are the examples of `examples/agency`, as they are; none shares code with the project.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from deploy.local import Platform
from deploy.local.access import AGENCIES
from deploy.local.layout import ROOT
from tests.interop import java, node

EXAMPLES = ROOT / "examples" / "agency"
AGENCY = "school-noord"
SECONDS = 120
"""On a busy machine; a client that hears nothing for so long hears nothing any more."""

CLIENTS: dict[str, Callable[[Path], list[str]]] = {
    "python": lambda _: [sys.executable, str(EXAMPLES / "agency.py")],
    "javascript": lambda scratch: [*node.run(EXAMPLES / "javascript", scratch), str(scratch / "agency.mjs")],
    "java": lambda scratch: java.run(EXAMPLES / "java" / "Agency.java", scratch),
}


class Client:
    """An example client in the name of an agency."""

    def __init__(self, platform: Platform, command: list[str]) -> None:
        settings = platform.kafka_settings(AGENCY)
        self.command = command
        self.keys = platform.environments.secrets.public_keys
        self.environment = {
            **os.environ,
            "AGENCY_NAME": AGENCY,
            "AGENCY_SOURCE": f"{AGENCIES[AGENCY]}:systeem:example",
            "AGENCY_BOOTSTRAP": str(settings["bootstrap.servers"]),
            "AGENCY_PASSWORD": str(settings["sasl.password"]),
        }

    async def start(self, *arguments: str) -> Process:
        """Run it."""
        return await asyncio.create_subprocess_exec(
            *self.command, *arguments, stdin=PIPE, stdout=PIPE, env=self.environment
        )

    async def publish(self, mode: str, data: object) -> str:
        """Publish a referral; the id of the message."""
        process = await self.start("publish", "--mode", mode, "--keys", str(self.keys))
        out, _ = await process.communicate(json.dumps(data).encode())
        assert process.returncode == 0
        return str(json.loads(out)["id"])

    async def statuses(self, messages: list[str]) -> dict[str, dict[str, Any]]:
        """What it hears of these messages."""
        process = await self.start("follow")
        heard: dict[str, dict[str, Any]] = {}
        try:
            async with asyncio.timeout(SECONDS):
                while heard.keys() < {*messages}:
                    assert process.stdout
                    said = json.loads(await process.stdout.readline())
                    if said.get("message") in messages:
                        heard[said["message"]] = said
        finally:
            process.terminate()
            await process.wait()
        return heard


def referral() -> dict[str, Any]:
    """The example's referral under a reference of its own."""
    found: dict[str, Any] = json.loads((EXAMPLES / "referral.json").read_text())
    return {**found, "reference": str(uuid4())}


@pytest.mark.long
@pytest.mark.parametrize("language", CLIENTS)
async def test_an_official_sdk_refers_in_both_modes_and_reads_the_statuses(
    platform: Platform, language: str, tmp_path: Path
) -> None:
    """CloudEvents Kafka binding 3.2 and 3.3: each referral is received, and the status names the message."""
    client = Client(platform, CLIENTS[language](tmp_path))

    sent = [await client.publish(mode, referral()) for mode in ("structured", "binary")]

    heard = await client.statuses(sent)
    assert {said["status"] for said in heard.values()} == {"received"}
    assert len({said["subject"] for said in heard.values()}) == 2
