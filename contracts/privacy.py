"""Messages of the privacy service, and those about personal data that every service sends (R33)."""

from typing import Annotated

from contracts.access import Use
from contracts.base import CASE, Actor, Erased, Event, Id, Personal, Text


class PersonalDataRead(Event, service="desk", stream="case"):
    """Somebody read personal data through the desk: who (the envelope's actor), which case, what kind; never what."""

    kinds: tuple[str, ...]
    purpose: Annotated[Text | Erased, Personal(of=CASE)]
    """In the reader's own words, which can name somebody."""
    subjects: tuple[Id, ...] = ()
    """Whose data was read; the case itself where it is about the case as such."""
    use: Use | None = None
    """The same in a word of a list."""
    by: Actor | None = None
    """Who read, as in the envelope: for the rules about what is unusual."""
    on_behalf: Id | None = None
    """Whom it is handed or read to, where somebody reads for another."""


class SubjectErased(Event, service="privacy", stream="subject", passes_parked=True):
    """The key of a subject is destroyed for good (R34). The envelope's subject is the subject."""

    epoch: int
