"""Messages of the privacy service, and those about personal data that every service sends (R33)."""

from typing import Annotated

from contracts.base import CASE, Erased, Event, Personal, Text


class PersonalDataRead(Event, service="desk", stream="case"):
    """Somebody read personal data through the desk: who (the envelope's actor), which case, what kind; never what."""

    kinds: tuple[str, ...]
    purpose: Annotated[Text | Erased, Personal(of=CASE)]
    """In the reader's own words, which can name somebody."""


class SubjectErased(Event, service="privacy", stream="subject", passes_parked=True):
    """The key of a subject is destroyed for good (R34). The envelope's subject is the subject."""

    epoch: int
