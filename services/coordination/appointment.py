"""Appointing past the offers, falling away, going on in a next round or region (R4, R12, R29, R41)."""

from contracts.base import Event
from contracts.coordination import (
    CoordinatorAssigned,
    CoordinatorOffered,
    CoordinatorReleased,
    PoolEmptied,
    ReleaseCoordinator,
)
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.telling import MANAGER, tell
from services.coordination import agenda
from services.coordination.independence import stakes
from services.coordination.matching import AppointKnown
from services.coordination.offers import assign
from services.coordination.state import Case, Offer, Stage


def appoint(case: Case, wish: AppointKnown, given: Given) -> list[Event]:
    """The manager appoints at once: past the offers, not past independence (R41, R12).

    Raises:
        Refused: there is a coordinator, they are not in the register, or they have a stake.
    """
    if case.stage is Stage.INTAKE:
        raise Refused("not-accepted", "The case is not accepted yet.", rule="R9")
    if case.search.coordinator:
        raise Refused("has-coordinator", "The case has a coordinator: release them first.", rule="R41")
    if wish.candidate is None:
        raise Refused("unknown-coordinator", "This coordinator is not in the register.", rule="R41")
    tied = stakes(wish.candidate, case)
    if tied:
        raise Refused("not-independent", "This coordinator has a stake in the case.", rule="R12", missing=tied)
    return [*taken_back(case.search.open, wish.coordinator, given), *assign(case, wish.coordinator, given)]


def taken_back(held: Offer | None, appointed: str, given: Given) -> list[Event]:
    """Whoever was still being asked hears that it is no longer needed (R13)."""
    if held is None or held.coordinator == appointed:
        return []
    return [tell(given, NoticeKind.OFFER_WITHDRAWN, held.coordinator, refers_to=(held.offer,), rule="R41")]


def release(case: Case, wish: ReleaseCoordinator, given: Given) -> list[Event]:
    """The coordinator falls away. Nobody is invited again, vetoes and wishes stay (R12, R41)."""
    if case.search.coordinator is None:
        raise Refused("no-coordinator", "The case has no coordinator.", rule="R41")
    return [
        CoordinatorReleased(coordinator=case.search.coordinator, reason=wish.reason, agenda=agenda.search(given.at))
    ]


def go_on(case: Case, given: Given) -> list[Event]:
    """A next round begins with whoever has the case, or is being asked, or is to be found (R29)."""
    if case.search.coordinator:
        return [
            CoordinatorAssigned(
                coordinator=case.search.coordinator,
                round=case.round,
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
