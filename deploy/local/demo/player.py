"""Plays one story on the platform: each step as its actor would do it, in the order of the story's own calendar."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from temporalio.client import Client

from deploy.local.demo.agencies import Agencies
from deploy.local.demo.clock import Clock
from deploy.local.demo.days import Days
from deploy.local.demo.desk import Desk
from deploy.local.demo.story import Step, Story
from deploy.local.demo.telling import Telling, kind_of
from workflows.settings import workflow_id

type Due = tuple[datetime, Callable[[], Awaitable[None]]]
"""When something is due, and what lets it be done."""


class Player:
    """One story under way."""

    def __init__(self, story: Story, desk: Desk, agencies: Agencies, temporal: Client, days: Days) -> None:
        self.telling = Telling(story, agencies.heard)
        self.desk = desk
        self.agencies = agencies
        self.temporal = temporal
        self.days = days
        self.clocks: dict[str, Clock] = {}
        """Of each case, that of its present life."""
        self.todo = list(story.steps)
        self.now = story.steps[0].at
        self.done = 0

    def hear(self, change: Mapping[str, Any]) -> bool:
        """Take note of something that happened, if it is of this story."""
        mine = self.telling.hear(change)
        kind = kind_of(change["type"])
        if mine and kind in ("case-opened", "case-reopened"):
            life = change["data"]["round"] if kind == "case-reopened" else 1
            self.clocks[change["case"]] = Clock(self.temporal, workflow_id(change["case"], life))
        return mine

    async def answered(self) -> None:
        """Wait until the agencies heard what became of what they referred: by that the story knows its cases."""
        for name, sent in self.telling.sent.items():
            if name not in self.telling.cases:
                await self.agencies.told(sent[0])

    async def advance(self) -> bool:
        """Do what comes next: do what is due, or take the next steps. Says no at the end."""
        if not self.todo:
            return False
        moment = self.todo[0].at
        due = sorted(await self.due(moment), key=lambda one: one[0])
        for at, do in due if self.todo[0].at_once else together(due):
            self.now = at
            await do()
        if due and not self.todo[0].at_once:
            return True
        self.now = moment
        steps = [step for step in self.todo if step.at == moment]
        self.todo = self.todo[len(steps) :]
        await asyncio.gather(*(self.take(step) for step in steps if step.at_once))
        for step in steps:
            if not step.at_once:
                await self.take(step)
        self.done += len(steps)
        return True

    async def due(self, until: datetime) -> list[Due]:
        """What is due and not later than this: the process of a case asks for something, or a day begins."""
        asks = [(await clock.next_due(), clock) for clock in self.clocks.values()]
        streams = (*self.telling.cases.values(), *self.telling.ids.values())
        found = [
            *((at, partial(clock.forward, at)) for at, clock in asks if at),
            *((turn.at, partial(self.days.turn, turn)) for turn in self.days.coming(streams, self.now)),
        ]
        return [(at, do) for at, do in found if at <= until]

    async def take(self, step: Step) -> None:
        """Take one step.

        Raises:
            StoryFailed: it had another outcome than the story says.
        """
        if step.sends:
            sent = self.telling.sent.setdefault(step.about, [])
            again = sent[-1] if step.sends.again else None
            data, extra = self.telling.resolved(step.data), {"storytime": step.at.isoformat()}
            message = await self.agencies.publish(step.sends, data, extra, again)
            sent.extend([] if again else [message])
            return
        self.telling.check(step, await self.desk.command(self.telling.command(step)))


def together(due: Sequence[Due]) -> list[Due]:
    """What is due at the first moment: a day begins for all streams at once, and passes for whoever is left out."""
    return [one for one in due if one[0] == due[0][0]]
