"""`make sandbox`: a platform for an agency to try out its side, whose cases move by themselves; Ctrl-C ends it."""

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from rich.console import Console
from temporalio.client import Client

from deploy.local.layout import ROOT, write
from deploy.local.platform import Platform, PlatformFailed
from deploy.local.sandbox.course import AGENCY
from deploy.local.sandbox.robot import Robot
from workflows.codec import data_converter

FOLDER = ROOT / ".local" / "sandbox"
NEXT = """
You are the agency {agency}. Your credentials, which are in {file} too:

{credentials}
In another terminal:
  1. .venv/bin/ekc-agency check examples/agency/referral.json
  2. .venv/bin/ekc-agency --credentials {file} publish examples/agency/referral.json
  3. .venv/bin/ekc-agency --credentials {file} follow
JavaScript, Java, and Python without the kit: docs/agencies/examples.md.
Each case goes through its statuses by itself, months within a minute. The first reason chooses how it ends:
`other` is declined, `nuisance` stops during the preparation, anything else comes to a plan and is closed.
Until it moves, for a quarter of a minute, it can be corrected or taken back.
Ctrl-C stops it. The next time it begins anew, with the same credentials.
"""


def written(platform: Platform) -> Path:
    """The credentials in a file, for its owner alone."""
    file = platform.layout.folder / "agency.env"
    write(file, "".join(f"{name}={value}\n" for name, value in platform.agency_environment(AGENCY).items()), 0o600)
    return file


async def play(platform: Platform, console: Console) -> None:
    """Let the cases move, until interrupted or told to end."""
    task = asyncio.current_task()
    assert task
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, task.cancel)
    codec = Path(platform.environment("worker")["EKC_TEMPORAL_CODEC_KEY_FILE"])
    temporal = await Client.connect(platform.temporal_address(), data_converter=data_converter(codec))
    with contextlib.suppress(asyncio.CancelledError):
        await Robot(platform, temporal, AGENCY, lambda line: console.print(line, markup=False)).run()


def main() -> int:
    """Run the sandbox."""
    parser = argparse.ArgumentParser(prog="make sandbox", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where its platform is; nothing else may run there")
    console = Console(highlight=False, soft_wrap=True)
    platform = Platform(parser.parse_args().folder)
    try:
        platform.stop()
        platform.wipe_data()
        platform.start(report=lambda line: console.print(line, style="dim"))
        file = written(platform)
        shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
        console.print(NEXT.format(agency=AGENCY, file=shown, credentials=file.read_text()), markup=False)
        asyncio.run(play(platform, console))
    except PlatformFailed as failed:
        console.print(str(failed), style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        console.print("Interrupted.")
        return 130
    finally:
        platform.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
