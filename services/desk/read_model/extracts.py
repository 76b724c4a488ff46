"""Who and what notices and lists are about, taken from events with the personal fields still sealed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_core import to_json

from contracts import coordination as c
from contracts import plan as p
from contracts import referral as r
from contracts import rights as g
from contracts.base import CASE, Message

type Sealed = Mapping[str, Any]
"""A sealed value with what it is bound to: `{"value", "subject", "type", "path"}`."""


@dataclass(frozen=True)
class Extract:
    """Where in an event something is described."""

    kind: str
    id: str
    """The field that holds its id, or `CASE`: the stream itself."""
    sealed: Mapping[str, str]
    """Our name of a personal field -> its name in the event."""
    at: tuple[str, ...] = ()
    """The names of the fields that lead to it, `*` for "each of"."""
    of: str = ""
    """The field that holds the id of the subject whose key seals it; by default its own id."""
    facts: tuple[str, ...] = ()
    anew: bool = False
    """Whether a personal field that is not there is known no more."""


NAMED = {"name": "name", "contact": "contact"}
TOLD = ("role", "language", "languages", "channel", "kind", "agency")

REFERRER = Extract("referrer", "referrer", NAMED, at=("referrer",), facts=TOLD)
CONCERNED = Extract(
    "person-concerned", "person", {**NAMED, "birth_date": "birth_date"}, at=("persons", "*"), facts=TOLD
)

PEOPLE: dict[type[Message], tuple[Extract, ...]] = {
    r.ReferralReceived: (REFERRER,),
    r.CaseOpened: (CONCERNED,),
    r.ReferralCorrected: (replace(REFERRER, anew=True), replace(CONCERNED, anew=True)),
    g.PersonRectified: (replace(CONCERNED, at=(), anew=True, facts=()),),
    r.PermissionRequired: (Extract("representative", "holder", {"name": "name"}, facts=("capacity",)),),
    r.SharingPermitted: (Extract("shared-with", "with_whom", {"name": "name"}),),
    r.BottomLineSet: (Extract("bottom-line-setter", "setter", {"name": "setter_name"}),),
    c.CoordinatorRegistered: (Extract("coordinator", CASE, {"name": "name"}, facts=TOLD),),
    c.CircleDrawnUp: (Extract("participant", "participant", NAMED, facts=TOLD),),
    c.ParticipantInvited: (Extract("participant", "participant", NAMED, facts=TOLD),),
    c.InformationGiverAdded: (Extract("information-giver", "giver", NAMED, facts=TOLD),),
}
SESSION = ("starts", "minutes", "mode", "place_spoken")
PLAN = ("version", "agreed_on", "agreed_by", "present", "monitor", "reviews", "fallback")
MATTERS: dict[type[Message], tuple[Extract, ...]] = {
    r.QuestionsAgreed: (Extract("question", "question", {"text": "text"}, at=("questions", "*"), of=CASE),),
    r.BottomLineSet: (Extract("bottom-line", "bottom_line", {"text": "text"}, of=CASE, facts=("version", "setter")),),
    r.SafetySignalRaised: (Extract("safety-signal", "signal", {"text": "about"}, of=CASE),),
    c.SessionPlanned: (Extract("session", "session", {"place": "place"}, at=("session",), of=CASE, facts=SESSION),),
    c.ConferencePostponed: (
        Extract("session", "session", {"place": "place"}, at=("session",), of=CASE, facts=SESSION),
    ),
    c.ConferenceAdjourned: (
        Extract("session", "session", {"place": "place"}, at=("next_session",), of=CASE, facts=SESSION),
    ),
    c.ComplaintRaised: (Extract("complaint", CASE, {"text": "text"}, of=CASE, facts=("whom",)),),
    c.ComplaintSettled: (Extract("settlement", CASE, {"text": "answer"}, of=CASE),),
    p.PlanAgreed: (
        Extract(
            "action",
            "action",
            {"what": "what"},
            at=("actions", "*"),
            of=CASE,
            facts=("owner", "by", "recurrence", "dates", "agreed", "monitor", "readers"),
        ),
        Extract("answer", "bottom_line", {"answer": "answer"}, at=("bottom_lines", "*"), of=CASE, facts=("readers",)),
        Extract(
            "reply",
            "question",
            {"answer": "answer", "why_not": "why_not"},
            at=("answers", "*"),
            of=CASE,
            facts=("readers",),
        ),
        Extract("plan", "plan", {"dissent": "dissent", "requests": "requests"}, of=CASE, facts=PLAN),
    ),
}
ABOUT = ("person", "participant", "coordinator", "giver", "holder", "setter", "referrer", "owner", "recipient", "by")
"""Fields that hold the id of somebody, for whoever knows the names."""


@dataclass(frozen=True)
class Found:
    """Something described in an event."""

    kind: str
    id: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    sealed: Mapping[str, Sealed | None] = field(default_factory=dict)


def find(extract: Extract, kind: type[Message], data: Any, stream: str) -> Iterator[Found]:
    """What an event describes at one place."""
    for holder in descend(data, extract.at):
        own = stream if extract.id == CASE else str(holder[extract.id])
        subject = stream if CASE in (extract.of, extract.id) else own
        yield Found(
            kind=extract.kind,
            id=own,
            facts={name: holder[name] for name in extract.facts if holder.get(name) is not None},
            sealed={
                ours: bound(holder[theirs], subject, kind, (*extract.at, theirs)) if said(holder, theirs) else None
                for ours, theirs in extract.sealed.items()
                if extract.anew or said(holder, theirs)
            },
        )


def said(holder: Mapping[str, Any], name: str) -> bool:
    """Whether something is there."""
    return holder.get(name) is not None


def bound(value: Any, subject: str, kind: type[Message], path: tuple[str, ...]) -> Sealed:
    """A sealed value with what it takes to open it."""
    return {"value": value, "subject": subject, "type": kind.type, "path": ".".join(path)}


def descend(data: Any, path: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The objects at the end of a path; absent ones are left out."""
    if not path:
        if isinstance(data, dict):
            yield data
    elif path[0] == "*":
        for item in data if isinstance(data, list) else ():
            yield from descend(item, path[1:])
    elif isinstance(data, dict):
        yield from descend(data.get(path[0]), path[1:])


def about(data: Mapping[str, Any]) -> dict[str, str]:
    """The ids of the people whom an event names."""
    return {name: data[name] for name in ABOUT if isinstance(data.get(name), str)}


def json(value: object) -> str:
    """A value for a jsonb column."""
    return to_json(value).decode()
