"""What goes in and out of the API, as OpenAPI describes it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.base import Actor, Id


class CommandIn(BaseModel):
    """A command or a fact. `at` and `by` are for stories, in development only."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    type: str
    subject: Annotated[str, Field(pattern=r"^(new(:[0-9a-z-]{1,64})?|[0-9a-z][0-9a-z-]{0,63})$")]
    data: dict[str, Any] = Field(default_factory=dict)
    id: Id | None = None
    wait_seconds: Annotated[float, Field(ge=0, le=60)] = 10
    at: AwareDatetime | None = None
    by: Actor | None = None
    not_a_bsn: bool = False
    """Staff confirm: a number in it that passes for a citizen service number is something else (R35)."""
    advice: bool = False
    """Say where somebody of the case is named in a text, and what can stand there instead."""


class EventOut(BaseModel):
    """An event that a command led to, without its personal fields."""

    id: str
    type: str
    service: str
    at: datetime
    data: dict[str, Any]


class AdviceOut(BaseModel):
    """Somebody of the case is named in a text: a reference to them can stand there instead."""

    place: str
    role: str
    reference: str


class Answer(BaseModel):
    """What came of a command."""

    id: str
    correlation: str
    subject: str
    type: str
    minted: dict[str, str]
    state: Literal["accepted", "done"]
    repeated: bool = False
    """Whether it was asked for before: it had its effect once."""
    events: list[EventOut] = []
    advice: list[AdviceOut] = []


class Next(BaseModel):
    """What happens by itself when its moment comes, or should have come by then."""

    what: str
    words: str
    at: datetime
    rule: str
    whose: str


class CaseOut(BaseModel):
    """A case and what it waits for."""

    id: str
    region: str
    round: int
    phase: str
    waiting_for: str | None
    whose: str | None
    rule: str
    since: datetime
    next: Next | None
    parked: bool
    ended: str | None
    opened: datetime
    coordinator: str | None


class PersonOut(BaseModel):
    """Somebody in a case. The name only when it was asked for, and written down."""

    id: str
    kind: str
    role: str | None
    language: str
    channel: str
    address: str | None = None
    """The form of address that they chose."""
    answer: str | None
    gone: bool
    erased: bool
    """Nothing is kept of them but this id (R34)."""
    name: str | None = None


class CaseWithPeople(CaseOut):
    """A case with who is in it."""

    people: list[PersonOut]


class ParkedBehind(BaseModel):
    """The message behind which a case stands still in one part."""

    letter: str
    owner: str
    state: str
    reason: str
    detail: str
    since: datetime


class Why(BaseModel):
    """What a case waits for, since when, whose turn it is, what comes next, by which rule."""

    case: str
    phase: str
    round: int
    waiting_for: str | None
    since: datetime
    whose: str | None
    rule: str
    overdue: list[Next]
    """What did not come in time, and since when."""
    next: Next | None
    then: list[Next]
    parked: list[ParkedBehind]
    ended: str | None
    sentences: list[str]


class NoticeOut(BaseModel):
    """What somebody is, was or was not told. The text only when it was asked for, and written down."""

    notice: str
    case: str
    kind: str
    recipient: str
    state: str
    service: str
    asked_by: str | None
    respond_by: datetime | None
    rule: str | None
    channel: str | None
    language: str | None
    review: str | None
    """Whether somebody who speaks the language has looked at its words (R44)."""
    right_to_left: bool
    why: str | None
    text: str | None


class Change(BaseModel):
    """One thing that happened, in one line without personal data."""

    number: int
    at: datetime
    case: str
    service: str
    type: str
    event: str
    who: str
    what: str
    rule: str | None
    round: int | None
    cause: str | None
    correlation: str | None
    about: dict[str, str]
    data: dict[str, Any]
    notice: NoticeOut | None


class PlanOut(BaseModel):
    """The circle's plan as one reader's document."""

    case: str
    reader: str | None
    version: int
    language: str
    text: str


class ComplaintOut(BaseModel):
    """A complaint and what came of it. The words only when they were asked for, and written down."""

    complaint: str
    case: str
    by: str
    about: str
    to: str
    region: str | None
    raised: datetime
    answer_by: date
    settled: datetime | None
    outcome: str | None
    text: str | None = None
    answer: str | None = None
    notice: NoticeOut | None
    """What whoever complained is told of it."""


class Complaints(BaseModel):
    """A list of complaints."""

    complaints: list[ComplaintOut]


class LetterOut(ParkedBehind):
    """A dead letter: what could not be handled and why, never its content."""

    case: str
    topic: str
    partition: int
    offset: int
    message: str | None
    asked: str | None
    replays: int
    erased: bool | None
    """Whether the key of its day was destroyed, so that nobody can handle it again; nothing while that is not known."""


class Discarding(BaseModel):
    """What is being discarded: dead letters of one topic, as many as the desk knew."""

    topic: str
    letters: int


class Cases(BaseModel):
    """A list of cases."""

    cases: list[CaseOut]


class Timeline(BaseModel):
    """What happened in a case."""

    timeline: list[Change]


class Changes(BaseModel):
    """What happened after a number; `last` is where to go on."""

    changes: list[Change]
    last: int


class Notices(BaseModel):
    """The notices of a case."""

    notices: list[NoticeOut]


class Letters(BaseModel):
    """Dead letters."""

    letters: list[LetterOut]


class Status(BaseModel):
    """The health of all parts."""

    ready: bool
    parts: dict[str, dict[str, Any]]
