"""All stories of a run, played together in rounds: everybody does what comes next, then all waits until it is quiet."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deploy.local.demo.days import Days
from deploy.local.demo.desk import Desk
from deploy.local.demo.judging import judge
from deploy.local.demo.player import Player
from deploy.local.demo.quiet import Quiet
from deploy.local.demo.telling import StoryFailed, Telling

type Shown = Callable[[Telling, Mapping[str, Any]], None]
"""(whose story, what happened): told once, in order."""
AT_ONCE = 16
"""Stories that act at the same moment."""


class Stage:
    """Plays stories."""

    def __init__(self, players: Sequence[Player], desk: Desk, days: Days, quiet: Quiet, show: Shown) -> None:
        self.players = players
        self.desk = desk
        self.days = days
        self.quiet = quiet
        self.show = show
        self.seen = 0
        self.unclaimed: list[Mapping[str, Any]] = []
        self.events = 0

    async def play(self, progress: Callable[[int], None]) -> None:
        """Play everything to its end.

        Raises:
            StoryFailed: something went otherwise than a story says.
            NotQuiet: something does not come to rest.
        """
        acting = list(self.players)
        limit = asyncio.Semaphore(AT_ONCE)

        async def act(player: Player) -> bool:
            async with limit:
                return await player.advance()

        while acting:
            await self.days.look()
            going = await asyncio.gather(*(act(player) for player in acting))
            await self.quiet.wait()
            await self.listen()
            progress(sum(player.done for player in self.players))
            acting = [player for player, goes_on in zip(acting, going, strict=True) if goes_on]

    async def listen(self) -> None:
        """Hear what happened since, and show it."""
        while changes := await self.desk.changes(self.seen):
            self.seen = changes[-1]["number"]
            self.events += len(changes)
            self.unclaimed += changes
        for player in self.players:
            await player.answered()
        self.unclaimed = [change for change in self.unclaimed if not self.claimed(change)]

    def claimed(self, change: Mapping[str, Any]) -> bool:
        """Whether it belongs to a story; what an agency referred is known as theirs a little later."""
        for player in self.players:
            if player.hear(change):
                self.show(player.telling, change)
                return True
        return False

    def judge(self) -> None:
        """Look at what came of every story.

        Raises:
            StoryFailed: not what it says.
        """
        tellings = [player.telling for player in self.players]
        wrong = [f"{one.story.story}: {what}" for one in tellings for what in judge(one)]
        if wrong:
            raise StoryFailed("\n".join(wrong))
