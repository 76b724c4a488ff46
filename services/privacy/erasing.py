"""Forgetting: who may ask for it, of whom, and what follows step by step (R34, R38, R40)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.erasure import (
    CaseErased,
    EpochClosed,
    ErasureConfirmed,
    ErasureGround,
    ErasureRequested,
    KeysDeleted,
    NoteEpochClosed,
    NoteKeysDeleted,
    NoteReadBack,
    NoteSubjectErased,
    RequestErasure,
)
from contracts.privacy import SubjectErased
from services.privacy.state import Kept, Request, Step

LONGEST_IN_ONE = 500
"""Subjects that one request names: with their ids an event stays far below its largest size."""


def ask(kept: Kept, wish: RequestErasure, given: Given) -> list[Event]:
    """Somebody is to be forgotten, or the whole case.

    Raises:
        Refused: a legal hold stands, nothing is left to erase, or somebody is not of this case.
    """
    if kept.holds:
        raise Refused("legal-hold", "A legal hold stands: nothing of this case may be erased.", rule="R34")
    if wish.subjects:
        check_subjects(kept, wish.subjects)
    subjects = wish.subjects or everybody(kept, given)
    left = tuple(one for one in dict.fromkeys(subjects) if one not in kept.going)
    if not left:
        raise Refused("already-erased", "Their erasure was requested before.", rule="R34")
    said = {"reason": wish.reason, "means": wish.means}
    return request(kept, left, ErasureGround.ASKED, given, whole=not wish.subjects, said=said)


def check_subjects(kept: Kept, subjects: Sequence[str]) -> None:
    """Say no to who is not of this case, or is of the organisation.

    Raises:
        Refused: with the reason.
    """
    if any(one in kept.coordinators for one in subjects):
        raise Refused("of-the-register", "Coordinators are kept in a register, not with a case.", rule="R34")
    if any(one not in kept.subjects for one in subjects):
        raise Refused("not-of-this-case", "This case knows of nobody of that id.", rule="R34")


def everybody(kept: Kept, given: Given) -> tuple[str, ...]:
    """The case, and all whom it knows of. Coordinators stay in their register."""
    return (given.stream, *(one for one in kept.subjects if one not in kept.coordinators))


def request(
    kept: Kept,
    subjects: Sequence[str],
    ground: ErasureGround,
    given: Given,
    *,
    whole: bool,
    said: Mapping[str, Any] | None = None,
) -> list[Event]:
    """From here on nothing stops it: in requests of a size that a message can hold."""
    term = given.at + timedelta(days=given.policy(kept.region or "default").erasure_days)
    parts = [tuple(subjects[at : at + LONGEST_IN_ONE]) for at in range(0, len(subjects), LONGEST_IN_ONE)]
    return [
        ErasureRequested(
            request=given.new_id("erasure", str(number)),
            subjects=part,
            whole=whole,
            ground=ground,
            requested=given.at,
            confirm_by=term,
            **(said or {}),
        )
        for number, part in enumerate(parts)
    ]


def afterwards(kept: Kept, given: Given) -> list[Event]:
    """Whoever becomes known of a case that is erased as a whole is erased too: a message about them was on its way."""
    new = [one for one in everybody(kept, given) if one not in kept.going] if kept.erasing else []
    return request(kept, new, ErasureGround.AFTERWARDS, given, whole=True)


def note_keys_deleted(kept: Kept, note: NoteKeysDeleted, given: Given) -> list[Event]:
    """The keys are gone. Told twice it changes nothing: whoever deletes keys can be stopped before it is told."""
    if at(kept, note.request) is not Step.REQUESTED:
        return []
    own = [SubjectErased(epoch=note.epoch)] if given.stream in note.subjects and not kept.gone else []
    return [KeysDeleted(request=note.request, subjects=note.subjects, epoch=note.epoch), *own]


def note_epoch_closed(kept: Kept, note: NoteEpochClosed) -> list[Event]:
    """What had wrapped the keys is destroyed."""
    if at(kept, note.request) is not Step.KEYS_DELETED:
        return []
    return [EpochClosed(request=note.request, epoch=note.epoch)]


def note_read_back(kept: Kept, note: NoteReadBack) -> list[Event]:
    """Confirmed; and with the last request of a whole case the case is."""
    if at(kept, note.request) is not Step.EPOCH_CLOSED:
        return []
    confirmed = ErasureConfirmed(request=note.request, subjects=kept.requests[note.request].deleted)
    return [confirmed, *([CaseErased()] if last_of_whole(kept, note.request) else [])]


def note_subject_erased(kept: Kept, note: NoteSubjectErased) -> list[Event]:
    """Told in the stream of the subject too, once: there whoever keeps something of them alone hears it."""
    return [] if kept.gone else [SubjectErased(epoch=note.epoch)]


def at(kept: Kept, name: str) -> Step | None:
    """How far a request is."""
    found = kept.requests.get(name)
    return found.step if found else None


def last_of_whole(kept: Kept, name: str) -> bool:
    """Whether a request is the last open one of a case that is erased as a whole."""
    others: list[Request] = [one for other, one in kept.requests.items() if other != name]
    return kept.requests[name].whole and all(one.step is Step.CONFIRMED for one in others)
