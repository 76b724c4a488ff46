"""What agencies send becomes what this service is asked: a referral, or its retraction (R1, R30, R35).

An agency names its referrals by a reference of its own. It can hold a name, so it is never a key: the ids of the case,
the referral, the referrer and the persons are minted of agency and reference (a keyed digest, services/chassis), and a
retraction mints the same ids again. No table of references is kept, and none has to be erased.

The same event twice is one referral (R3): the inbox sees to it. Two events with one reference meet in one case, and the
second is refused as known (`referring.py`): whether it is a correction, a repetition or a new matter only the agency
knows, and a case is not to be overwritten, nor a person to be asked again, by a guess. The agency hears the refusal.
"""

from collections.abc import Iterator
from typing import Any

from contracts.agency import ReferralRetracted, ReferralSubmitted, ReferredPerson
from contracts.base import Inbound, Message
from contracts.bsn import mentions_bsn
from contracts.envelope import Envelope
from contracts.people import PersonConcerned, Referrer, ReferrerKind
from contracts.referral import ReferCase, RetractReferral
from services.chassis.envelopes import BadMessage
from services.chassis.inbound import Mint


def translate(message: Inbound, _envelope: Envelope, agency: str, mint: Mint) -> tuple[str, Message]:
    """The case that it is about, and what is asked of it.

    Raises:
        BadMessage: a citizen service number is in it (R35), or it is not for this service.
    """
    match message:
        case ReferralSubmitted():
            refuse_bsn(message)
            return mint("case", message.reference), referred(message, agency, mint)
        case ReferralRetracted():
            return mint("case", message.reference), RetractReferral(referral=mint("referral", message.reference))
    raise BadMessage("wrong-topic", "type: not a message that an agency sends.")


def referred(message: ReferralSubmitted, agency: str, mint: Mint) -> ReferCase:
    """A recommendation by an agency's system."""
    return ReferCase(
        referral=mint("referral", message.reference),
        referrer=Referrer(
            referrer=mint("referrer", message.reference),
            kind=ReferrerKind.AGENCY,
            name=message.contact_name,
            agency=agency,
        ),
        persons=tuple(
            concerned(person, mint("person", message.reference, str(number)))
            for number, person in enumerate(message.persons, start=1)
        ),
        region=message.region,
        reasons=message.reasons,
        sector=message.sector,
        suggested_question=message.suggested_question,
        agency_reference=message.reference,
    )


def concerned(person: ReferredPerson, name: str) -> PersonConcerned:
    """Somebody whom the referral is about, under an id that tells nothing."""
    return PersonConcerned(person=name, **person.model_dump())


def refuse_bsn(message: Inbound) -> None:
    """The place is named, the number never."""
    for place, text in texts(message.model_dump(mode="json")):
        if mentions_bsn(text):
            raise BadMessage(
                "bsn",
                f"{place}: holds what passes for a citizen service number; send it without (R35).",
                f"/data/{place.replace('.', '/')}",
            )


def texts(data: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a message with its place."""
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from texts(value, f"{place}.{name}" if place else name)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from texts(value, f"{place}.{number}")
