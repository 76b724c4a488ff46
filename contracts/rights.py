"""What is kept about somebody is put right, or rests, because they ask for it (GDPR, articles 16 and 18)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import Command, Erased, Event, Id, Part, Personal, Text

type Place = Annotated[str, Field(pattern=r"^[a-z][a-z_]*(\.([a-z][a-z_]*|[0-9]{1,3}))*$", max_length=100)]
"""Where in an event something stands: `name`, `questions.0.text`."""
EventId = Annotated[str, Field(pattern=r"^[0-9a-z][0-9a-z-]{0,99}$")]
"""The CloudEvents `id` of an event: its stream, its service, its number."""


class Ground(StrEnum):
    """Why data is to rest (GDPR, article 18, paragraph 1)."""

    ACCURACY_CONTESTED = "accuracy-contested"
    UNLAWFUL = "unlawful"
    NEEDED_FOR_CLAIMS = "needed-for-claims"
    OBJECTED = "objected"


class RestrictProcessing(Command, service="referral"):
    """What is kept in a case rests from now on: it is kept, and not read, told or worked with (GDPR, article 18)."""

    asked_by: Id
    ground: Ground


class LiftRestriction(Command, service="referral"):
    """What rested is worked with again."""


class ProcessingRestricted(Event, service="referral"):
    """What is kept in this case rests (GDPR, article 18)."""

    asked_by: Id
    ground: Ground


class RestrictionLifted(Event, service="referral"):
    """It rests no longer."""


class RectifyPerson(Command, service="referral"):
    """What is known of a person concerned, put right (GDPR, article 16): all of it. What is left out is not known."""

    person: Id
    name: Annotated[Text | Erased, Personal(of="person")]
    birth_date: Annotated[date | Erased | None, Personal(of="person")] = None
    postcode: Annotated[Text | Erased | None, Personal(of="person")] = None
    contact: Annotated[Text | Erased | None, Personal(of="person")] = None


class PersonRectified(Event, service="referral"):
    """What is known of a person concerned from now on; what was said before stays in the log, superseded."""

    person: Id
    name: Annotated[Text | Erased, Personal(of="person")]
    birth_date: Annotated[date | Erased | None, Personal(of="person")] = None
    postcode: Annotated[Text | Erased | None, Personal(of="person")] = None
    contact: Annotated[Text | Erased | None, Personal(of="person")] = None


class RectifyText(Command, service="referral"):
    """A name, a way to reach somebody or a text in an event is put right (GDPR, article 16), or a name taken out of it.

    The event stays as it was decided, and says what it said: from now on everybody is shown this in its place.
    """

    event: EventId
    place: Place
    about: Id
    """Whose key seals it there: somebody's, or the case's."""
    text: Annotated[Text | Erased, Personal(of="about")]


class TextRectified(Event, service="referral"):
    """What stands in an event from now on, in the place of what it said."""

    event: EventId
    place: Place
    about: Id
    text: Annotated[Text | Erased, Personal(of="about")]


class TextPlace(Part):
    """A text that people wrote, by where it stands; never what it says."""

    event: EventId
    place: Place


class TextsListed(Event, service="desk"):
    """Before somebody is erased: the texts of the case in which their name may stand, for a human to look at (R34)."""

    subject: Id
    texts: tuple[TextPlace, ...]
    compared: bool
    """No, if their name could not be read: then it is every text of the case."""
