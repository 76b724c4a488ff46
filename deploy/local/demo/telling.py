"""A story under way, wherever it is played: who has which id, how its steps are asked, and what happened so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from contracts.base import NAMESPACE
from contracts.catalogue import MESSAGES
from deploy.local.demo.story import CASE, Person, Step, Story

STAFF = frozenset({"regional-manager", "region-lead", "coordinator", "bottom-line-setter", "operator"})


class StoryFailed(Exception):
    """A story did not go as it should; the text says where and why."""


@dataclass(frozen=True)
class Answer:
    """What the desk answered to a command."""

    status: int
    body: Mapping[str, Any]

    @property
    def reason(self) -> str:
        """Why a rule said no; empty if it did not."""
        return str(self.body.get("type", "")).removeprefix("urn:ekc:problem:") if self.status in (403, 409) else ""


def random_id(_name: str) -> str:
    """An id that tells nothing."""
    return str(uuid4())


class Telling:
    """What is known of one story while it is played.

    `heard` is all that the agencies hear, of whatever story: whoever plays appends to it.
    """

    def __init__(
        self, story: Story, heard: Sequence[Mapping[str, Any]], new_id: Callable[[str], str] = random_id
    ) -> None:
        self.story = story
        self.heard = heard
        self.new_id = new_id
        self.ids = dict(zip(story.people, sorted(map(new_id, story.people)), strict=True))
        """In the order in which the story names them: where nothing else settles a tie, an id does (R11)."""
        self.met: set[str] = set()
        """Who has the id that the back office gave them."""
        self.cases: dict[str, str] = {}
        """What the story calls each of its cases, and its id."""
        self.sent: dict[str, list[str]] = {}
        """The ids of what an agency's system sent about each of them."""
        self.forgotten: set[str] = set()
        """Who is erased with a case, also somebody of whom the story does not know."""
        self.happened: list[dict[str, Any]] = []

    def hear(self, change: Mapping[str, Any]) -> bool:
        """Take note of something that happened, if it is of this story."""
        for name in self.awaited():
            if change["data"].get("referral") == self.referral(self.sent[name][0]):
                self.cases[name] = change["case"]
        about = next((name for name, case in self.cases.items() if case == change["case"]), None)
        if about is None and change["case"] not in {*self.ids.values(), *self.forgotten}:
            return False
        kind = kind_of(change["type"])
        self.happened.append({**change, "kind": kind})
        if about and kind == "case-opened":
            self.meet(about, change["data"]["persons"])
        elif kind == "erasure-requested":
            self.forgotten |= set(change["data"]["subjects"])
        return True

    def awaited(self) -> list[str]:
        """The cases that an agency's system referred and that are not known yet: a status says which referral it is."""
        return [name for name, sent in self.sent.items() if name not in self.cases and self.referral(sent[0])]

    def referral(self, message: str) -> str | None:
        """What the back office calls the referral that came with a message: the first status says it."""
        return next((one["subject"] for one in self.heard if one.get("message") == message and "status" in one), None)

    def meet(self, case: str, known: Sequence[Mapping[str, Any]]) -> None:
        """Learn whom an agency's system referred, by the ids that the back office gave them."""
        steps = (step for step in self.story.steps if step.sends and step.about == case)
        told = next((step.data["persons"] for step in steps), ())
        keys = {(person.model_extra or {}).get("name"): key for key, person in self.story.people.items()}
        for person, one in zip(told, known, strict=False):
            key = keys.get(person["name"])
            if key and key not in self.met:
                self.met.add(key)
                self.ids[key] = one["person"]

    def command(self, step: Step) -> dict[str, Any]:
        """A step as the desk takes it."""
        kind = MESSAGES[f"{NAMESPACE}.{step.does}.v1"]
        person = step.about in self.ids
        who = self.story.people[step.who]
        known = who.model_extra or {}
        region = step.region or known.get("region", self.story.region)
        role = who.is_ if who.is_ in STAFF else "person-concerned"
        return {
            "type": step.does,
            "subject": self.ids[step.about] if person else self.cases.setdefault(step.about, self.new_id(step.about)),
            "data": self.filled(kind.model_fields, step.data, CASE if person else step.about),
            "id": self.new_id(""),
            "at": step.at.isoformat(),
            "by": {"id": self.ids[step.who], "role": role, "region": region},
            "wait_seconds": 30,
        }

    def filled(self, fields: Mapping[str, Any], data: Mapping[str, Any], case: str) -> dict[str, Any]:
        """The data with ids for people, and with what is known of whoever it is about."""
        about = next((value for value in data.values() if isinstance(value, str) and value in self.ids), None)
        known = self.known(about) if about else {}
        extra = {name: value for name, value in known.items() if name in fields and name not in data}
        return {name: self.resolved(value, case) for name, value in {**extra, **data}.items()}

    def known(self, name: str) -> dict[str, Any]:
        """What a message may want to know of a person."""
        person: Person = self.story.people[name]
        return {"role": person.is_, "setter_name": getattr(person, "name", None), **(person.model_extra or {})}

    def resolved(self, value: Any, case: str = CASE) -> Any:
        """Names of people become ids; `$second` is a case's, `$coordinator-offered.offer` what that event said last.

        `$coordinator-offered/2.offer` is what it said the second time.
        """
        if isinstance(value, Mapping):
            return {name: self.resolved(inner, case) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.resolved(inner, case) for inner in value]
        if isinstance(value, str) and value.startswith("$"):
            return self.looked_up(value[1:], case)
        if isinstance(value, str):
            return self.ids.get(value, value)
        return value.isoformat() if hasattr(value, "isoformat") else value

    def looked_up(self, words: str, case: str) -> Any:
        """The id of a case, or what an event said.

        Raises:
            StoryFailed: there is no such case or event yet.
        """
        kind, *path = words.split(".")
        if not path and kind in self.cases:
            return self.cases[kind]
        of_case = self.cases.get(case)
        kind, _, time = kind.partition("/")
        said = [one for one in self.happened if one["kind"] == kind and one["case"] == of_case]
        if len(said) < int(time or 1):
            raise StoryFailed(f"{self.story.story}: there was no {kind} of {case} yet.")
        found: Any = said[int(time or 0) - 1]["data"]
        for name in path:
            found = found[int(name)] if isinstance(found, list) else found[name]
        return found

    def check(self, step: Step, answer: Answer) -> None:
        """Whether a step had the outcome that the story says.

        Raises:
            StoryFailed: it had another one.
        """
        if step.refused:
            missing = tuple(answer.body.get("missing") or ())
            as_told = answer.reason == step.refused.reason and len(missing) == len(step.refused.missing)
        else:
            as_told = answer.status == 200 or (step.at_once and bool(answer.reason))
        if not as_told:
            said = ("type", "detail", "places", "missing")
            body = {name: answer.body[name] for name in said if answer.body.get(name)}
            wanted = f"a refusal ({step.refused.reason})" if step.refused else "success"
            raise StoryFailed(
                f"{self.story.story}: {step.who} {step.does} on {step.at:%Y-%m-%d} should have been {wanted}, "
                f"and was {answer.status} {body}."
            )

    def name_of(self, subject: str) -> str:
        """The name of somebody of the story, by their id; roles are their own name."""
        key = next((key for key, value in self.ids.items() if value == subject), subject)
        return str((self.story.people[key].model_extra or {}).get("name", key)) if key in self.story.people else key


def kind_of(type_: str) -> str:
    """`nl.….coordination.conference-held.v1` -> `conference-held`."""
    return type_.split(".")[-2]
