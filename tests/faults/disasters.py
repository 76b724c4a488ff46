"""What is restored from a backup, or lost for good, while cases are under way; and how an operator lets all go on."""

import asyncio
import os
import shutil
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local import Platform
from deploy.local.env import databases
from deploy.local.parts import PARTS
from deploy.local.probes import AGAIN_SECONDS
from tests.backups import at_port, base_backup, name_moment, owned_folder, restored, run

NAMES = tuple(part.name for part in PARTS)
DATABASES = ("referral", "coordination", "plan", "privacy", "desk", "workflows")
"""Of the parts. The keyring has backups of its own, and is restored to the end of its log."""
FILES = {"kafka": "kafka", "temporal": "temporal.db"}
"""How what servers have written is called."""
MOMENT = "then"
SECONDS = 120


async def back_up(platform: Platform) -> None:
    """A base backup while everything works, and a moment in the log to which a restore comes back."""
    await base_backup(platform, "backup")
    await name_moment(platform, MOMENT)


async def put_back(platform: Platform, names: Sequence[str]) -> None:
    """These databases as they were at the moment; the others, and all servers, stay as they are."""
    async with restored(platform, platform.layout.data / "backup", "restored", MOMENT) as port:
        for name in names:
            file = owned_folder(platform, "of-then") / "dump"
            url = at_port(platform.admin_url(name), port)
            await run(platform, "pg_dump", "--format=custom", f"--file={file}", f"--dbname={url}")
            await run(platform, "pg_restore", "--clean", f"--dbname={platform.admin_url(name)}", str(file))


def wipe(platform: Platform, data: str) -> None:
    """Forget the data of a server that does not run."""
    place = platform.layout.data / data
    for path in place.parent.glob(f"{place.name}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def set_aside(platform: Platform) -> None:
    """A copy of what Kafka and Temporal have on their disks now; they stand still meanwhile."""
    aside = platform.layout.data / "aside"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for name, data in FILES.items():
        platform.hold(name)
        for path in platform.layout.data.glob(f"{data}*"):
            shutil.copytree(path, aside / path.name) if path.is_dir() else shutil.copy(path, aside)
    platform.start(*FILES)


def put_aside_back(platform: Platform) -> None:
    """Kafka and Temporal as they were then."""
    for name, data in FILES.items():
        platform.hold(name)
        wipe(platform, data)
    shutil.copytree(platform.layout.data / "aside", platform.layout.data, dirs_exist_ok=True)
    platform.start(*FILES)


@dataclass
class Struck:
    """What a disaster did, and what it took to go on."""

    standing: set[str]
    """The parts that stood still until somebody agreed."""
    said: str
    """What `ekc ops reconcile` said."""
    seconds: float
    """From the start of the parts until all worked, with nothing left to take over."""


async def strikes(platform: Platform, disaster: Callable[[], Awaitable[None]], *also: str) -> Struck:
    """Every part is stopped, it happens, every part is started, an operator lets all go on, and then `also`."""
    for name in NAMES:
        await asyncio.to_thread(platform.hold, name)
    await disaster()
    began = time.monotonic()
    for path in platform.layout.held.iterdir():
        path.unlink()
    standing = await settled(platform)
    said = [await reconciled(platform, *what) for what in ([(), also] if also else [()])]
    await taken_over(platform)
    return Struck(standing, "".join(said), time.monotonic() - began)


async def settled(platform: Platform) -> set[str]:
    """Wait until each part works, or says why it does not; the names of these.

    Raises:
        TimeoutError: one does neither.
    """
    async with asyncio.timeout(SECONDS):
        while True:
            answers = {name: await platform.ask(name) for name in NAMES}
            standing = {name for name, answer in answers.items() if answer.get("behind_topic")}
            if all(answer["ready"] or name in standing for name, answer in answers.items()):
                return standing
            await asyncio.sleep(AGAIN_SECONDS)


async def reconciled(platform: Platform, *what: str) -> str:
    """`ekc ops reconcile`, as an operator runs it; what it says."""
    command = "from services.desk.cli.main import main; main()"
    arguments = (sys.executable, "-c", command, "ops", "reconcile", *what, "--yes")
    desk = {
        "EKC_DESK_URL": platform.environment("desk")["EKC_DESK_URL"],
        "EKC_DESK_TOKEN_OPERATOR": platform.desk_token("operator"),
    }
    known = {**databases(platform), **desk, "EKC_ENVIRONMENT": "development", "EKC_DATABASE_TLS": "false"}
    process = await asyncio.create_subprocess_exec(
        *arguments,
        env={**os.environ, **known},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=Path.cwd(),
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def starts(platform: Platform) -> None:
    """Start a platform whose databases were restored while it stood, and let its parts go on."""
    starting = asyncio.create_task(asyncio.to_thread(platform.start))
    await settled(platform)
    await reconciled(platform)
    await starting
    await taken_over(platform)


async def taken_over(platform: Platform) -> None:
    """Wait until every part is ready, and nothing is left to take over.

    Raises:
        TimeoutError: it takes too long.
    """
    async with asyncio.timeout(SECONDS):
        while True:
            answers = [await platform.ask(name) for name in NAMES]
            if all(answer["ready"] and not answer.get("taking_over") for answer in answers):
                return
            await asyncio.sleep(AGAIN_SECONDS)
