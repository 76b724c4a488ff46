"""The eraser of a world: it deletes keys that there are none of, closes epochs, and reads back what it did (R34)."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from contracts.base import DueNow, Event
from contracts.erasure import (
    EpochClosed,
    ErasureRequested,
    KeysDeleted,
    NoteEpochClosed,
    NoteKeysDeleted,
    NoteReadBack,
    NoteSubjectErased,
)

SECONDS = timedelta(seconds=2)

type Tell = Callable[[timedelta, str, DueNow, str], None]
"""Tell the privacy service something after a while: in which stream, what, and under which name."""


class Eraser:
    """Does the next step of each erasure when it hears of the one before."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.erased: set[str] = set()
        """Of whom it was requested."""
        self.deleted: set[str] = set()
        """Whose keys are deleted."""

    def hear(self, case: str, events: Sequence[Event]) -> None:
        """What the privacy service decided about a case."""
        for event in events:
            match event:
                case ErasureRequested():
                    self.erased |= set(event.subjects)
                    note = NoteKeysDeleted(request=event.request, subjects=event.subjects, epoch=1)
                    self.tell(SECONDS, case, note, event.request)
                    for subject in set(event.subjects) - {case}:
                        self.tell(SECONDS, subject, NoteSubjectErased(epoch=1), f"{event.request}-{subject}")
                case KeysDeleted():
                    self.deleted |= set(event.subjects)
                    self.tell(SECONDS, case, NoteEpochClosed(request=event.request, epoch=2), event.request)
                case EpochClosed():
                    self.tell(SECONDS, case, NoteReadBack(request=event.request), event.request)
