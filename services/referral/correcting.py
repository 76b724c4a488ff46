"""A referral is corrected by whoever made it, until somebody whom it is about has said yes (R30)."""

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.people import PersonConcerned, WhoConsents
from contracts.referral import (
    ConsentNeeded,
    CorrectReferral,
    OfferTransfer,
    ReferralCorrected,
    TransferReason,
)
from contracts.sentences import NextStep
from contracts.states import replace
from contracts.telling import MANAGER, tell
from services.referral import by_age, consent, duplicates, ending, regions, status
from services.referral.looked_up import CorrectAmong
from services.referral.state import Case, Person


def correct(case: Case, wish: CorrectReferral, given: Given) -> list[Event]:
    """What the referral says takes the place of what it said; what was found out and answered since stays.

    Raises:
        Refused: it was taken back; or somebody said yes, the case has ended, or goes on as another one (R3). Those
            sound the same, so that no agency learns of a case what its statuses do not tell.
    """
    status.open_referral(case, wish.referral)
    meant = [one for one in wish.persons if one.person not in case.persons or one.person in case.staying]
    if case.said_yes or case.ended or case.linked or case.restricted or not meant:
        raise Refused("not-correctable", "It can be corrected no longer: please call the region.", rule="R30")
    policy = given.policy(case.region)
    corrected = ReferralCorrected(
        **wish.model_dump(include=SAID),
        referrer=wish.referrer,
        persons=tuple(meant),
        consent=tuple(by_age.needed(person, given, policy) for person in meant),
        next_step=NextStep(call=policy.contact),
    )
    return [
        corrected,
        *left_out(case, meant, given),
        *asked(case, after_corrected(case, corrected), given),
        told(wish, given),
        *elsewhere(case, wish, given),
        *(duplicates.notice(wish, given, but=case.alike) if isinstance(wish, CorrectAmong) else ()),
    ]


def told(wish: CorrectReferral, given: Given) -> Event:
    """The manager looks at it again."""
    return tell(
        given,
        NoticeKind.REFERRAL_RECEIVED,
        MANAGER,
        asked_by="referrer",
        refers_to=(wish.referral,),
        detail="corrected",
        rule="R30",
    )


SAID = {"referral", "region", "reasons", "sector", "suggested_question", "agency_reference"}
"""What is kept of a correction as it came."""


def left_out(case: Case, meant: list[PersonConcerned], given: Given) -> list[Event]:
    """Who is not meant any more leaves the case, and what was kept of them goes (R5)."""
    gone = [name for name in case.staying if name not in {one.person for one in meant}]
    return ending.take_out(case, gone, given)


def asked(before: Case, after: Case, given: Given) -> list[Event]:
    """Whose own word is needed now and was not before: they are asked (R5). Nobody is asked a second time."""
    known = {name for name, person in before.persons.items() if person.own_word_needed}
    new = [name for name, person in after.staying.items() if person.own_word_needed and name not in known]
    return [tell(given, NoticeKind.CONSENT_ASKED, name, rule="R5") for name in new]


def elsewhere(case: Case, wish: CorrectReferral, given: Given) -> list[Event]:
    """The region that is named now is asked to take the case over, unless one is being asked already (R4)."""
    if wish.region == case.region or case.transfer:
        return []
    return regions.offer(case, OfferTransfer(to=wish.region, reason=TransferReason.OTHER), given)


def after_corrected(case: Case, event: ReferralCorrected) -> Case:
    """The same people, with what is known of them now; what they answered stays (R5)."""
    needed = {one.person: one for one in event.consent}
    persons = {one.person: known_now(case.persons.get(one.person), one, needed[one.person]) for one in event.persons}
    case = replace(case, persons={**case.persons, **persons})
    return consent.noted(case.hearing(event.referral, sector=event.sector))


def known_now(before: Person | None, one: PersonConcerned, whose: ConsentNeeded) -> Person:
    """One of them, new or corrected."""
    person = before or Person(language=one.language, consents=WhoConsents.AGE_UNKNOWN)
    return replace(person, language=one.language, consents=whose.of, birthdays=by_age.days(whose.birthdays))
