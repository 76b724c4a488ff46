"""Everybody whose permission the law asks for must give it; only a court can give it in their place (R5)."""

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.people import WhoConsents
from contracts.referral import (
    PermissionRecorded,
    PermissionReplaced,
    PermissionRequired,
    RecordCourtDecision,
    RecordPermission,
    RequirePermission,
)
from contracts.states import replace
from contracts.telling import tell
from services.referral import conflicts, ending
from services.referral.standing import staying
from services.referral.state import OF_ADULTS, Case, Holder, Person


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
    torn = conflicts.interest(case, ask.holder, ask.capacity)
    return [
        PermissionRequired(**ask.model_dump(), conflict_of_interest=torn is not None),
        tell(given, NoticeKind.CONSENT_ASKED, ask.holder, refers_to=(ask.person,), rule="R5"),
        *(conflicts.flagged(case, ask.holder, torn, given) if torn else ()),
    ]


def record(case: Case, said: RecordPermission, given: Given) -> list[Event]:
    """What a holder answered, as theirs; it never becomes the person's own.

    One refusal is a no, never outvoted: nothing goes on while it stands. Once the case is accepted it is a withdrawal
    (R31), unless a court decided in their place.

    Raises:
        Refused: nobody asks for it, or not any more.
    """
    holder = holder_of(case, said.person, said.holder)
    event = PermissionRecorded(**said.model_dump())
    if said.granted or holder.replaced or not case.accepted:
        return [event]
    return [event, *ending.leave(case, said.person, given, own_word=False)]


def replace_by_court(case: Case, told: RecordCourtDecision) -> list[Event]:
    """A court's decision stands in the place of one permission, with its document; nobody's own will is touched.

    Raises:
        Refused: their permission is not asked for, it was replaced before, or the document is not named.
    """
    if holder_of(case, told.person, told.holder).replaced:
        raise Refused("replaced-before", "A court's decision stands in this place already.", rule="R5")
    if isinstance(told.document, str) and not told.document.strip():
        raise Refused("no-document", "Name the document of the court's decision.", rule="R5")
    return [PermissionReplaced(**told.model_dump())]


def holder_of(case: Case, person: str, holder: str) -> Holder:
    """Somebody whose permission counts for one person concerned.

    Raises:
        Refused: it is not asked for; or the young person decides alone by now, also about a no.
    """
    concerned = staying(case, person)
    if holder in concerned.required:
        return concerned.required[holder]
    if holder in concerned.holders:
        raise Refused("decides-alone", "At this age the young person decides alone.", rule="R5")
    raise Refused("not-asked", "The permission of this person is not asked for.", rule="R5")


def missing(name: str, person: Person) -> tuple[str, ...]:
    """Whose permission is not there, for one person concerned."""
    unnamed = person.consents in (WhoConsents.HOLDERS, WhoConsents.TOGETHER) and not person.required
    return (
        *((f"holder:{name}",) if unnamed else ()),
        *(f"permission:{name}:{holder}" for holder, one in person.required.items() if not one.there),
    )


def after_required(case: Case, event: PermissionRequired) -> Case:
    """One more whose permission is needed."""
    person = case.persons[event.person]
    return case.having(event.person, holders={**person.holders, event.holder: Holder(event.capacity)})


def after_recorded(case: Case, event: PermissionRecorded | PermissionReplaced) -> Case:
    """The last word of a holder counts, and a court's before it."""
    person = case.persons[event.person]
    holder = person.holders[event.holder]
    match event:
        case PermissionRecorded():
            holder = replace(holder, granted=event.granted)
        case PermissionReplaced():
            holder = replace(holder, replaced=True)
    return case.having(event.person, holders={**person.holders, event.holder: holder})
