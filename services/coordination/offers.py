"""Finding a coordinator: one is asked at a time, and the first yes wins (R11-R13, R41)."""

from collections import Counter
from datetime import timedelta

from contracts.base import Event
from contracts.coordination import (
    AnswerOffer,
    CoordinatorAssigned,
    CoordinatorOffered,
    CoordinatorReleased,
    OfferDeclined,
    PoolEmptied,
)
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.states import replace
from contracts.telling import LEVELS, MANAGER, tell
from services.coordination import agenda
from services.coordination.independence import by_now, independent
from services.coordination.matching import Candidate, FindAmong, meets, ranked, reasons
from services.coordination.practical import expected_givers
from services.coordination.search import Offer, Search
from services.coordination.state import Case, Stage, in_order

FOR_GOOD = ("conflict", "family-wish")
"""Released for these, nobody gets the case again (R12, R41)."""


def find(case: Case, asked: FindAmong, given: Given) -> list[Event]:
    """Offer the case to the best independent match that was not asked yet; nobody left, the manager hears (R11-R13)."""
    if case.stage is Stage.INTAKE or case.search.coordinator or case.search.open:
        return []
    for candidate in ranked(asked.candidates, case):
        if passed_over(candidate, case, given) is None:
            asked_for = offer(case, candidate, given)
            return [*asked_for, *away_meanwhile(case, candidate, given)]
    return nobody_left(case, asked, given)


def offer(case: Case, candidate: Candidate, given: Given) -> list[Event]:
    """Ask one coordinator; the offer lapses by policy (R13)."""
    respond_by = given.within(given.policy(case.region).offer_working_days)
    coordinator = candidate.coordinator
    asked = given.new_id("offer", coordinator)
    return [
        CoordinatorOffered(
            offer=asked,
            coordinator=coordinator,
            respond_by=respond_by,
            reasons=reasons(candidate, case),
            employers=candidate.employers,
            agenda=agenda.answer_by(respond_by),
        ),
        tell(given, NoticeKind.OFFER, coordinator, refers_to=(asked,), respond_by=respond_by, rule="R13"),
    ]


def away_meanwhile(case: Case, candidate: Candidate, given: Given) -> list[Event]:
    """The manager hears of an absence in the preparation: when it was announced nobody knew of this case (R41)."""
    over = given.today + timedelta(weeks=given.policy(case.region).preparation_weeks)
    if not candidate.away(given.today, over):
        return []
    return [
        tell(
            given,
            NoticeKind.COORDINATOR_AWAY,
            MANAGER,
            asked_by="process",
            refers_to=(candidate.coordinator,),
            detail="meanwhile",
            rule="R41",
        )
    ]


def passed_over(candidate: Candidate, case: Case, given: Given) -> str | None:
    """Why somebody of the region with room is not asked: was asked, has a stake, is not wanted, or is away."""
    respond_by = given.within(given.policy(case.region).offer_working_days)
    found = {
        "asked": candidate.coordinator in case.search.asked,
        "not-independent": not independent(candidate, case),
        "wish-not-met": not meets(candidate, case),
        "away": candidate.away(given.today, respond_by.date()),
    }
    return next((word for word, applies in found.items() if applies), None)


def nobody_left(case: Case, asked: FindAmong, given: Given) -> list[Event]:
    """The regional manager is asked, and if it lasts the region's lead; after some days it is tried again (R13)."""
    again = given.within(given.policy(case.region).offer_working_days)
    heard = LEVELS if case.search.emptied else LEVELS[:1]
    counted = Counter(why for one in asked.candidates if (why := passed_over(one, case, given)))
    why_not = tuple(f"{word}:{count}" for word, count in sorted(counted.items())) or ("nobody-with-room",)
    return [
        PoolEmptied(reasons=why_not, agenda=agenda.search_after(again)),
        *(tell(given, NoticeKind.POOL_EMPTY, who, asked_by="process", rule="R13") for who in heard),
    ]


