"""A story: people, what they do on which date, and what must come of it. Read from `examples/stories/*.yaml`."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from contracts.deciding import AMSTERDAM

STORIES = Path(__file__).parents[3] / "examples" / "stories"
CASE = "case"
"""What the case of a story is called where nothing else is said; another one has a name of its own."""


def local(value: object) -> object:
    """A date and time of a story is Dutch time, unless it says otherwise."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=AMSTERDAM) if isinstance(moment, datetime) and moment.tzinfo is None else moment


def by_case(value: object) -> object:
    """What is said without the name of a case is about the one that the story has."""
    return value if isinstance(value, Mapping) else {CASE: value}


def several(value: object) -> object:
    """One word is a list of one."""
    return (value,) if isinstance(value, str) else value


StoryTime = Annotated[datetime, BeforeValidator(local)]
Words = Annotated[tuple[str, ...], BeforeValidator(several)]
ByCase = Annotated[Mapping[str, Words], BeforeValidator(by_case)]


class Strict(BaseModel):
    """A part of a story. A word that is not known is an error, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(BaseModel):
    """Somebody in a story; beside `is` whatever a message may want to know of them."""

    model_config = ConfigDict(frozen=True, extra="allow")

    is_: str = Field(alias="is")
    """Their role at the desk (`regional-manager`, `coordinator`, `person-concerned`, …), or their place in the
    circle, or what else they are to the case."""


class Refusal(Strict):
    """A step that a rule must refuse."""

    reason: str
    missing: tuple[str, ...] = ()


class Sending(Strict):
    """What an agency's system publishes."""

    agency: str
    mode: Literal["structured", "binary"]
    type: str = "referral-submitted"
    again: bool = False
    """The same message once more: same id."""


class Step(Strict):
    """One thing that somebody does."""

    at: StoryTime
    who: str = ""
    """A person of the story; without one an agency's system sends."""
    sends: Sending | None = None
    does: str = ""
    """`<service>.<message>`, as `ekc send` takes it."""
    about: str = CASE
    """What it is about: the case, a person (a coordinator in the register), or another case by a name of its own, which
    an agency's message or `referral.refer-case` gives it."""
    data: Mapping[str, Any] = {}
    region: str | None = None
    """Where they act, if it is not their own region."""
    refused: Refusal | None = None
    at_once: bool = False
    """Sent at the same moment as its neighbours with the same date, while the process does what is due: who comes
    first is not known, and a refusal is as good as success."""
    note: str = ""


class Expected(Strict):
    """What must have come of a story in the end."""

    ending: ByCase
    """How the case ended; a list if it was reopened, by name if there are several cases: `{case: closed, …}`."""
    statuses: ByCase = {}
    """What the agency's system heard, in order: statuses, and `message-rejected` instead of one. By the name of the
    case that its messages were about, if there are several."""
    events: Mapping[str, int] = {}
    """How often an event of this type happened."""
    notices: Mapping[str, tuple[str, ...]] = {}
    """Kind of notice -> everybody who was told so."""
    nothing_else: bool = False
    """Events and notices that are not named did not happen either."""
    silent_after: str | None = None
    """The type of event after which nobody is told anything, except that it is off (R31)."""


class Story(Strict):
    """One story."""

    story: str
    title: str
    region: str
    people: Mapping[str, Person]
    steps: tuple[Step, ...]
    expect: Expected


@cache
def load(name: str) -> Story:
    """Read a story by its name, once.

    Raises:
        FileNotFoundError: there is no such story; the text lists those that there are.
        pydantic.ValidationError: a step is not written as it should be.
    """
    path = STORIES / f"{name}.yaml"
    if not path.exists():
        raise FileNotFoundError(f"There is no story {name}. There are: {', '.join(names())}.")
    return read(path)


def read(path: Path) -> Story:
    """Read a story from a file.

    Raises:
        pydantic.ValidationError: a step is not written as it should be.
    """
    return Story.model_validate(yaml.load(path.read_text(), yaml.CSafeLoader))


def of_folder(folder: Path) -> list[Story]:
    """All stories of another folder, by name."""
    return [read(path) for path in sorted(folder.glob("*.yaml"))]


def names() -> list[str]:
    """The stories that there are."""
    return sorted(path.stem for path in STORIES.glob("*.yaml"))
