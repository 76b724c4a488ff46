"""On which ground data is kept, what may be shared with whom, and what goes when nobody says yes (R5)."""

from collections.abc import Sequence

from contracts.base import Event
from contracts.deciding import AMSTERDAM, Given, Refused
from contracts.people import WhoConsents
from contracts.referral import (
    ErasureAsked,
    LegalBasis,
    LegalBasisRecorded,
    PermitSharing,
    RecordLegalBasis,
    SharingPermitted,
)
from services.referral import agenda
from services.referral.standing import staying
from services.referral.state import Case, Person


def record_basis(case: Case, wish: RecordLegalBasis) -> list[Event]:
    """The ground of keeping data, apart from whether somebody is willing.

    Raises:
        Refused: consent is no ground while it is not there.
    """
    person = staying(case, wish.person)
    if wish.basis is LegalBasis.CONSENT and not (person.consented or case.wanted):
        raise Refused("no-consent", "Consent is a ground only once it was given.", rule="R5")
    return [LegalBasisRecorded(person=wish.person, basis=wish.basis)]


def permit_sharing(case: Case, wish: PermitSharing) -> list[Event]:
    """What may be shared with somebody: the person says so, and for a child whoever decides for it.

    Raises:
        Refused: it is not theirs to say.
    """
    if wish.permitted_by not in whose_to_say(wish.person, staying(case, wish.person)):
        raise Refused("not-theirs-to-share", "Only the person, or who decides for a child, permits this.", rule="R5")
    return [SharingPermitted(**wish.model_dump())]


def whose_to_say(name: str, person: Person) -> set[str]:
    """Who permits sharing what is kept of somebody."""
    return set(person.required) if person.consents is WhoConsents.HOLDERS else {name}


def erase(case: Case, gone: Sequence[str], given: Given) -> list[Event]:
    """Who leaves without ever having consented is erased in time, and with the last of them the case.

    What was kept on somebody's yes follows the retention of the case (R34). A case that was stored before the yes of
    each was remembered counts as a whole.
    """
    if case.wanted or case.accepted:
        return []
    never = [name for name in gone if not case.persons[name].consented]
    others = [name for name in case.staying if name not in gone]
    if not never:
        return []
    kept = {holder for name in others for holder in case.persons[name].holders}
    holders = [holder for name in never for holder in case.persons[name].holders if holder not in kept]
    agreed = any(person.consented for person in case.persons.values())
    last = [given.stream] if not others and not agreed else []
    due = max(agenda.lapses(case, given), given.at).astimezone(AMSTERDAM).date()
    return [ErasureAsked(subjects=tuple(dict.fromkeys((*never, *holders, *last))), due=due)]