def answer(case: Case, said: AnswerOffer, given: Given) -> list[Event]:
    """A yes gives the case, a no goes on to the next best (R13).

    Raises:
        Refused: the offer is not theirs, somebody else has the case or the offer by now, it was answered, or something
            ties them to the case since they were asked (R12).
    """
    coordinator = offered_to(case.search, said.offer)
    if coordinator is None:
        raise Refused("no-such-offer", "There is no open offer with this id.", rule="R13")
    if given.by.role == "coordinator" and given.by.id != coordinator:
        raise Refused("not-your-offer", "Only the coordinator who was asked can answer.", rule="R13")
    still_open(case.search, said)
    if not said.accepted:
        return declined(case.search, said.offer, given)
    tied = by_now(coordinator, case)
    if tied:
        raise Refused("not-independent", "This coordinator has a stake in the case.", rule="R12", missing=tied)
    return assign(case, coordinator, case.search.employers.get(coordinator, ()), given)


def offered_to(search: Search, offer_id: str) -> str | None:
    """To whom an offer was made that is open, or lapsed."""
    if search.open and search.open.offer == offer_id:
        return search.open.coordinator
    return search.lapsed.get(offer_id)


def still_open(search: Search, said: AnswerOffer) -> None:
    """A late yes counts only while nobody else holds the offer; a late no changes nothing (R13)."""
    if search.coordinator:
        raise Refused("offer-taken", "The case has a coordinator by now; thank you all the same.", rule="R13")
    if said.offer not in search.lapsed:
        return
    if search.open:
        raise Refused("offer-lapsed", "The time ran out, and somebody else is being asked.", rule="R13")
    if not said.accepted:
        raise Refused("offer-lapsed", "The time had run out already; nothing more is needed.", rule="R13")


def declined(search: Search, offer_id: str, given: Given, *, lapsed: bool = False) -> list[Event]:
    """This one does not do it: the next best is wanted at once (R13)."""
    coordinator = offered_to(search, offer_id)
    if coordinator is None:
        return []
    return [OfferDeclined(offer=offer_id, coordinator=coordinator, lapsed=lapsed, agenda=agenda.search(given.at))]


def lapse(case: Case, given: Given) -> list[Event]:
    """Silence until the deadline counts as a no (R13). Asked for too early, or after an answer, nothing happens."""
    held = case.search.open
    if held is None or given.at < held.respond_by:
        return []
    return declined(case.search, held.offer, given, lapsed=True)


def assign(case: Case, coordinator: str, employers: tuple[str, ...], given: Given) -> list[Event]:
    """The case has its coordinator; they and the persons concerned hear it, and who counts on the conference already.

    Nobody is asked anything again (R12-R14, R41).
    """
    counting = (case.circle.waiting(), expected_givers(case)) if case.preparing else ()
    return [
        CoordinatorAssigned(
            coordinator=coordinator,
            round=case.round,
            employers=employers,
            agenda=agenda.with_coordinator(case, given),
        ),
        *(
            tell(given, NoticeKind.ASSIGNED, who, refers_to=(coordinator,), rule="R13")
            for who in in_order((coordinator,), case.persons, *counting)
        ),
    ]


def after_offered(search: Search, event: CoordinatorOffered) -> Search:
    """One is being asked."""
    held = Offer(event.offer, event.coordinator, event.respond_by)
    return replace(
        search,
        open=held,
        asked=search.asked | {event.coordinator},
        emptied=0,
        employers={**search.employers, event.coordinator: event.employers},
    )


def after_declined(search: Search, event: OfferDeclined) -> Search:
    """Nobody is being asked; whoever was only late may still say yes."""
    lapsed = {**search.lapsed, event.offer: event.coordinator} if event.lapsed else search.lapsed
    return replace(search, open=None, lapsed=lapsed)


def after_assigned(search: Search, event: CoordinatorAssigned) -> Search:
    """The search is over; whoever was still being asked may answer, and hears that it is taken."""
    others = {search.open.offer: search.open.coordinator} if search.open else {}
    return replace(
        search,
        coordinator=event.coordinator,
        open=None,
        lapsed={**search.lapsed, **others},
        asked=search.asked | {event.coordinator},
        had=search.had | {event.coordinator},
        emptied=0,
        employers={**search.employers, event.coordinator: event.employers},
    )


def after_released(search: Search, event: CoordinatorReleased) -> Search:
    """The search begins again; some reasons bar for good. Offers from before count no more."""
    barred = search.barred | {event.coordinator} if event.reason in FOR_GOOD else search.barred
    return replace(search, coordinator=None, lapsed={}, barred=barred)
