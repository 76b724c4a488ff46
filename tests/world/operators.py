"""What fails until somebody mends it, and the operators who do: nothing stands still unseen (promise 4)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from contracts.base import Command, Fact, Message
from contracts.envelope import Envelope
from contracts.operations import DeadLetterAnnounced, ReplayDeadLetter
from contracts.topics import commands, dead_letters
from services.chassis.envelopes import Arrival
from tests.world.chance import Chance
from tests.world.checks import Broken, Coverage
from tests.world.parking import Letters, State
from tests.world.part import Part, envelope
from tests.world.wires import Clock

type Post = Callable[[str, str, str, Message, Envelope], None]
RATE = 1 / 4_000
"""So many of all messages about a case fail at a part: about one case in 30 is parked."""
PATIENCE = timedelta(days=4)
"""Until then operators have heard, whatever is down in a world."""
SOON = timedelta(minutes=20)
OF_OPERATORS = (ReplayDeadLetter, DeadLetterAnnounced)


@dataclass(slots=True)
class Spoiled:
    """Which messages fail where, until somebody has mended it."""

    chance: Chance
    mended: set[str] = field(default_factory=set)

    def spoils(self, part: str, one: Arrival) -> bool:
        """Whether a part fails with a message about a case. What operators ask for, and hear, does not fail."""
        fails = self.chance.of(f"{part}/{one.id}") < RATE and one.stream.startswith("case")
        return fails and f"{part}/{one.id}" not in self.mended and not isinstance(one.message, OF_OPERATORS)


class Operators:
    """Whoever keeps the system running. `post` puts a message on its way to a part."""

    def __init__(self, clock: Clock, chance: Chance, seen: Coverage, post: Post) -> None:
        self.clock, self.chance, self.seen, self.post = clock, chance, seen, post
        self.spoiled = Spoiled(chance.about("spoiled"))
        self.parts: dict[str, Part] = {}
        self.heard: dict[str, State] = {}
        self.left: set[str] = set()
        """Dead letters that nobody replays: whoever asked heard that it failed, and can ask again."""

    def look_after(self, part: Part) -> None:
        """Messages fail at a part, and its dead letters are announced."""
        self.parts[part.name] = part
        part.letters, part.spoils = Letters(part.name, self.announce), self.fails

    def fails(self, part: str, one: Arrival) -> bool:
        """Whether a part cannot handle a message now: then somebody is to hear of it."""
        fails = self.spoiled.spoils(part, one)
        if fails:
            letter = self.parts[part].letters.name(one)
            self.clock.at(self.clock.now + PATIENCE, self.look_whether_heard, one.stream, letter)
        return fails

    def announce(self, one: Arrival, told: DeadLetterAnnounced) -> None:
        """A part has a dead letter, or one less: the desk is told."""
        name = f"{told.letter}-{told.state}-{told.replays}"
        self.post("desk", dead_letters(told.owner), one.stream, told, self.written(told, name, one.stream))

    def ask(self, stream: str, told: DeadLetterAnnounced, time: int) -> None:
        """Ask at the desk for a replay."""
        wish = ReplayDeadLetter(letter=told.letter)
        said = self.written(wish, f"replay-{told.letter}-{told.replays}-{time}", stream)
        self.post(told.owner, commands(told.owner), stream, wish, said)

    def written(self, message: Message, name: str, stream: str) -> Envelope:
        """An envelope."""
        at = self.clock.now
        who = {"actorid": "operator-1", "actorrole": "operator"}
        said = {"id": name, "source": "operations", "type": message.type, "subject": stream, "time": at}
        return envelope({**said, **who})

    def look_whether_heard(self, stream: str, letter: str) -> None:
        """Promise 4: nothing stands still unseen.

        Raises:
            Broken: it does.
        """
        if letter not in self.heard:
            raise Broken("promise 4", f"nobody heard that {letter} failed", stream)

    def hear(self, stream: str, told: DeadLetterAnnounced) -> None:
        """The desk shows a dead letter: it is looked into, soon or after some days."""
        self.heard[told.letter] = told.state
        self.seen.also[told.state if told.replays == 0 or told.state == "handled" else "failed again"] += 1
        if told.state != "handled":
            chance = self.chance.about(f"{told.letter}/{told.replays}")
            soon = chance.between(SOON, PATIENCE, "looks")
            self.clock.at(self.clock.now + soon, self.look_into, stream, told, chance)

    def look_into(self, stream: str, told: DeadLetterAnnounced, chance: Chance) -> None:
        """Mend it, or think so, and have it handled again, now and then twice; or leave what can be asked again."""
        if told.state == "dead" and self.leaves(told, chance):
            self.left.add(told.letter)
            return
        if told.replays or chance.often(0.8, "mends it"):
            self.spoiled.mended.add(f"{told.owner}/{told.message}")
        for time in range(1 + chance.often(0.1, "twice")):
            self.ask(stream, told, time)

    def leaves(self, told: DeadLetterAnnounced, chance: Chance) -> bool:
        """Whether it stays a dead letter: it is about nothing that is known, or whoever asked can ask again."""
        if told.reason == "unknown-subject" and told.replays:
            return True
        kind = self.parts[told.owner].letters.kept[told.letter].arrival.kind
        asked = kind is not None and issubclass(kind, Command | Fact) and not kind.passes_parked
        return asked and chance.often(0.3, "leaves it")

    def open(self) -> list[str]:
        """What still waits for them."""
        return [letter for letter, state in self.heard.items() if state != "handled" and letter not in self.left]
