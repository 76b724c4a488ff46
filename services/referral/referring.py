"""Referring: for oneself, or as a recommendation that goes nowhere before the person says yes (R1-R3)."""

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.people import Referrer, ReferrerKind, Status, WhoConsents
from contracts.referral import CaseOpened, ConsentNeeded, Interest, ReferCase, ReferralReceived
from contracts.telling import MANAGER, tell
from services.referral import agenda, by_age, conflicts, duplicates, status
from services.referral.looked_up import ReferAmong
from services.referral.state import PARENT, Case, Person, Referral


def refer(case: Case, wish: ReferCase, given: Given) -> list[Event]:
    """Take a referral in. The first opens the case; another one of the same case only gets its own statuses (R3).

    Raises:
        Refused: this referral was received before. Whoever refers anew says so with an id of its own: a referral is
            never overwritten by another one that happens to bear its name.
    """
    if wish.referral in case.referrals:
        raise Refused("referral-known", "A referral with this reference was received before.", rule="R3")
    arrived = received(wish)
    referral = referral_of(arrived)
    return [
        arrived,
        *(opened(wish, referral, given) if case.opened is None else ()),
        *status.report_to(wish.referral, referral, Status.RECEIVED, given, wish.region),
        tell(given, NoticeKind.REFERRAL_RECEIVED, MANAGER, asked_by="referrer", refers_to=(wish.referral,), rule="R1"),
        *torn(case, wish.referrer.referrer, given),
        *(duplicates.notice(wish, given) if isinstance(wish, ReferAmong) and case.opened is None else ()),
    ]


def torn(case: Case, referrer: str, given: Given) -> list[Event]:
    """Whoever refers anew and gives permission already, other than as a parent, has two interests (R5)."""
    known = [holder for person in case.staying.values() for name, holder in person.required.items() if name == referrer]
    others = any(holder.capacity != PARENT for holder in known)
    return conflicts.flagged(case, referrer, Interest.REFERRER, given) if others else []


def received(wish: ReferCase) -> ReferralReceived:
    """The referral as it is kept; of an anonymous referrer nothing is."""
    return ReferralReceived(
        referral=wish.referral,
        referrer=known(wish.referrer),
        reasons=wish.reasons,
        sector=wish.sector,
        suggested_question=wish.suggested_question,
        agency_reference=wish.agency_reference,
        self_referral=wish.referrer.kind is ReferrerKind.SELF,
    )


def known(referrer: Referrer) -> Referrer:
    """What may be known of who referred."""
    if referrer.kind is not ReferrerKind.ANONYMOUS:
        return referrer
    return Referrer(referrer=referrer.referrer, kind=referrer.kind)


def opened(wish: ReferCase, referral: Referral, given: Given) -> list[Event]:
    """The case begins, and whoever was recommended is asked whether they want it (R1, R5)."""
    policy = given.policy(wish.region)
    event = CaseOpened(
        region=wish.region,
        persons=wish.persons,
        opened=given.at,
        consent=tuple(by_age.needed(person, given, policy) for person in wish.persons),
        agenda=agenda.opening(Case(region=wish.region), given),
    )
    asked = [
        name for name, person in persons_of(event, referral).items() if person.own_word_needed and person.answer is None
    ]
    return [event, *(tell(given, NoticeKind.CONSENT_ASKED, name, rule="R5") for name in asked)]


def referral_of(event: ReferralReceived) -> Referral:
    """What is remembered of a referral."""
    who = event.referrer
    return Referral(who.referrer, who.kind, who.agency, event.sector)


def persons_of(event: CaseOpened, *referrals: Referral) -> dict[str, Person]:
    """Who the case is about. Whoever referred themself has said that they want it; everybody else is asked (R1)."""
    needed = {one.person: one for one in event.consent}
    selves = {referral.referrer for referral in referrals if referral.kind is ReferrerKind.SELF}
    alone = len(event.persons) == 1 and bool(selves)
    return {
        one.person: Person(
            language=one.language,
            consents=whose.of,
            answer="yes" if alone or one.person in selves else None,
            birthdays=by_age.days(whose.birthdays),
        )
        for one in event.persons
        if (whose := needed.get(one.person) or ConsentNeeded(person=one.person, of=WhoConsents.AGE_UNKNOWN))
    }
