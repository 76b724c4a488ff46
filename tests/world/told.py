"""Stories in the world: the files that the demo plays on real servers, in the same order, judged by the same code.

`python -m tests.world --story mike` shows one.
"""

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from pydantic import ValidationError

from contracts.base import MESSAGES, NAMESPACE, Actor, Inbound
from contracts.notices import NoticeDue
from deploy.local.demo.judging import judge
from deploy.local.demo.story import Step, Story
from deploy.local.demo.telling import Answer, Telling
from deploy.local.layout import ROOT
from services.chassis.bad_message import BadMessage
from services.chassis.policies import load_policies
from services.desk.commands.checking import BadInput, check_numbers, kind_of, validated
from services.desk.commands.minting import Mint
from services.desk.notices.silence import Verdict
from services.referral.inbound import translate
from tests.world import part
from tests.world.rest import at_rest
from tests.world.timeline import Change, Timeline
from tests.world.wires import AT_ONCE, Clock, Trouble
from tests.world.world import Asked, World

type Shown = Callable[[Telling, Mapping[str, Any]], None]

CALM = Trouble(delays=False, doubles=False, crashes=False, surprises=False, worst=False, parking=False)
"""Nothing goes wrong, and nobody is there but the people of the story."""
POLICIES = load_policies(ROOT / "deploy" / "policies")


def silently(_telling: Telling, _change: Mapping[str, Any]) -> None:
    """Nobody looks on."""


class Told:
    """One story in a world of its own."""

    def __init__(self, story: Story, show: Shown = silently) -> None:
        self.show = show
        self.numbers: dict[str, int] = {}
        self.timeline = Timeline(self.happened)
        self.telling = Telling(story, self.timeline.heard, self.new_id)
        self.world = World(story.story, CALM, Clock(story.steps[0].at.astimezone(UTC)), POLICIES)
        self.world.hears = self.timeline.hear
        self.world.notified = self.notified
        self.world.agency_hears = self.timeline.report

    def new_id(self, name: str) -> str:
        """The same in each run."""
        self.numbers[name] = self.numbers.get(name, 0) + 1
        return str(uuid5(NAMESPACE_OID, f"{name}/{self.numbers[name]}"))

    def play(self) -> list[str]:
        """Play it to its end; what did not come as it should.

        Raises:
            StoryFailed: a step had another outcome than the story says.
            Broken: a rule does not hold.
        """
        todo = list(self.telling.story.steps)
        while todo:
            moment = todo[0].at
            steps = [step for step in todo if step.at == moment]
            todo = todo[len(steps) :]
            self.world.clock.run(moment.astimezone(UTC))
            if not steps[0].at_once:
                self.settle()
            self.take([step for step in steps if step.at_once])
            for step in steps:
                if not step.at_once:
                    self.take([step])
        at_rest(self.world, must_end=False)
        return judge(self.telling)

    def settle(self) -> None:
        """Let everything come to rest; what is due later stays."""
        clock = self.world.clock
        while (moment := clock.next) and moment <= clock.now + AT_ONCE:
            clock.run(moment)

    def take(self, steps: list[Step]) -> None:
        """Take steps at the same moment, and look at what came of them.

        Raises:
            StoryFailed: something else than the story says.
        """
        asked = {self.ask(step): step for step in steps}
        self.settle()
        for command, step in asked.items():
            if not step.sends:
                self.telling.check(step, self.timeline.answers.get(command, Answer(200, {})))

    def ask(self, step: Step) -> str:
        """Somebody asks for something; under which id."""
        if step.sends:
            return self.send(step)
        wish = self.telling.command(step)
        command: str = wish["id"]
        kind, mint = kind_of(wish["type"]), Mint(b"", command)
        by = Actor.model_validate(wish["by"])
        try:
            message = validated(kind, mint.fill(kind, wish["data"]))
            check_numbers(message, by.role, confirmed=False)
        except BadInput as bad:
            self.timeline.answers[command] = Answer(422, {"type": bad.reason, "places": bad.places})
        else:
            self.world.ask(Asked(step.at, command, mint.id(wish["subject"], "subject"), message, by))
        return command

    def send(self, step: Step) -> str:
        """An agency's system publishes; what cannot be handled is answered at once."""
        assert step.sends
        sent, agency = self.telling.sent.setdefault(step.about, []), step.sends.agency
        if not step.sends.again:
            sent.append(self.new_id("message"))
        message = sent[-1]
        try:
            said = MESSAGES[f"{NAMESPACE}.{step.sends.type}.v1"].model_validate(self.telling.resolved(step.data))
            assert isinstance(said, Inbound)
            case, wish = translate(said, part.envelope({}), agency, minted)
        except (ValidationError, BadMessage):
            self.timeline.reject(message)
        else:
            self.world.ask(Asked(step.at, message, case, wish, Actor(id=agency, role="agency")))
        return message

    def notified(self, case: str, due: NoticeDue, verdict: Verdict) -> None:
        """A notice was sent, or withheld."""
        self.timeline.notified(case, due, verdict, self.world.clock.now, self.telling.name_of(due.recipient))

    def happened(self, change: Change) -> None:
        """One thing that happened, of this story or not."""
        if self.telling.hear(change):
            self.show(self.telling, change)


def minted(*words: str) -> str:
    """An id out of an agency's own words."""
    return str(uuid5(NAMESPACE_OID, "\n".join(words)))
