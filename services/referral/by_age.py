"""Whose consent the law asks for follows age, also when a birthday comes in mid-case (R5)."""

from collections.abc import Iterable
from datetime import date

from contracts.base import Event, Message
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.operations import DayTurned
from contracts.people import PersonConcerned, WhoConsents
from contracts.policy import Policy
from contracts.referral import Birthday, ConsentChanged, ConsentNeeded
from contracts.telling import MANAGER, tell
from services.referral.state import Case, Person


def needed(person: PersonConcerned, given: Given, policy: Policy) -> ConsentNeeded:
    """Whose consent is needed today. Of the birth date only the days go on which that changes."""
    born = person.birth_date
    if not isinstance(born, date):
        return ConsentNeeded(person=person.person, of=WhoConsents.AGE_UNKNOWN)
    years = age(born, given.today)
    ages = sorted({*policy.consent_from_age, policy.adult_from})
    to_come = tuple(Birthday(age=each, on=birthday(born, each)) for each in ages if each > years)
    return ConsentNeeded(person=person.person, of=whose(years, policy), birthdays=to_come or None)


def whose(years: int, policy: Policy) -> WhoConsents:
    """Whose consent is needed at an age: ages and rule are the region's policy."""
    return policy.consent_from_age[max(since for since in policy.consent_from_age if since <= years)]


def age(born: date, today: date) -> int:
    """In whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """The day on which somebody turns so old; born on 29 February, that is 1 March in most years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def birthdays(case: Case, message: Message, given: Given) -> list[Event]:
    """Those that have come, before anything else is decided: no matter whether the day was told of already.

    A case that rests as it is the same as another one asks nobody: that one does (R3). Nor does one whose data rests.
    """
    if case.opened is None or case.ended or case.linked or case.restricted:
        return []
    today = message.day if isinstance(message, DayTurned) else given.today
    return [
        event
        for name, person in case.staying.items()
        if (turned := [years for years, on in person.birthdays.items() if on <= today])
        for event in grown(case, name, max(turned), given)
    ]


def grown(case: Case, name: str, years: int, given: Given) -> list[Event]:
    """Somebody turned so old."""
    left = tuple(Birthday(age=each, on=on) for each, on in case.persons[name].birthdays.items() if each > years)
    return changed(case, name, whose(years, given.policy(case.region)), left, given)


def changed(case: Case, name: str, of: WhoConsents, left: tuple[Birthday, ...], given: Given) -> list[Event]:
    """The newly required consent is asked for, given ones stand. The manager hears: somebody may have to be named."""
    person = case.persons[name]
    alone = of is WhoConsents.ALONE and person.consents is not WhoConsents.ALONE
    asked = asks_anew(person, of)
    return [
        ConsentChanged(person=name, of=of, birthdays=left or None),
        *(
            [tell(given, NoticeKind.CONSENT_ASKED, name, detail="birthday" if asked else "alone", rule="R5")]
            if asked or alone
            else []
        ),
        tell(given, NoticeKind.CONSENT_CHANGED, MANAGER, refers_to=(name,), detail=of, rule="R5"),
    ]


def asks_anew(person: Person, of: WhoConsents) -> bool:
    """Whether their own word is needed from now on: as a child they were heard, which is no consent."""
    return person.consents is WhoConsents.HOLDERS and of is not WhoConsents.HOLDERS


def after_changed(case: Case, event: ConsentChanged) -> Case:
    """What was given stands; a yes as a child that was heard was none. Thinking goes on."""
    person = case.persons[event.person]
    answer = None if person.answer == "yes" and asks_anew(person, event.of) else person.answer
    return case.having(event.person, consents=event.of, birthdays=days(event.birthdays), answer=answer)


def days(to_come: object) -> dict[int, date]:
    """The birthdays as they are remembered; erased ones are not."""
    return {one.age: one.on for one in to_come if isinstance(one, Birthday)} if isinstance(to_come, Iterable) else {}
