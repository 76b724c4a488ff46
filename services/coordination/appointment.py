"""Appointing past the offers, falling away, going on in a next round or region (R4, R12, R29, R41)."""

from contracts.base import Event
from contracts.coordination import (
    CoordinatorAssigned,
    CoordinatorOffered,
    CoordinatorReleased,
    CoordinatorWished,
    PoolEmptied,
    ReleaseCoordinator,
    WishForCoordinator,
)
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.telling import MANAGER, tell
from services.coordination import agenda
from services.coordination.independence import stake, stakes
from services.coordination.matching import AppointKnown
from services.coordination.offers import FOR_GOOD, assign, away_meanwhile, declined
from services.coordination.search import Offer, Search
from services.coordination.state import Case, Stage


def appoint(case: Case, wish: AppointKnown, given: Given) -> list[Event]:
    """The manager appoints at once: past the offers, not past independence (R41, R12).

    Raises:
        Refused: there is a coordinator; they are not in the register, not wanted, or have a stake.
    """
    if case.stage is Stage.INTAKE:
        raise Refused("not-accepted", "The case is not accepted yet.", rule="R9")
    if case.search.coordinator:
        raise Refused("has-coordinator", "The case has a coordinator: release them first.", rule="R41")
    if wish.candidate is None:
        raise Refused("unknown-coordinator", "This coordinator is not in the register.", rule="R41")
    if wish.coordinator in case.wishes.not_these:
        raise Refused("not-wanted", "The family does not want this coordinator.", rule="R41")
    tied = stakes(wish.candidate, case)
    if tied:
        raise Refused("not-independent", "This coordinator has a stake in the case.", rule="R12", missing=tied)
    return [
        *taken_back(case.search.open, wish.coordinator, given),
        *assign(case, wish.coordinator, wish.candidate.employers, given),
        *away_meanwhile(case, wish.candidate, given),
    ]


def taken_back(held: Offer | None, appointed: str, given: Given) -> list[Event]:
    """Whoever was still being asked hears that it is no longer needed (R13)."""
    if held is None or held.coordinator == appointed:
        return []
    return [tell(given, NoticeKind.OFFER_WITHDRAWN, held.coordinator, refers_to=(held.offer,), rule="R41")]


def release(case: Case, wish: ReleaseCoordinator, given: Given) -> list[Event]:
    """The coordinator falls away. Nobody is invited again, vetoes and wishes stay (R12, R41).

    Raises:
        Refused: there is none; or the family gives a reason that is not its own. Its wish is reason enough.
    """
    if case.search.coordinator is None:
        raise Refused("no-coordinator", "The case has no coordinator.", rule="R41")
    if given.by.role == "person-concerned" and wish.reason not in FOR_GOOD:
        raise Refused("not-your-reason", "Say that it is your wish: that is reason enough.", rule="R41")
    return fall_away(case, case.search.coordinator, wish.reason, given)


def fall_away(case: Case, coordinator: str, reason: str, given: Given) -> list[Event]:
    """Who did not say so themselves hears it: the coordinator without the reason, the manager to appoint in time."""
    when = case.sitting.starts if case.sitting else None
    told = [] if given.by.role == MANAGER else [(MANAGER, reason)]
    thanked = [] if given.by.id == coordinator else [(coordinator, "")]
    return [
        CoordinatorReleased(coordinator=coordinator, reason=reason, agenda=agenda.search(given.at)),
        *(
            tell(given, NoticeKind.COORDINATOR_GONE, who, when=when, detail=word, rule="R41")
            for who, word in (*told, *thanked)
        ),
    ]


def wish_for(case: Case, wish: WishForCoordinator, given: Given) -> list[Event]:
    """What the family wishes. Whoever it does not want falls away at once, or is asked no longer (R11, R41)."""
    wished = CoordinatorWished(**wish.model_dump())
    search = case.search
    if search.coordinator in wish.not_these and search.coordinator:
        return [wished, *fall_away(case, search.coordinator, "family-wish", given)]
    if search.open and search.open.coordinator in wish.not_these:
        return [wished, *asked_no_longer(search, search.open, given)]
    return [wished]


def asked_no_longer(search: Search, held: Offer, given: Given) -> list[Event]:
    """Whoever is being asked cannot have the case any more: they hear it, and the next best is wanted."""
    return [*declined(search, held.offer, given), *taken_back(held, "", given)]


def joined(case: Case, agency: str | None, given: Given) -> list[Event]:
    """An agency is in the case from now on; who works there has a stake in it by that (R12).

    Of whoever has the case the manager hears, and decides: nothing is ready with them, and nothing that was prepared is
    lost. Whoever is being asked is asked no longer.
    """
    search = case.search
    works_there = {who for who, employers in search.employers.items() if agency in employers}
    if search.open and search.open.coordinator in works_there:
        return asked_no_longer(search, search.open, given)
    return [stake(search.coordinator, given)] if search.coordinator in works_there and search.coordinator else []


def go_on(case: Case, given: Given) -> list[Event]:
    """A next round begins with whoever has the case, or is being asked, or is to be found (R29)."""
    if case.search.coordinator:
        return [
            CoordinatorAssigned(
                coordinator=case.search.coordinator,
                round=case.round,
                employers=case.search.employers.get(case.search.coordinator, ()),
                agenda=agenda.with_coordinator(case, given),
            )
        ]
    held = case.search.open
    if held:
        return [
            CoordinatorOffered(
                offer=held.offer,
                coordinator=held.coordinator,
                respond_by=held.respond_by,
                reasons=("asked-before",),
                employers=case.search.employers.get(held.coordinator, ()),
                agenda=agenda.answer_by(max(held.respond_by, given.at)),
            )
        ]
    return [
        PoolEmptied(agenda=agenda.search(given.at)),
        tell(given, NoticeKind.POOL_EMPTY, MANAGER, asked_by="process", rule="R29"),
    ]


def look_here(case: Case, given: Given) -> list[Event]:
    """Another region has the case (R4): whoever has it or is being asked goes on; otherwise its coordinators are asked.

    A coordinator who falls away by the move is released, as for any other reason (R41).
    """
    if not case.preparing or case.search.coordinator or case.search.open:
        return []
    return [PoolEmptied(agenda=agenda.search(given.at))]
