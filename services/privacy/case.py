"""One case on the way to being forgotten: which rule answers which message."""

from collections.abc import Sequence

from contracts.access import AccessRefused, DeclareOwnFamily, OperatorActed
from contracts.base import Event, Message
from contracts.break_glass import GlassBroken
from contracts.deciding import Given
from contracts.erasure import (
    LiftLegalHold,
    NoteEpochClosed,
    NoteKeysDeleted,
    NoteReadBack,
    NoteSubjectErased,
    PlaceLegalHold,
    RequestErasure,
)
from contracts.notices import NoticeDelivered, NoticeDue, NoticeSent, NoticeWithheld
from contracts.operations import DayTurned
from contracts.privacy import PersonalDataRead, SubjectErased
from services.privacy import erasing, holds, retention, standing
from services.privacy.access_log import unusual
from services.privacy.evolution import evolve
from services.privacy.state import Kept

__all__ = ["Kept", "decide", "evolve"]

NOTICED = (NoticeDue, NoticeSent, NoticeWithheld, NoticeDelivered)
NO_CHANGES = (PersonalDataRead, AccessRefused, OperatorActed, GlassBroken, *NOTICED)
"""Who reads or is told something changes nothing: the case is kept no longer for that."""


def decide(kept: Kept, message: Message, given: Given) -> Sequence[Event]:
    """What follows from a message."""
    match message:
        case SubjectErased():
            return []
        case PersonalDataRead():
            return [*react(kept, message, given), *unusual.look(message, given)]
        case GlassBroken():
            return [*react(kept, message, given), *unusual.note(message)]
        case Event():
            return react(kept, message, given)
        case DayTurned():
            return retention.turn(kept, message.day, given)
        case DeclareOwnFamily():
            standing.check(kept, message, given)
            return unusual.declare(message)
        case RequestErasure():
            standing.check(kept, message, given)
            return erasing.ask(kept, message, given)
        case PlaceLegalHold():
            standing.check(kept, message, given)
            return holds.place(kept, message)
        case LiftLegalHold():
            standing.check(kept, message, given)
            return holds.lift(kept, message, given)
    return note(kept, message, given)


def react(kept: Kept, event: Event, given: Given) -> list[Event]:
    """What follows from what another service decided."""
    late = erasing.afterwards(kept, given)
    changed = [] if isinstance(event, NO_CHANGES) else retention.follow(kept, given)
    return [*late, *changed]


def note(kept: Kept, message: Message, given: Given) -> Sequence[Event]:
    """How far an erasure is."""
    match message:
        case NoteKeysDeleted():
            return erasing.note_keys_deleted(kept, message, given)
        case NoteEpochClosed():
            return erasing.note_epoch_closed(kept, message)
        case NoteReadBack():
            return erasing.note_read_back(kept, message)
        case NoteSubjectErased():
            return erasing.note_subject_erased(kept, message)
    raise TypeError(f"No rule answers {type(message).__name__}.")
