"""An agency that joins the case later makes whoever works there dependent, and nothing is lost by it (R12)."""

import pytest

from contracts.base import Event, Message
from contracts.coordination import (
    AddInformationGiver,
    AnswerOffer,
    CompletePreparation,
    CoordinatorAssigned,
    CoordinatorOffered,
    CoordinatorReleased,
    LapseOffer,
    OfferDeclined,
    ParticipantVetoed,
    ReleaseCoordinator,
)
from contracts.notices import NoticeDue, NoticeKind
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import FundingDecided, LinkedReferral, ReferralLinked
from services.chassis.resting import load, store_state
from services.coordination.app import CASES
from services.coordination.matching import AppointKnown, FindAmong
from services.coordination.state import Case
from tests.rules.coordination_cases import (
    MANAGER,
    PROCESS,
    SERVICE,
    Told,
    accepted,
    bottom_line,
    candidate,
    coming,
    coordinator,
    days,
    ended,
    given,
    prepared,
    refused,
    when,
)

YES = AnswerOffer(offer="offer-anna", accepted=True)
FUNDED = FundingDecided(payer="municipality", decision="granted", agency="stad")
LINKED = ReferralLinked(
    of="case-2", linked=LinkedReferral(referral="r-2", referrer="w-2", kind="agency", agency="stad")
)
SET = bottom_line().model_copy(update={"agency": "stad"})
INFORMS = AddInformationGiver(giver="doctor", name="A doctor", agency="stad")
JOINS = {"funder": FUNDED, "referrer": LINKED, "setter": SET, "information giver": INFORMS}


def asked(employers: tuple[str, ...] = ("stad",)) -> tuple[Event, ...]:
    """Anna, who works for the town, is asked."""
    offer = CoordinatorOffered(
        offer="offer-anna", coordinator="anna", respond_by=days(3), reasons=("region",), employers=employers
    )
    return (*accepted(), offer)


def working(employers: tuple[str, ...] = ("stad",)) -> Case:
    """Anna has the case and has prepared it."""
    assigned = CoordinatorAssigned(coordinator="anna", round=1, employers=employers)
    vetoed = ParticipantVetoed(participant="uncle", by="mike", by_representative=False)
    return given(*asked(employers), assigned, *coming("els", "jan", "oma"), vetoed)


def joins(case: Case, message: Message) -> Told:
    """An agency joins the case."""
    return when(case, message, by=SERVICE if isinstance(message, Event) else MANAGER)


def details(told: Told) -> list[tuple[str, tuple[str, ...]]]:
    """What the manager hears of."""
    notices = [one for one in told.events if isinstance(one, NoticeDue) and one.kind is NoticeKind.DEVIATION]
    assert {one.recipient for one in notices} <= {"regional-manager"}
    return [(one.detail, one.refers_to) for one in notices]


@pytest.mark.parametrize("message", JOINS.values(), ids=JOINS)
def test_the_manager_hears_when_an_agency_joins_for_which_the_coordinator_works(message: Message) -> None:
    """R12: whoever decides on a conflict decides on this one; until then nothing is ready, and nobody is released."""
    told = joins(working(), message)

    assert details(told) == [("coordinator-with-a-stake", ("anna",))]
    assert told.case.search.coordinator == "anna"
    assert "independent-coordinator" in refused(told.case, CompletePreparation()).missing


@pytest.mark.parametrize("message", JOINS.values(), ids=JOINS)
def test_an_agency_for_which_they_do_not_work_changes_nothing(message: Message) -> None:
    """R12: other work is fine, and so is an agency that nobody named."""
    told = joins(working(employers=("bakery",)), message)

    assert details(told) == []
    assert "independent-coordinator" not in refused(told.case, CompletePreparation()).missing
    unnamed = FUNDED.model_copy(update={"agency": None})
    assert details(joins(working(), unnamed)) == []


