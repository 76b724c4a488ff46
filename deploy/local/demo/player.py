"""Plays one story: each step as its actor would do it, and a look at the end at what came of it."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from temporalio.client import Client

from contracts.base import NAMESPACE
from contracts.catalogue import MESSAGES
from deploy.local.demo.agencies import Agencies
from deploy.local.demo.clock import Clock
from deploy.local.demo.desk import Answer, Desk
from deploy.local.demo.story import Person, Step, Story

STILL_TOLD = frozenset({"called-off", "offer-withdrawn", "status"})
"""What people may hear after the end of a case: that it is off, and its last status."""
STAFF = frozenset({"regional-manager", "region-lead", "coordinator", "bottom-line-setter", "operator"})


class StoryFailed(Exception):
    """A story did not go as it should; the text says where and why."""


class Player:
    """One story under way."""

    def __init__(self, story: Story, desk: Desk, agencies: Agencies, temporal: Client) -> None:
        self.story = story
        self.desk = desk
        self.agencies = agencies
        self.temporal = temporal
        self.ids = {name: str(uuid4()) for name in story.people}
        self.case: str | None = None
        self.sent: str | None = None
        """The id of the message by which an agency's system referred."""
        self.clock: Clock | None = None
        self.happened: list[dict[str, Any]] = []
        self.todo = list(story.steps)
        self.done = 0

    def hear(self, change: Mapping[str, Any]) -> bool:
        """Take note of something that happened, if it is of this story."""
        if self.referred(change):
            self.case = change["case"]
        if change["case"] != self.case and change["case"] not in self.ids.values():
            return False
        self.happened.append({**change, "kind": kind_of(change)})
        if self.happened[-1]["kind"] == "case-opened":
            self.case = change["case"]
            self.ids |= self.met(change)
            self.clock = Clock(self.temporal, f"case-{self.case}-1")
        return True

    def referred(self, change: Mapping[str, Any]) -> bool:
        """Whether it is the case that this story's agency referred: its status says which referral is ours."""
        mine = self.agencies.referral(self.sent) if self.sent and not self.case else None
        return mine is not None and change["data"].get("referral") == mine

    def met(self, opened: Mapping[str, Any]) -> dict[str, str]:
        """Whom the agency's system referred, by the ids that the back office gave them."""
        told = next((step.data["persons"] for step in self.story.steps if step.sends), ())
        keys = {(person.model_extra or {}).get("name"): key for key, person in self.story.people.items()}
        pairs = zip(told, opened["data"]["persons"], strict=False)
        return {keys[person["name"]]: known["person"] for person, known in pairs if person["name"] in keys}

    async def advance(self) -> bool:
        """Do what comes next: let the process do what is due, or take the next steps. Says no at the end."""
        if not self.todo:
            return False
        moment = self.todo[0].at
        due = await self.clock.next_due() if self.clock else None
        if self.clock and due and due <= moment and not self.todo[0].at_once:
            await self.clock.forward(due)
            return True
        if self.clock and due and due <= moment:
            await self.clock.forward(due)
        steps = [step for step in self.todo if step.at == moment]
        self.todo = self.todo[len(steps) :]
        await asyncio.gather(*(self.take(step) for step in steps if step.at_once))
        for step in steps:
            if not step.at_once:
                await self.take(step)
        self.done += len(steps)
        return True

    async def take(self, step: Step) -> None:
        """Take one step.

        Raises:
            StoryFailed: it had another outcome than the story says.
        """
        if step.sends:
            data = self.resolved(step.data)
            extra = {"storytime": step.at.isoformat()}
            self.sent = await self.agencies.publish(step.sends, data, extra, self.sent if step.sends.again else None)
            return
        answer = await self.desk.command(self.command(step))
        if step.refused:
            missing = tuple(answer.body.get("missing") or ())
            as_told = answer.reason == step.refused.reason and len(missing) == len(step.refused.missing)
            if not as_told:
                raise self.failed(step, answer)
        elif answer.status != 200 and not (step.at_once and answer.reason):
            raise self.failed(step, answer)
        elif step.about == "case" and self.case is None:
            self.case = str(answer.body["subject"])

    def failed(self, step: Step, answer: Answer) -> StoryFailed:
        """What went otherwise than the story says."""
        body = {
            name: answer.body.get(name) for name in ("type", "detail", "places", "missing") if answer.body.get(name)
        }
        wanted = f"a refusal ({step.refused.reason})" if step.refused else "success"
        return StoryFailed(
            f"{self.story.story}: {step.who} {step.does} on {step.at:%Y-%m-%d} should have been {wanted}, "
            f"and was {answer.status} {body}."
        )

    def command(self, step: Step) -> dict[str, Any]:
        """A step as the desk takes it."""
        kind = MESSAGES[f"{NAMESPACE}.{step.does}.v1"]
        subject = self.ids[step.about] if step.about != "case" else self.subject()
        data = self.filled(kind.model_fields, step.data)
        who = self.story.people[step.who]
        role = who.is_ if who.is_ in STAFF else "person-concerned"
        return {
            "type": step.does,
            "subject": subject,
            "data": data,
            "id": str(uuid4()),
            "at": step.at.isoformat(),
            "by": {"id": self.ids[step.who], "role": role, "region": self.story.region},
            "wait_seconds": 30,
        }

    def subject(self) -> str:
        """The case; its id is made when it is referred."""
        if self.case is None:
            self.case = str(uuid4())
        return self.case

    def filled(self, fields: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        """The data with ids for people, and with what is known of whoever it is about."""
        about = next((value for value in data.values() if isinstance(value, str) and value in self.ids), None)
        known = self.known(about) if about else {}
        extra = {name: value for name, value in known.items() if name in fields and name not in data}
        return {name: self.resolved(value) for name, value in {**extra, **data}.items()}

    def known(self, name: str) -> dict[str, Any]:
        """What a message may want to know of a person."""
        person: Person = self.story.people[name]
        return {"role": person.is_, "setter_name": getattr(person, "name", None), **(person.model_extra or {})}

    def resolved(self, value: Any) -> Any:
        """Names of people become ids; `$coordinator-offered.offer` becomes what that event said last."""
        if isinstance(value, Mapping):
            return {name: self.resolved(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.resolved(inner) for inner in value]
        if isinstance(value, str) and value.startswith("$"):
            kind, *path = value[1:].split(".")
            found: Any = self.last(kind)["data"]
            for name in path:
                found = found[int(name)] if isinstance(found, list) else found[name]
            return found
        if isinstance(value, str):
            return self.ids.get(value, value)
        return value.isoformat() if hasattr(value, "isoformat") else value

    def last(self, kind: str) -> dict[str, Any]:
        """The last event of a type in this story.

        Raises:
            StoryFailed: there was none.
        """
        for change in reversed(self.happened):
            if change["kind"] == kind:
                return dict(change)
        raise StoryFailed(f"{self.story.story}: there was no {kind} yet.")

    def judge(self) -> list[str]:
        """What did not come as the story expects; nothing if all is well."""
        wanted = self.story.expect
        counted = Counter(change["kind"] for change in self.happened)
        endings = [change["data"]["ending"] for change in self.happened if change["kind"] == "case-ended"]
        wrong = [] if endings == [wanted.ending] else [f"it ended {endings}, not once as {wanted.ending}"]
        wrong += [
            f"{kind} happened {counted[kind]} times, not {times}"
            for kind, times in wanted.events.items()
            if counted[kind] != times
        ]
        heard = tuple(self.agencies.statuses(self.sent)) if self.sent else ()
        if heard != wanted.statuses:
            wrong.append(f"the agency heard {heard}, not {wanted.statuses}")
        return [*wrong, *self.wrong_notices(), *self.late_notices()]

    def wrong_notices(self) -> list[str]:
        """Who was told something that they should not, or was not told."""
        told: dict[str, set[str]] = {}
        names = {value: name for name, value in self.ids.items()}
        for notice in self.sent_notices():
            told.setdefault(notice["kind"], set()).add(names.get(notice["recipient"], notice["recipient"]))
        return [
            f"{kind} was told to {sorted(told.get(kind, set()))}, not to {sorted(who)}"
            for kind, who in self.story.expect.notices.items()
            if told.get(kind, set()) != set(who)
        ]

    def late_notices(self) -> list[str]:
        """Notices that left after what nobody is told anything after, but that it is off (R31).

        What counts is the order in which things happened: a notice has the date of its cause.
        """
        kinds = [one["kind"] for one in self.happened]
        last = self.story.expect.silent_after
        late = self.happened[kinds.index(last) :] if last in kinds else []
        return [
            f"{one['notice']['kind']} was sent after {last}"
            for one in late
            if one["notice"] and one["notice"]["state"] == "sent" and one["notice"]["kind"] not in STILL_TOLD
        ]

    def name_of(self, subject: str) -> str:
        """The name of somebody of the story, by their id; roles are their own name."""
        key = next((key for key, value in self.ids.items() if value == subject), subject)
        return str((self.story.people[key].model_extra or {}).get("name", key)) if key in self.story.people else key

    def sent_notices(self) -> list[dict[str, Any]]:
        """The notices that left the desk."""
        return [one["notice"] for one in self.happened if one["notice"] and one["notice"]["state"] == "sent"]


def kind_of(change: Mapping[str, Any]) -> str:
    """`nl.….coordination.conference-held.v1` -> `conference-held`."""
    return str(change["type"]).split(".")[-2]
