"""`python -m deploy.local.demo`: start the platform, play, check, stop. Exit code 0 is good."""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from temporalio.client import Client
from yaml import YAMLError

from deploy.local import checks
from deploy.local.demo import cost, crowd, picture, story
from deploy.local.demo.agencies import Agencies
from deploy.local.demo.days import Days
from deploy.local.demo.desk import Desk
from deploy.local.demo.player import Player
from deploy.local.demo.quiet import Quiet
from deploy.local.demo.show import Show
from deploy.local.demo.stage import Stage
from deploy.local.layout import ROOT
from deploy.local.platform import Platform
from workflows.codec import data_converter
from workflows.settings import workflow_id

FOLDER = ROOT / ".local" / "demo"
FOUR = ("mike", "minimumeis", "no-meeting", "stop")
"""What is played where nothing else is said."""


type Costs = dict[str, dict[str, Any]]
"""Story -> what its process cost Temporal."""


async def play(platform: Platform, stories: list[story.Story], console: Console) -> tuple[dict[str, str], Costs]:
    """Play the stories on a platform that runs; what to tell in the end, and what each process cost.

    Raises:
        StoryFailed, NotQuiet, checks.Broken: something is not as it should be.
    """
    environment = platform.environment("worker")
    temporal = await Client.connect(
        platform.temporal_address(), data_converter=data_converter(Path(environment["EKC_TEMPORAL_CODEC_KEY_FILE"]))
    )
    desk = Desk(platform.environment("desk")["EKC_DESK_URL"], platform.desk_token("operator"))
    agencies = Agencies(platform)
    await agencies.follow({step.sends.agency for one in stories for step in one.steps if step.sends})
    days = Days(platform)
    players = [Player(one, desk, agencies, temporal, days) for one in stories]
    quiet = Quiet(platform, lambda: [clock.handle for player in players for clock in player.clocks.values()])
    show = Show(
        console, [one.story for one in stories], sum(len(one.steps) for one in stories), quiet=len(stories) > 10
    )
    stage = Stage(players, desk, days, quiet, show.happened)
    try:
        with show.bar:
            await stage.play(show.progress)
        stage.judge()
        passed = await checks.all_of(platform, temporal)
        costs = {
            one.telling.story.story: await cost.of_case(temporal, workflow_id(one.telling.cases[story.CASE], 1))
            for one in players
        }
    finally:
        await agencies.close()
        await quiet.close()
        await days.close()
        await desk.close()
    outcomes = Counter(ending for one in stories for ending in chain(*one.expect.ending.values()))
    facts = {
        "cases": str(len(players)),
        "outcomes": ", ".join(f"{count} {ending}" for ending, count in sorted(outcomes.items())),
        "events": str(stage.events),
        "checks": f"{len(passed)} passed: {', '.join(passed)}",
    }
    return facts, costs


def asked_for(given: argparse.Namespace) -> list[story.Story]:
    """The stories to play: one or the other, the usual four, a folder, or a crowd.

    Raises:
        FileNotFoundError, ValidationError, YAMLError: one of them cannot be read.
    """
    written = story.of_folder(given.stories) if given.stories else []
    if given.cases:
        known = [story.load(name) for name in given.story or story.names()]
        return [*crowd.mixed(known, given.cases - len(written)), *written]
    return written or [story.load(name) for name in given.story or FOUR]


def main() -> int:
    """Run the demo."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--story", nargs="+", help=f"other ones than usual: {', '.join(story.names())}")
    parser.add_argument(
        "--cases", type=int, default=0, help="play a mixed crowd of all stories, so many cases, instead"
    )
    parser.add_argument("--stories", type=Path, help="play the stories of this folder; they count as cases of a crowd")
    parser.add_argument("--report", type=Path, help="write what each process cost Temporal, as JSON")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where its platform is; nothing else may run there")
    parser.add_argument("--svg", type=Path, help="draw the end of the run")
    given = parser.parse_args()
    console = Console(record=bool(given.svg), highlight=False)
    began = time.monotonic()
    try:
        stories = asked_for(given)
    except (FileNotFoundError, ValidationError, YAMLError) as wrong:
        console.print(str(wrong), markup=False)
        return 2
    platform = Platform(given.folder)
    try:
        platform.stop()
        platform.wipe_data()
        platform.start(report=lambda line: console.print(line, style="dim"))
        facts, costs = asyncio.run(play(platform, stories, console))
    except Exception as failed:  # whatever it was, say so, and where to look
        what = f"The demo failed: {type(failed).__name__}: {failed}\nLogs: {platform.layout.logs}"
        console.print(what, style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        console.print("Interrupted.")
        return 130
    finally:
        platform.stop()
    Show(console, [], 0).summary({**facts, "seconds": f"{time.monotonic() - began:.1f}"})
    if given.report:
        given.report.write_text(json.dumps(costs, indent=2) + "\n")
    if given.svg:
        picture.save(given.svg, console)
    return 0


if __name__ == "__main__":
    sys.exit(main())
