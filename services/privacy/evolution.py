"""What an event changes in what is remembered of a case."""

from collections.abc import Iterable, Iterator
from functools import cache

from pydantic import BaseModel

from contracts.base import CASE, Event, Message, PersonalPath
from contracts.coordination import ComplaintRaised, CoordinatorAssigned, CoordinatorOffered, CoordinatorReleased
from contracts.erasure import (
    EpochClosed,
    ErasureConfirmed,
    ErasureRequested,
    KeysDeleted,
    LegalHoldLifted,
    LegalHoldPlaced,
    RetentionSet,
)
from contracts.privacy import SubjectErased
from contracts.referral import (
    AssistanceBegan,
    AssistanceEnded,
    CaseEnded,
    CaseLinked,
    CaseOpened,
    CaseReopened,
    CaseTransferred,
    CaseUnlinked,
    ConsentCompleted,
    DeathNoted,
    ErasureAsked,
    LegalBasisRecorded,
    PersonLeft,
)
from services.privacy.state import Kept, Request, Step, replace

RECIPIENTS = "recipient_key"
"""Whoever hears something is known by other events; staff who hear something are not of the case."""


def evolve(kept: Kept, event: Event) -> Kept:
    """What the event means for the day on which the case is forgotten."""
    kept = move(with_subjects(kept, event), event)
    match event:
        case RetentionSet():
            return replace(kept, until=event.until)
        case LegalHoldPlaced():
            return replace(kept, holds=(*kept.holds, event.hold))
        case LegalHoldLifted():
            return replace(kept, holds=tuple(one for one in kept.holds if one != event.hold))
        case ErasureRequested():
            request = Request(event.subjects, event.whole, event.ground, event.confirm_by)
            lapsing = {name: day for name, day in kept.lapsing.items() if name not in event.subjects}
            return replace(kept, requests={**kept.requests, event.request: request}, lapsing=lapsing)
        case KeysDeleted():
            return reach(kept, event.request, Step.KEYS_DELETED, deleted=event.subjects)
        case EpochClosed():
            return reach(kept, event.request, Step.EPOCH_CLOSED)
        case ErasureConfirmed():
            return reach(kept, event.request, Step.CONFIRMED)
        case SubjectErased():
            return replace(kept, gone=True)
    return kept


def move(kept: Kept, event: Event) -> Kept:
    """What other services decided: whose case it is, who has it, on which ground it is kept, whether it has ended."""
    match event:
        case CaseOpened():
            persons = tuple(one.person for one in event.persons)
            return replace(kept, opened=True, region=event.region, concerned=persons)
        case PersonLeft() | DeathNoted():
            return replace(kept, left=joined(kept.left, [event.person]))
        case CaseLinked() | CaseUnlinked():
            return replace(kept, linked=isinstance(event, CaseLinked))
        case CaseTransferred():
            return replace(kept, region=event.region)
        case AssistanceBegan():
            return replace(kept, assisting=(*kept.assisting, event.region))
        case AssistanceEnded():
            return replace(kept, assisting=tuple(one for one in kept.assisting if one != event.region))
        case CoordinatorOffered():
            return replace(kept, coordinators=joined(kept.coordinators, [event.coordinator]))
        case CoordinatorAssigned():
            known = joined(kept.coordinators, [event.coordinator])
            return replace(kept, coordinator=event.coordinator, coordinators=known)
        case CoordinatorReleased():
            return replace(kept, coordinator=None)
        case ComplaintRaised():
            return replace(kept, case=event.case)
    return keep(kept, event)


def keep(kept: Kept, event: Event) -> Kept:
    """On which ground, and for how long."""
    match event:
        case LegalBasisRecorded():
            return replace(kept, basis={**kept.basis, event.person: event.basis})
        case ErasureAsked():
            return replace(kept, lapsing=kept.lapsing | dict.fromkeys(event.subjects, event.due))
        case ConsentCompleted():
            staying = {name: day for name, day in kept.lapsing.items() if name not in event.persons}
            return replace(kept, lapsing=staying)
        case CaseEnded():
            return replace(kept, ending=event.ending)
        case CaseReopened():
            return replace(kept, ending=None, until=None, lapsing={})
    return kept


def reach(kept: Kept, name: str, step: Step, **known: tuple[str, ...]) -> Kept:
    """A request is a step further; with the keys it is known whose they were."""
    further = replace(kept.requests[name], step=step, **known)
    return replace(kept, requests={**kept.requests, name: further})


def with_subjects(kept: Kept, event: Event) -> Kept:
    """Whoever is named beside something personal has a key: they are known of from now on."""
    new = names(event)
    return replace(kept, subjects=joined(kept.subjects, new)) if new else kept


def names(event: Message) -> list[str]:
    """Everybody of whom an event of this kind can hold something personal, beside the case itself."""
    return [name for path in paths(type(event)) for name in named(event, path)]


@cache
def paths(kind: type[Message]) -> tuple[tuple[str, ...], ...]:
    """Where an event of this kind names somebody of whom it can hold something personal."""
    of_others = (path for path in kind.personal if path.of not in (CASE, RECIPIENTS))
    return tuple(dict.fromkeys(beside(path) for path in of_others))


def beside(path: PersonalPath) -> tuple[str, ...]:
    """Where the id stands that says whose a field is."""
    return (*path.path[:-1], path.of)


def named(part: object, path: tuple[str, ...]) -> Iterator[str]:
    """The ids at a place of an event."""
    if not path:
        if isinstance(part, str):
            yield part
    elif path[0] == "*":
        for one in part if isinstance(part, tuple) else ():
            yield from named(one, path[1:])
    elif isinstance(part, BaseModel):
        yield from named(getattr(part, path[0]), path[1:])


def joined(known: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    """Names in the order in which they came, each once."""
    return tuple(dict.fromkeys((*known, *more)))
