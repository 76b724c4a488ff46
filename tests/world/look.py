"""Looks at one story while it is played in the world: for whoever writes one."""

import yaml
from rich.console import Console

from deploy.local.demo import story
from deploy.local.demo.judging import counts, endings, notices, statuses
from deploy.local.demo.show import Show
from deploy.local.demo.telling import StoryFailed, Telling
from tests.world.checks import Broken
from tests.world.told import Told


def looked_at(name: str) -> int:
    """Play a story, line by line; then what came of it, and what should not have. The exit code."""
    console = Console(highlight=False)
    told = Told(story.load(name), Show(console, [name], 0).happened)
    try:
        wrong = told.play()
    except (StoryFailed, Broken) as failed:
        wrong = [str(failed)]
    console.print(f"\n{came_of(told.telling)}", style="dim", markup=False, soft_wrap=True)
    for one in wrong:
        console.print(f"Wrong: {one}", style="red", markup=False, soft_wrap=True)
    return int(bool(wrong))


def came_of(telling: Telling) -> str:
    """What came of it in the words of `expect`, to choose from."""
    came = {
        "ending": {case: list(several) for case, several in endings(telling).items()},
        "statuses": {case: list(several) for case, several in statuses(telling).items()},
        "events": dict(counts(telling)),
        "notices": {kind: sorted(who) for kind, who in notices(telling).items()},
    }
    return yaml.safe_dump(came, sort_keys=False, default_flow_style=None, width=120, allow_unicode=True)
