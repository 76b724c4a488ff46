"""More processes of a part beside the platform's own, of this release or of another tree."""

import asyncio
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Self

from deploy.local import probes
from deploy.local.layout import ROOT
from deploy.local.parts import PARTS
from deploy.local.platform import Platform

READY_SECONDS = 180
MODULES = {part.name: part.module for part in PARTS}
DATABASES = tuple(dict.fromkeys(part.part for part in PARTS))


class NotReady(Exception):
    """A replica does not get ready; the text is the end of its log."""


class Replica:
    """One process of a part."""

    def __init__(self, platform: Platform, name: str, *, tree: Path = ROOT, port: int | None = None) -> None:
        self.platform = platform
        self.name = name
        self.tree = tree
        self.port = port or free_port()
        self.log = platform.layout.logs / f"{name}-beside.log"

    async def start(self) -> None:
        """Begin, and wait until it is ready.

        Raises:
            NotReady: it ended, or takes too long.
        """
        environment = {**os.environ, **self.platform.environment(self.name), "EKC_HTTP_PORT": str(self.port)}
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", MODULES[self.name]), env=environment, cwd=self.tree, stdout=log, stderr=log
            )
        give_up = time.monotonic() + READY_SECONDS
        while not await self.ready():
            if self.process.returncode is not None or time.monotonic() > give_up:
                raise NotReady(self.log.read_text()[-2000:])
            await asyncio.sleep(probes.AGAIN_SECONDS)

    async def __aenter__(self) -> Self:
        """See `start`."""
        try:
            await self.start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Whatever happened, nothing of it is left."""
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def ready(self) -> bool:
        """Whether it can work."""
        try:
            status, _ = await probes.get(self.port, "/readyz")
        except (OSError, TimeoutError, ValueError):
            return False
        return status == 200

    async def stop(self) -> int:
        """Tell it to stop; its exit code."""
        self.process.terminate()
        return await self.process.wait()

    async def kill(self) -> int:
        """As where it does not hear that it is to stop until its grace is over."""
        self.process.send_signal(signal.SIGSTOP)
        self.process.terminate()
        await asyncio.sleep(0)
        self.process.kill()
        return await self.process.wait()


async def migrate(platform: Platform, part: str, tree: Path = ROOT) -> str:
    """Bring the databases of a part to the schema of a release; what it said if it did not.

    It is told what a job is told: where the owner of the tables connects.
    """
    environment = {**os.environ, **platform.environments.owners(part)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.chassis.migrate", part),
        env={**environment, "EKC_ENVIRONMENT": "development", "EKC_DATABASE_TLS": "false"},
        cwd=tree,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    return said.decode() if process.returncode else ""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
