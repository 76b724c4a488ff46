"""The agencies of the demo: each a client in a process of its own, which shares no code with the project."""

import asyncio
import json
import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from contracts.agency import CorrectionTaken, InformationAsked, MessageRejected, StatusChanged
from deploy.local.demo.story import Sending
from deploy.local.layout import ROOT
from deploy.local.platform import Platform

SECONDS = 60
"""An agency that heard nothing for so long hears nothing any more."""
KNOWN = {kind.type for kind in (StatusChanged, CorrectionTaken, InformationAsked, MessageRejected)}
"""What the agencies of the demo were written for: of a rejection its first version."""
CLIENT = ROOT / "examples" / "agency" / "agency.py"


class Agencies:
    """Publishes in the agencies' names, and keeps what they hear."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.keys: Path = platform.environments.secrets.public_keys
        self.followers: list[asyncio.subprocess.Process] = []
        self.listening: list[asyncio.Task[None]] = []
        self.heard: list[dict[str, Any]] = []
        self.news = asyncio.Condition()

    async def follow(self, agencies: Collection[str]) -> None:
        """Begin to listen to what each of these hears."""
        for agency in sorted(agencies):
            process = await self.start(agency, "follow")
            self.followers.append(process)
            self.listening.append(asyncio.create_task(self.listen(process)))

    async def listen(self, process: asyncio.subprocess.Process) -> None:
        """Keep every status; what is of a type that they were not written for they pass over."""
        assert process.stdout
        async for line in process.stdout:
            said = json.loads(line)
            if said["type"] in KNOWN:
                async with self.news:
                    self.heard.append(said)
                    self.news.notify_all()

    async def told(self, message: str) -> None:
        """Wait until an agency heard what became of its message.

        Raises:
            TimeoutError: it heard nothing.
        """
        async with asyncio.timeout(SECONDS), self.news:
            await self.news.wait_for(lambda: any(one.get("message") == message for one in self.heard))

    async def publish(
        self, sending: Sending, data: Mapping[str, Any], extra: Mapping[str, str], again: str | None = None
    ) -> str:
        """Let an agency's system publish, or the message with the id `again` once more; the id of its message.

        Raises:
            RuntimeError: Kafka did not take it.
        """
        extra = {**extra, "id": again} if again else extra
        options = [part for name, value in extra.items() for part in ("--attribute", f"{name}={value}")]
        arguments = ["publish", "--type", sending.type, "--mode", sending.mode, "--keys", str(self.keys), *options]
        process = await self.start(sending.agency, *arguments)
        out, _ = await process.communicate(json.dumps(data).encode())
        if process.returncode != 0:
            raise RuntimeError(f"{sending.agency} could not publish (exit code {process.returncode}).")
        return str(json.loads(out)["id"])

    async def start(self, agency: str, *arguments: str) -> asyncio.subprocess.Process:
        """Run the agency's client."""
        environment = {**os.environ, **self.platform.agency_environment(agency)}
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            sys.executable, str(CLIENT), *arguments, stdin=pipe, stdout=pipe, env=environment
        )

    async def close(self) -> None:
        """Stop listening."""
        for process in self.followers:
            if process.returncode is None:
                process.terminate()
            await process.wait()
        await asyncio.gather(*self.listening, return_exceptions=True)