def test_nothing_that_was_prepared_is_lost() -> None:
    """R12, R41: the next coordinator finds answers and vetoes as they were; whoever works there is not appointed."""
    found = joins(working(), FUNDED).case
    released = when(found, ReleaseCoordinator(reason="conflict")).case

    next_one = when(released, AppointKnown(coordinator="bert", candidate=candidate("bert"))).case

    assert next_one.circle == found.circle
    assert refused(released, AppointKnown(coordinator="anna", candidate=candidate("anna"))).reason == "not-independent"
    of_town = candidate("carla", employers=("stad",))
    assert refused(released, AppointKnown(coordinator="carla", candidate=of_town)).missing == (
        "works-for-agency-in-case",
    )


@pytest.mark.parametrize("message", [FUNDED, LINKED, SET], ids=["funder", "referrer", "setter"])
def test_whoever_is_being_asked_is_asked_no_longer(message: Message) -> None:
    """R12, R13: they hear it without the reason, and the next best is wanted; the manager has nothing to decide."""
    told = joins(given(*asked()), message)

    assert told.facts == [
        OfferDeclined(offer="offer-anna", coordinator="anna", lapsed=False, agenda=told.facts[0].agenda)
    ]
    assert told.notices == [(NoticeKind.OFFER_WITHDRAWN, "anna")]
    assert refused(told.case, YES, by=coordinator("anna")).reason == "no-such-offer"


def test_a_late_yes_of_somebody_with_a_stake_by_now_does_not_count() -> None:
    """R12, R13: the offer had lapsed before the agency joined; a yes to an offer that was kept counts."""
    lapsed = when(given(*asked()), LapseOffer(), by=PROCESS, at=days(3)).case
    joined = joins(lapsed, FUNDED)

    assert joined.events == []
    late = refused(joined.case, YES, by=coordinator("anna"), at=days(4))
    assert (late.reason, late.missing) == ("not-independent", ("works-for-agency-in-case",))
    assert when(lapsed, YES, by=coordinator("anna"), at=days(4)).case.search.coordinator == "anna"


def test_somebody_of_the_circle_who_is_asked_to_coordinate_cannot_say_yes() -> None:
    """R12, R14: they came into the circle while the offer was open; a no is taken."""
    case = given(*asked(), *coming("anna"))

    assert refused(case, YES, by=coordinator("anna")).missing == ("in-the-circle",)
    assert when(case, AnswerOffer(offer="offer-anna", accepted=False), by=coordinator("anna")).case.search.open is None


def test_an_agency_that_was_there_before_the_acceptance_counts_as_one_that_referred() -> None:
    """R12: whoever pays is known in the intake already."""
    case = given(FUNDED, *accepted(employers=("agency-1",)))
    known = FindAmong(candidates=(candidate("anna", employers=("stad",)), candidate("bert", employers=("bakery",))))

    offered = when(case, known, by=PROCESS).facts[0]

    assert isinstance(offered, CoordinatorOffered)
    assert (offered.coordinator, offered.employers) == ("bert", ("bakery",))
    assert case.employers == {"agency-1", "stad"}


@pytest.mark.parametrize("before", [CoordinatorAssigned(coordinator="anna", round=1, employers=("stad",)), None])
def test_for_whom_somebody_works_is_remembered_in_the_next_round(before: Event | None) -> None:
    """R12, R29: of whoever has the case, and of whoever is being asked."""
    case = given(*asked(), *([before] if before else []))

    again = when(case, FollowUpConferenceWanted(round=2), by=SERVICE)

    assert getattr(again.facts[0], "employers", None) == ("stad",)
    assert joins(again.case, FUNDED).events


def test_after_the_end_and_after_a_release_nobody_hears_of_it() -> None:
    """R31: there is no coordinator of whom it could be said."""
    assert joins(given(*prepared(), ended()), FUNDED).events == []
    assert joins(given(*prepared(), CoordinatorReleased(coordinator="anna", reason="ill")), FUNDED).events == []


def test_whom_they_work_for_is_stored_with_the_case() -> None:
    """Promise 5: a state that was stored says the same."""
    case = joins(working(), INFORMS).case

    assert load(CASES, store_state(case)) == case
