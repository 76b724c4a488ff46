"""What a part cannot handle for a technical reason: its dead letters (promise 4).

It keeps in memory what `services/chassis/dead_letters.py` keeps in tables.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import NAMESPACE_OID, uuid5

from contracts.operations import DeadLetterAnnounced, ReplayDeadLetter
from services.chassis.admission import go_on
from services.chassis.envelopes import Arrival
from services.chassis.store import Stream

type State = Literal["dead", "parked", "handled"]


@dataclass(slots=True)
class Letter:
    """A dead letter as its owner keeps it."""

    arrival: Arrival
    state: State
    replays: int = 0


class Letters:
    """The dead letters of one part. `announce` tells the desk of each change."""

    def __init__(self, owner: str, announce: Callable[[Arrival, DeadLetterAnnounced], None]) -> None:
        self.owner, self.announce = owner, announce
        self.kept: dict[str, Letter] = {}

    def name(self, one: Arrival) -> str:
        """The id of the letter that a message would be."""
        return str(uuid5(NAMESPACE_OID, f"{self.owner}/{one.id}"))

    def add(self, one: Arrival, why: str) -> None:
        """Keep what failed, and say so; an event parks its stream."""
        letter = self.kept.setdefault(self.name(one), Letter(one, "dead"))
        letter.state = "parked" if one.ordered else "dead"
        self.say(letter, why)

    def expand(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Dead messages that are to be replayed, beside the requests for it."""
        expanded: list[Arrival] = []
        for one in arrivals:
            expanded.append(one)
            letter = self.kept.get(one.message.letter) if isinstance(one.message, ReplayDeadLetter) else None
            if letter and letter.state == "dead" and letter.arrival not in expanded:
                letter.arrival = replace(letter.arrival, replay=True, fresh=True)
                expanded.append(letter.arrival)
        return expanded

    def replay(self, stream: Stream, wish: ReplayDeadLetter) -> None:
        """A parked stream goes on with what it stands behind."""
        self.kept[wish.letter].replays += 1
        go_on(stream, wish.letter)

    def confirm(self, one: Arrival) -> None:
        """A replay had its effect."""
        letter = self.kept.get(self.name(one)) if self.kept else None
        if letter and letter.replays and letter.state != "handled":
            letter.state = "handled"
            self.say(letter, "handled")

    def say(self, letter: Letter, why: str) -> None:
        """Announce how it is with a letter."""
        one = letter.arrival
        told = DeadLetterAnnounced(
            letter=self.name(one),
            owner=self.owner,
            topic=one.topic,
            partition=one.partition,
            offset=one.offset,
            message=one.id,
            asked=one.envelope.type,
            reason=why,
            detail="It could not be handled.",
            state=letter.state,
            replays=letter.replays,
            since=one.accepted,
        )
        self.announce(one, told)
