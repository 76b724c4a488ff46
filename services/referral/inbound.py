"""What agencies send becomes what this service is asked: a referral, its correction, its retraction (R1, R30, R35).

An agency names its referrals by a reference of its own. It can hold a name, so it is never a key: the ids of the case,
the referral, the referrer and the persons are minted of agency and reference (a keyed digest, services/chassis), and a
correction or a retraction mints the same ids again, and nobody else's. No table of references is kept, and none has to
be erased.

The same event twice is one referral (R3): the inbox sees to it. Two events with one reference meet in one case, and the
second is refused as known (`referring.py`): whether it is a correction, a repetition or a new matter only the agency
knows, and says (`ReferralCorrected`). A case is not overwritten, nor a person asked again, by a guess. The agency hears
the refusal.
"""

from collections.abc import Iterator
from typing import Any

from contracts.agency import (
    Place,
    ReferralContent,
    ReferralCorrected,
    ReferralRetracted,
    ReferralSubmitted,
    ReferredPerson,
)
from contracts.base import Inbound, Message
from contracts.bsn import mentions_bsn
from contracts.envelope import Envelope
from contracts.people import PersonConcerned, Referrer, ReferrerKind
from contracts.referral import CorrectReferral, ReferCase, RetractReferral
from services.chassis.bad_message import BadMessage
from services.chassis.envelopes import pointer
from services.chassis.inbound import Mint


def translate(message: Inbound, _envelope: Envelope, agency: str, mint: Mint) -> tuple[str, Message]:
    """The case that it is about, and what is asked of it.

    Raises:
        BadMessage: a citizen service number is in it (R35), or it is not for this service.
    """
    match message:
        case ReferralSubmitted():
            return mint("case", message.reference), ReferCase(**said(message, agency, mint))
        case ReferralCorrected():
            return mint("case", message.reference), CorrectReferral(**said(message, agency, mint))
        case ReferralRetracted():
            return mint("case", message.reference), RetractReferral(referral=mint("referral", message.reference))
    raise BadMessage("wrong-topic", "type: not a message that an agency sends.")


def said(message: ReferralContent, agency: str, mint: Mint) -> dict[str, Any]:
    """What an agency's system says of a referral, in our words.

    Raises:
        BadMessage: a citizen service number is in it (R35).
    """
    refuse_bsn(message)
    return {
        "referral": mint("referral", message.reference),
        "referrer": Referrer(
            referrer=mint("referrer", message.reference),
            kind=ReferrerKind.AGENCY,
            name=message.contact_name,
            agency=agency,
        ),
        "persons": tuple(
            concerned(person, mint("person", message.reference, str(number)))
            for number, person in enumerate(message.persons, start=1)
        ),
        "region": message.region,
        "reasons": message.reasons,
        "sector": message.sector,
        "suggested_question": message.suggested_question,
        "agency_reference": message.reference,
    }


def concerned(person: ReferredPerson, name: str) -> PersonConcerned:
    """Somebody whom the referral is about, under an id that tells nothing."""
    return PersonConcerned(person=name, **person.model_dump())


def refuse_bsn(message: Inbound) -> None:
    """Each place is named, the number never.

    Raises:
        BadMessage: there is one.
    """
    found = [place for place, text in texts(message.model_dump(mode="json")) if mentions_bsn(text)]
    if found:
        where = [Place(pointer=pointer(place), detail="citizen service number") for place in found]
        text = f"{'.'.join(found[0])}: holds what passes for a citizen service number; send it without (R35)."
        raise BadMessage("bsn", text, where)


def texts(data: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a message with its place."""
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, dict | list):
        for name, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from texts(value, (*place, str(name)))
