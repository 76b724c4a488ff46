"""Permission follows age, and everybody whose permission the law asks for must give it (R5)."""

from datetime import date

from contracts.base import Event
from contracts.deciding import AMSTERDAM, Given, Refused
from contracts.notices import NoticeKind
from contracts.people import PersonConcerned
from contracts.policy import Policy
from contracts.referral import (
    ConsentNeeded,
    PermissionRecorded,
    PermissionRequired,
    RecordPermission,
    RequirePermission,
    WhoConsents,
)
from contracts.telling import MANAGER, tell
from services.referral import ending
from services.referral.standing import staying
from services.referral.state import Case, Holder, Person

OF_ADULTS = ("mentor", "curator")


def needed(person: PersonConcerned, given: Given, policy: Policy) -> ConsentNeeded:
    """Whose consent the law asks for, by age today. The birth date itself goes no further than this."""
    born = person.birth_date
    if not isinstance(born, date):
        return ConsentNeeded(person=person.person, of=WhoConsents.AGE_UNKNOWN)
    years = age(born, given.at.astimezone(AMSTERDAM).date())
    if years >= policy.permission_alone_from:
        return ConsentNeeded(person=person.person, of=WhoConsents.ALONE)
    with_them = years >= policy.permission_with_holders_from
    return ConsentNeeded(person=person.person, of=WhoConsents.TOGETHER if with_them else WhoConsents.HOLDERS)


def age(born: date, today: date) -> int:
    """In whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def require(case: Case, ask: RequirePermission, given: Given) -> list[Event]:
    """Name somebody whose permission is needed, and ask them. Given consents stand (R5).

    Raises:
        Refused: the young person decides alone, or they were named before.
    """
    person = staying(case, ask.person)
    if person.consents is WhoConsents.ALONE and ask.capacity not in OF_ADULTS:
        raise Refused("decides-alone", "At this age the young person decides alone.", rule="R5")
    if ask.holder in person.holders:
        raise Refused("named-before", "Their permission is asked for already.", rule="R5")
    torn = ask.holder in stakeholders(case)
    return [
        PermissionRequired(**ask.model_dump(), conflict_of_interest=torn),
        tell(given, NoticeKind.CONSENT_ASKED, ask.holder, refers_to=(ask.person,), rule="R5"),
        *(conflict(ask.holder, given) if torn else ()),
    ]


def stakeholders(case: Case) -> set[str]:
    """Who referred, or set a bottom line: as a holder they have two interests (R5)."""
    referrers = {referral.referrer for referral in case.referrals.values()}
    return referrers | {line.setter for line in case.bottom_lines.values()}


def conflict(holder: str, given: Given) -> list[Event]:
    """The manager decides what to do about it (R5)."""
    return [tell(given, NoticeKind.DEVIATION, MANAGER, refers_to=(holder,), detail="conflict-of-interest", rule="R5")]


def record(case: Case, said: RecordPermission, given: Given) -> list[Event]:
    """What a holder answered, as theirs; it never becomes the person's own.

    One refusal is a no, never outvoted: nothing goes on while it stands. Once the case is accepted it is a withdrawal
    (R31).
    """
    person = staying(case, said.person)
    if said.holder not in person.holders:
        raise Refused("not-asked", "The permission of this person is not asked for.", rule="R5")
    event = PermissionRecorded(**said.model_dump())
    if said.granted or not case.accepted:
        return [event]
    return [event, *ending.leave(case, said.person, given)]


def missing(name: str, person: Person) -> tuple[str, ...]:
    """Whose permission is not there, for one person concerned."""
    unnamed = person.consents in (WhoConsents.HOLDERS, WhoConsents.TOGETHER) and not person.holders
    return (
        *((f"holder:{name}",) if unnamed else ()),
        *(f"permission:{name}:{holder}" for holder, one in person.holders.items() if not one.granted),
    )


def after_required(case: Case, event: PermissionRequired) -> Case:
    """One more whose permission is needed."""
    person = case.persons[event.person]
    return case.having(event.person, holders={**person.holders, event.holder: Holder(event.capacity)})


def after_recorded(case: Case, event: PermissionRecorded) -> Case:
    """The last word of a holder counts."""
    person = case.persons[event.person]
    answered = Holder(person.holders[event.holder].capacity, event.granted)
    return case.having(event.person, holders={**person.holders, event.holder: answered})
