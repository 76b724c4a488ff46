"""Erasure: asking that somebody is forgotten, holding that back by law, and what became of it step by step (R34, R38).

The steps are told in the stream of the case, the end of each key in the stream of its subject (`SubjectErased`).
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from contracts.base import CASE, Command, DueNow, Erased, Event, Id, Moment, Personal, Text
from contracts.people import Ending, Means
from contracts.process import Milestone
from contracts.referral import LegalBasis


class ErasureGround(StrEnum):
    """Why somebody is forgotten."""

    ASKED = "asked"
    """Somebody asked for it."""
    NO_CONSENT = "no-consent"
    """Nobody said yes in time (R5)."""
    RETENTION = "retention"
    """It was kept for as long as the policy says."""
    AFTERWARDS = "afterwards"
    """They became known in a case that had been erased already."""


class RequestErasure(Command, service="privacy"):
    """Somebody is to be forgotten: those who are named, or the whole case with all whom it knows of (R34, R38, R40)."""

    subjects: tuple[Id, ...] = ()
    """Persons concerned, participants and others of the case; with nobody named it is the whole case."""
    reason: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    means: Means = Means.SPOKEN
    """How the wish was told."""


class PlaceLegalHold(Command, service="privacy"):
    """The law wants a case to be kept for now: nothing of it is erased until the hold is lifted (R34)."""

    hold: Id
    reason: Annotated[Text | Erased, Personal(of=CASE)]


class LiftLegalHold(Command, service="privacy"):
    """The law does not want a case to be kept any longer; what was due meanwhile is erased now (R34)."""

    hold: Id
    reason: Annotated[Text | Erased, Personal(of=CASE)]


class NoteKeysDeleted(DueNow, service="privacy"):
    """The keys of these subjects are deleted, their tombstones laid: read back after it was done."""

    request: Id
    subjects: tuple[Id, ...]
    epoch: int
    """In which the tombstones were laid."""


class NoteEpochClosed(DueNow, service="privacy"):
    """No key exists any more that could open the deleted keys in a backup."""

    request: Id
    epoch: int
    """The one that goes on."""


class NoteReadBack(DueNow, service="privacy"):
    """After the epoch was closed the keyring was read again: nothing of these subjects is there but tombstones."""

    request: Id


class NoteSubjectErased(DueNow, service="privacy", stream="subject"):
    """The key of the envelope's subject is deleted, its tombstone laid."""

    epoch: int


class RetentionSet(Event, service="privacy"):
    """Until when a case that has ended is kept, by the policy of its region (R34)."""

    until: date
    ending: Ending
    basis: tuple[LegalBasis, ...]
    """The grounds of keeping it: the one that keeps longest counts."""


class LegalHoldPlaced(Event, service="privacy"):
    """Nothing of the case is erased while the hold stands (R34)."""

    hold: Id
    reason: Annotated[Text | Erased, Personal(of=CASE)]


class LegalHoldLifted(Event, service="privacy"):
    """The hold stands no longer (R34)."""

    hold: Id
    reason: Annotated[Text | Erased, Personal(of=CASE)]


class ErasureRequested(Event, service="privacy"):
    """These subjects are to be forgotten. From now on nothing can stop it (R34)."""

    request: Id
    subjects: tuple[Id, ...]
    """Without the case itself where it is not erased as a whole."""
    whole: bool
    """Whether it is the whole case: then also whoever becomes known of it later."""
    ground: ErasureGround
    requested: Moment
    confirm_by: Moment
    """The term that the policy sets."""
    reason: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    means: Means | None = None


class KeysDeleted(Event, service="privacy", passes_parked=True):
    """The keys of these subjects are deleted: everything that was written of them reads as erased (R34)."""

    request: Id
    subjects: tuple[Id, ...]
    epoch: int


class EpochClosed(Event, service="privacy"):
    """The key that had wrapped the deleted keys is destroyed: they open in no backup either (R34)."""

    request: Id
    epoch: int


class ErasureConfirmed(Event, service="privacy"):
    """Read back: nothing can bring these subjects back (R34)."""

    request: Id
    subjects: tuple[Id, ...]


class CaseErased(Event, service="privacy", milestone=Milestone.ERASED, passes_parked=True):
    """Nothing is left of the case but ids and dates: whatever goes on in it ends (R34)."""
