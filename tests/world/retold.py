"""A generated case as a story: what its people asked for, and what came of it, to be played on the real servers too.

Its people are those of any world: late, silent, contradictory, gone at the worst moment. Nothing else goes wrong, and
whoever asks for something does so in the daytime, when everything before has come to rest, for in another order the
outcome would be another one. `python -m tests.world --retell 7 --seed 1` shows one.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

import yaml

from contracts.base import Actor, Message
from contracts.coordination import CoordinatorAssigned, CoordinatorReleased
from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeDue
from contracts.referral import ReferCase
from contracts.rights import RectifyText
from contracts.roles import OF_ANY_REGION, OF_NO_CASE, OF_WHO_HAD_IT, ROLES
from contracts.telling import LEVELS
from services.desk.notices.silence import Verdict
from tests.world.crowd import Crowd
from tests.world.part import Step
from tests.world.people import AGENCIES
from tests.world.timeline import Change, Timeline
from tests.world.told import POLICIES
from tests.world.wires import Trouble
from tests.world.world import MONDAY, Asked
from tests.world.written import Pen

ONLY_PEOPLE = Trouble(delays=False, doubles=False, crashes=False, parking=False)
MORNING, EVENING = time(8), time(21)
MINUTE = timedelta(minutes=1)
CASE = "case-0"
MOST = 100
"""A story that has become so long is brought to an end: whoever it is about withdraws."""


class Retold(Crowd):
    """A world with one case, which writes down what happens."""

    horizon = timedelta(days=400)
    """The last reviews are after a year (R27)."""

    only_cases = True

    def __init__(self, seed: str, number: int) -> None:
        super().__init__(f"{seed}-{number}", 1, ONLY_PEOPLE, POLICIES)
        self.timeline = Timeline(self.happened)
        self.world.agency_hears = self.timeline.report
        self.region = self.casts[CASE].region
        self.pen = Pen(self.casts[CASE], seed, number)
        self.last = MONDAY
        self.opened_by: str | None = None

    def written(self) -> dict[str, Any]:
        """What happened up to the last thing that somebody asked for, as a story is written.

        Raises:
            Broken: something does not hold.
        """
        self.live()
        return self.pen.written(self.timeline)

    def say(self, asked: Asked) -> None:
        """Whoever asks for something waits until what was asked before has come to rest."""
        self.last = daytime(max(self.world.clock.now, self.last + MINUTE))
        self.world.clock.at(self.last, self.take, replace(asked, at=self.last))

    def take(self, asked: Asked) -> None:
        """It is asked now, unless it cannot be."""
        if self.can_be(asked):
            if isinstance(asked.message, ReferCase) and not self.world.desk.known[CASE].opened:
                self.opened_by = asked.by.id
            asked = replace(asked, by=asked.by.model_copy(update={"region": asked.by.region or self.region}))
            self.pen.step(asked)
            self.world.ask(asked)
        if len(self.pen.steps) == MOST and not self.closing:
            self.end_all()

    def can_be(self, asked: Asked) -> bool:
        """Whether there is a case to ask that of, of which the service knows; an agency's system means only one that
        its own referral opens, or opened."""
        message, opened = asked.message, self.world.desk.known[CASE].opened
        opens = isinstance(message, ReferCase) and not opened
        if not (asked.subject != CASE or opened or opens):
            return False
        if not self.theirs(asked):
            return False
        if asked.by.role == "agency":
            return asked.by.id in AGENCIES and (opens or asked.by.id == self.opened_by)
        part = self.world.parts.get(message.service)
        stream = part.stream(asked.subject) if part else None
        decider = part.service.decider(stream.kind, type(message)) if part and stream else None
        return not (decider and stream and decider.knows_nothing(type(message), stream.position))

    def theirs(self, asked: Asked) -> bool:
        """Whether the desk passes it on: here is no desk between, and what it refuses comes to no service."""
        kind, by = type(asked.message), asked.by
        if by.role == "agency":
            return True
        if by.role not in ROLES.get(kind.service, {}).get(kind, ()) or kind is RectifyText:
            return False  # of a text the desk looks whether it stands there
        if asked.subject != CASE or not self.world.desk.known[CASE].opened or kind in OF_NO_CASE:
            return True
        return self.in_the_case(kind, by)

    def in_the_case(self, kind: type[Message], by: Actor) -> bool:
        """See `services.desk.commands.allowed.in_the_case`."""
        known, standing = self.world.desk.known[CASE], self.world.desk.standing[CASE]
        if by.role in LEVELS:
            acting = {known.region, *known.assisting, standing.asked_region if standing else None}
            return kind in OF_ANY_REGION or (by.region or self.region) in acting
        if by.role == "bottom-line-setter":
            return any(getattr(event, "setter", None) == by.id for event in self.world.parts["referral"].logs[CASE])
        if by.role != "coordinator":
            return True
        turns = (CoordinatorAssigned, CoordinatorReleased)
        told = [event for event in self.world.parts["coordination"].logs[CASE] if isinstance(event, turns)]
        had = [None, *(event.coordinator if isinstance(event, CoordinatorAssigned) else None for event in told)]
        return by.id == had[-1] or (kind in OF_WHO_HAD_IT and by.id in had)

    def go_away(self, name: str, which: str) -> None:
        """Once the case has ended it does not matter who is away."""
        if not self.world.desk.known[CASE].ended:
            super().go_away(name, which)

    def hear(self, step: Step) -> None:
        """People hear what happened, and it is written down."""
        super().hear(step)
        self.timeline.hear(step)

    def notified(self, stream: str, due: NoticeDue, verdict: Verdict) -> None:
        """A notice was sent, or withheld."""
        super().notified(stream, due, verdict)
        self.timeline.notified(stream, due, verdict, self.world.clock.now, due.recipient)

    def happened(self, change: Change) -> None:
        """It is written down, with its moment."""
        self.pen.changes.append((self.world.clock.now, change))


def text(seed: str, number: int) -> str:
    """A generated case as the text of a story."""
    written = Retold(seed, number).written()
    return yaml.safe_dump(written, sort_keys=False, default_flow_style=None, width=120, allow_unicode=True)


def write(folder: Path, seed: str, cases: int) -> None:
    """Write so many stories into a folder, and nothing else is in it."""
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number in range(cases):
        (folder / f"{number:04}.yaml").write_text(text(seed, number))


def daytime(moment: datetime) -> datetime:
    """The next full minute at which people are awake; the day has turned long before."""
    there = (moment + MINUTE - timedelta.resolution).astimezone(AMSTERDAM).replace(second=0, microsecond=0)
    if there.time() >= EVENING:
        there = datetime.combine(there.date() + timedelta(days=1), MORNING, AMSTERDAM)
    return max(there, datetime.combine(there.date(), MORNING, AMSTERDAM)).astimezone(moment.tzinfo)
