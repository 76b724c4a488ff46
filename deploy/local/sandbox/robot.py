"""Lets the cases of one agency go their way: hears what is opened, and plays what would become of it."""

import asyncio
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from temporalio.client import Client

from deploy.local.demo.agencies import Agencies
from deploy.local.demo.days import Days
from deploy.local.demo.desk import Desk
from deploy.local.demo.player import Player
from deploy.local.demo.quiet import NotQuiet, Quiet
from deploy.local.demo.story import CASE
from deploy.local.demo.telling import StoryFailed, kind_of
from deploy.local.platform import Platform
from deploy.local.sandbox.course import COORDINATOR, story

WAIT_SECONDS = 20.0
"""How long one look for news may take while nothing moves."""
CORRECTABLE_SECONDS = 15.0
"""So long nobody says yes in a new case: until somebody does the referral can be corrected or taken back (R30)."""

type Tell = Callable[[str], None]


class Robot:
    """Plays everybody but the agency."""

    def __init__(self, platform: Platform, temporal: Client, agency: str, tell: Tell) -> None:
        self.agency = agency
        self.temporal = temporal
        self.tell = tell
        self.desk = Desk(platform.environment("desk")["EKC_DESK_URL"], platform.desk_token("operator"))
        self.agencies = Agencies(platform)
        self.days = Days(platform)
        self.quiet = Quiet(platform, lambda: [one.handle for case in self.acting for one in case.clocks.values()])
        self.acting: list[Player] = []
        self.begins: dict[Player, float] = {}
        """When the first step of a case is taken, by the clock of the loop."""
        self.reasons: dict[str, list[str]] = {}
        """Of each case that the agency referred."""
        self.seen = 0

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await self.listen()
                await self.days.look()
                now = asyncio.get_running_loop().time()
                await asyncio.gather(*(self.advance(one) for one in list(self.acting) if self.begins[one] <= now))
                await self.settle()
        finally:
            await self.quiet.close()
            await self.days.close()
            await self.desk.close()

    async def settle(self) -> None:
        """Wait until what was done had its effect; an agency that goes on publishing may not stop it."""
        try:
            await self.quiet.wait()
        except NotQuiet as busy:
            self.tell(str(busy))

    async def advance(self, player: Player) -> None:
        """Take the next step of a case; one that went another way, say because it was taken back, is left alone."""
        try:
            goes_on = await player.advance()
        except StoryFailed as other:
            self.tell(f"{player.telling.story.story}: left alone, it went another way ({other})")
            goes_on = False
        if not goes_on:
            self.acting.remove(player)
            del self.begins[player]

    async def listen(self) -> None:
        """Hear what happened; wait for it while nothing moves."""
        while changes := await self.desk.changes(self.seen, wait=self.idle()):
            self.seen = changes[-1]["number"]
            for change in changes:
                self.hear(change)

    def idle(self) -> float:
        """For how many seconds nothing is to be done unless something happens."""
        left = min(self.begins.values(), default=math.inf) - asyncio.get_running_loop().time()
        return max(0.0, min(left, WAIT_SECONDS))

    def hear(self, change: Mapping[str, Any]) -> None:
        """Begin with a case that the agency referred, go on with the others, tell each status.

        A coordinator who is offered a case may have entered the register for another one of the region.
        """
        kind, case, data = kind_of(change["type"]), change["case"], change["data"]
        if kind == "referral-received" and data["referrer"].get("agency") == self.agency:
            self.reasons.setdefault(case, data["reasons"])
        if kind == "case-opened" and case in self.reasons:
            self.begin(case, data)
        for player in self.acting:
            if player.hear(change):
                if kind == "coordinator-offered":
                    player.telling.ids[COORDINATOR] = data["coordinator"]
                break
        if kind == "status-reported" and case in self.reasons:
            self.tell(f"{data['referral']}: {data['status']}")

    def begin(self, case: str, opened: Mapping[str, Any]) -> None:
        """Let a case go its way."""
        at, region = datetime.fromisoformat(opened["opened"]), opened["region"]
        player = Player(
            story(case, at, region, opened["consent"], self.reasons[case]),
            self.desk,
            self.agencies,
            self.temporal,
            self.days,
        )
        player.telling.cases[CASE] = case
        self.acting.append(player)
        self.begins[player] = asyncio.get_running_loop().time() + CORRECTABLE_SECONDS
