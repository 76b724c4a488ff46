"""What is known of a person concerned is put right, also after the end of the case (GDPR, article 16)."""

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.people import PersonConcerned
from contracts.referral import ConsentChanged, ConsentNeeded
from contracts.rights import PersonRectified, RectifyPerson, RectifyText, TextRectified
from services.referral import by_age
from services.referral.state import Case


def rectify(case: Case, wish: RectifyPerson, given: Given) -> list[Event]:
    """It stands from now on. Whose consent is needed follows the age that is right; what was answered stays (R5).

    Raises:
        Refused: the case is not about them.
    """
    if wish.person not in case.persons:
        raise Refused("not-concerned", "The case is not about this person.", rule="R38")
    rectified = PersonRectified(**wish.model_dump())
    return [rectified, *consent(case, by_age.needed(person(rectified), given, given.policy(case.region)), given)]


def rectify_text(wish: RectifyText) -> list[Event]:
    """What stands in an event from now on, whichever service decided it: the desk looked whether it stands there.

    The event is as it was decided; its words stay under the same key until that goes.
    """
    return [TextRectified(**wish.model_dump())]


def person(event: PersonRectified) -> PersonConcerned:
    """Who they are now."""
    return PersonConcerned(**event.model_dump(exclude={"agenda"}))


def consent(case: Case, needed: ConsentNeeded, given: Given) -> list[Event]:
    """Whose consent is needed now, where that is another one's: as after a birthday, while the case goes on (R5)."""
    before = case.persons[needed.person]
    if needed.of == before.consents and by_age.days(needed.birthdays) == before.birthdays:
        return []
    days = needed.birthdays if isinstance(needed.birthdays, tuple) else ()
    if case.ended or case.linked or before.left or needed.of == before.consents:
        return [ConsentChanged(person=needed.person, of=needed.of, birthdays=days or None)]
    return by_age.changed(case, needed.person, needed.of, days, given)
