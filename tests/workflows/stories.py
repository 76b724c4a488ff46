"""What the processes of a story hear: taken from the story as it is played in memory (`tests/world/told.py`)."""

from dataclasses import dataclass, field

from deploy.local.demo import story
from tests.workflows.telling import Heard
from tests.world.told import Told
from workflows.progress import CaseProgress
from workflows.routing import Delivery


@dataclass
class StoryLife:
    """One life of one case of a story: a case that is reopened has another, and a story can have several cases."""

    start: CaseProgress
    heard: list[Heard] = field(default_factory=list)
    ending: str = ""

    @property
    def milestones(self) -> list[str]:
        """What it hears, in order."""
        return [signal.milestone for _, signal in self.heard]


def lives_of(name: str) -> list[StoryLife]:
    """Play a story in memory; every life in it, in the order in which they began."""
    told = Told(story.load(name))
    processes = told.world.lives
    lives: dict[str, StoryLife] = {}

    def hear(delivery: Delivery) -> None:
        if delivery.start:
            lives[delivery.workflow] = StoryLife(delivery.start.model_copy(deep=True))
        elif processes.running[delivery.workflow].ended:
            return  # nobody is there any more who hears that the case was erased
        lives[delivery.workflow].heard.append((processes.clock(), delivery.signal))

    processes.hears = hear
    told.play()
    for workflow, life in lives.items():
        life.ending = processes.running[workflow].ended or ""
    return list(lives.values())
