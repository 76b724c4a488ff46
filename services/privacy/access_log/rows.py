"""What is written down of an event: the fields of NEN 7513, one row for each event of every service. Pure.

docs/privacy/access-log.md says which field of the norm each of them is.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from pydantic_core import from_json, to_json

from contracts.access import AccessLogRead, AccessRefused, OperatorActed, UnusualAccessSeen
from contracts.base import Event, Message
from contracts.break_glass import GlassBroken
from contracts.coordination import ComplaintRaised, CoordinatorRegistered, ParticipantInvited
from contracts.envelope import Envelope
from contracts.notices import NoticeDue, NoticeSent
from contracts.privacy import PersonalDataRead, SubjectErased
from contracts.referral import CaseOpened, ReferralReceived
from services.chassis.decider import Decided
from services.chassis.sealing import places

ACTIONS: Mapping[str, tuple[type[Event], ...]] = {
    "C": (CaseOpened, ReferralReceived, CoordinatorRegistered, ParticipantInvited, ComplaintRaised),
    "R": (PersonalDataRead, AccessLogRead, AccessRefused),
    "D": (SubjectErased,),
    "E": (NoticeDue, NoticeSent, UnusualAccessSeen, GlassBroken, OperatorActed),
}
"""What was done (NEN 7513 `EventActionCode`): create, read, delete, execute. Every other event is an update."""
ACTION = {kind.type: action for action, kinds in ACTIONS.items() for kind in kinds}
DONE, REFUSED = "done", "refused"


class Row(msgspec.Struct, frozen=True):
    """One row, without its place in the chain."""

    at: datetime
    event: str
    """Which event of whom: its source and id, by which it is found on its topic."""
    kind: str
    """What happened, as the last words of the event's type."""
    action: str
    """`C`, `R`, `U`, `D` or `E`: created, read, updated, deleted, executed."""
    outcome: str
    """`done`, or `refused`."""
    actor: str
    role: str
    actor_region: str | None
    on_behalf: str | None
    """For whom, where somebody acts for another."""
    case_id: str
    """The case; of what is no case, the complaint, the coordinator, the referral."""
    subjects: tuple[str, ...]
    """Whose data it is about."""
    data: tuple[str, ...]
    """Which kinds of data: the names of the fields, never what they hold. Of what an operator did: what, to what."""
    use: str | None
    reason: str | None
    """The reader's own words, sealed: gone with the case."""


def of(decided: Decided) -> Iterator[Row]:
    """The rows of one decision: the event that arrived, and what the service itself decided."""
    if isinstance(decided.message, Event):
        yield row(decided.stream, decided.message, decided.cause, decided.raw)
    for event, envelope in decided.events:
        yield row(decided.stream, event, envelope, b"")


def row(stream: str, event: Event, envelope: Envelope, raw: bytes) -> Row:
    """An event as a row."""
    subjects, fields = about(stream, event)
    return Row(
        at=envelope.time.astimezone(UTC),
        event=f"{envelope.source}#{envelope.id}",
        kind=name(type(event)),
        action=ACTION.get(event.type, "U"),
        outcome=REFUSED if isinstance(event, AccessRefused) else DONE,
        actor=envelope.actorid or "service",
        role=envelope.actorrole or "service",
        actor_region=envelope.actorregion,
        case_id=stream,
        subjects=subjects,
        data=fields,
        **why(event, raw),
    )


def name(kind: type[Message]) -> str:
    """The last words of a type: `contact-made`."""
    return kind.type.rsplit(".", 2)[-2]


def about(stream: str, event: Event) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whose data an event is about, and which kinds of it."""
    match event:
        case PersonalDataRead():
            return event.subjects, event.kinds
        case AccessLogRead():
            return tuple(filter(None, (event.case, event.about))), ()
        case SubjectErased():
            return (stream,), ()
        case OperatorActed():
            return (), tuple(filter(None, (event.act, event.about, *event.parts, event.reason)))
    if not type(event).personal:
        return (), ()
    found = places(type(event), event.model_dump(mode="json"), stream)
    fields = {f"{name(type(event))}.{path.name}" for _, path, _ in found}
    return tuple(sorted({subject for _, _, subject in found})), tuple(sorted(fields))


def why(event: Event, raw: bytes) -> dict[str, Any]:
    """What for, on whose behalf; the reader's own words as they arrived, sealed."""
    if not isinstance(event, PersonalDataRead):
        return {"use": None, "reason": None, "on_behalf": None}
    said = from_json(raw)["data"].get("purpose") if raw else None
    return {
        "use": event.use.value if event.use else None,
        "reason": said if isinstance(said, str) else None,
        "on_behalf": event.on_behalf,
    }


def content(region: str, number: int, one: Row) -> bytes:
    """What a row's hash is of, beside the hash before it."""
    return to_json([region, number, *(getattr(one, name) for name in Row.__struct_fields__)])
