"""The clock, and between any two parts a channel for each stream: in order, late, sometimes anew, never lost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from services.chassis.envelopes import Arrival
from tests.world.chance import Chance

AT_ONCE = timedelta(seconds=1)
AGAIN = 0.96
"""Above it a batch comes twice."""
HOURS, OUTAGE = timedelta(hours=6), timedelta(days=2)


@dataclass(frozen=True)
class Trouble:
    """What goes wrong in a world."""

    delays: bool = True
    doubles: bool = True
    crashes: bool = True
    surprises: bool = True
    worst: bool = True
    """Things happen at the worst moment."""
    parking: bool = True
    """Messages fail, and are handled again when somebody has mended it."""


MOST = 15_000
"""More cannot happen in a few cases, unless something goes round in circles."""


class RestlessError(Exception):
    """A world does not come to rest."""


class Clock:
    """What happens next, and when. Nothing waits for real."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self.ahead: list[tuple[float, int, datetime, Callable[..., None], tuple[Any, ...]]] = []
        """Its second, its number, and its moment: seconds compare ten times as fast as moments of two time zones."""
        self.number = self.happened = 0
        self.most = MOST

    @property
    def next(self) -> datetime | None:
        """When something happens next."""
        return self.ahead[0][2] if self.ahead else None

    def at(self, moment: datetime, what: Callable[..., None], *about: Any) -> None:
        """Something happens at a moment; what was said first happens first."""
        self.number += 1
        moment = max(moment, self.now)
        heappush(self.ahead, (moment.timestamp(), self.number, moment, what, about))

    def run(self, until: datetime) -> None:
        """Let everything happen up to a moment."""
        last = until.timestamp()
        while self.ahead and self.ahead[0][0] <= last:
            self.happened += 1
            if self.happened > self.most:
                raise RestlessError
            _, _, self.now, what, about = heappop(self.ahead)
            what(*about)
        self.now = max(self.now, until)


@dataclass(slots=True)
class Channel:
    """What one part has still to read of one stream on one topic."""

    posted: list[Arrival] = field(default_factory=list)
    read: int = 0
    doubled: int = 0
    polling: bool = False


class Wires:
    """All channels. `receive` hands a batch to a part."""

    def __init__(
        self,
        clock: Clock,
        chance: Chance,
        trouble: Trouble,
        receive: Callable[[str, str, Sequence[Arrival], float], None],
    ) -> None:
        self.clock, self.chance, self.trouble, self.receive = clock, chance, trouble, receive
        self.channels: dict[tuple[str, str, str], Channel] = {}

    def post(self, reader: str, topic: str, stream: str, arrivals: Sequence[Arrival]) -> None:
        """Put messages on the way to one reader."""
        key = (reader, topic, stream)
        channel = self.channels.get(key)
        if channel is None:
            channel = self.channels[key] = Channel()
        channel.posted += arrivals
        if not channel.polling:
            channel.polling = True
            self.clock.at(self.clock.now + self.delay(f"{reader}/{arrivals[0].id}"), self.poll, key)

    def poll(self, key: tuple[str, str, str]) -> None:
        """Read on; and some of it again, for whoever crashed after publishing publishes it anew."""
        reader, _, stream = key
        channel = self.channels[key]
        start, channel.read, channel.polling = channel.read, len(channel.posted), False
        batch = channel.posted[start:]
        luck = self.chance.of(f"{reader}/reads/{batch[0].id}")
        self.receive(reader, stream, batch, luck)
        if self.trouble.doubles and start >= channel.doubled and luck > AGAIN and not channel.polling:
            channel.doubled = channel.read
            channel.read = max(0, start - int((luck - AGAIN) * 100))
            channel.posted[channel.read :] = map(replace, channel.posted[channel.read :])
            channel.polling = True
            self.clock.at(self.clock.now + self.delay(f"{reader}/again/{batch[0].id}"), self.poll, key)

    def delay(self, name: str) -> timedelta:
        """Mostly a moment; sometimes hours, while something is down."""
        if not self.trouble.delays:
            return AT_ONCE
        luck = self.chance.of(name)
        if luck < 0.93:
            return AT_ONCE * (0.05 + 3 * luck)
        return HOURS * (luck - 0.93) * 15 if luck < 0.995 else OUTAGE * (luck - 0.995) * 200
