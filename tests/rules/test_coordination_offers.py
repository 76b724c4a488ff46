"""Finding a coordinator: match, independence, offers, appointment (R11-R13, R41)."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.base import Event
from contracts.coordination import (
    AnswerOffer,
    CoordinatorAssigned,
    CoordinatorOffered,
    CoordinatorReleased,
    FindCoordinator,
    LapseOffer,
    OfferDeclined,
    PoolEmptied,
    ReleaseCoordinator,
)
from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeKind
from contracts.process import Due
from services.coordination.independence import stakes
from services.coordination.matching import AppointKnown, FindAmong, ranked
from services.coordination.state import Case
from tests.rules.coordination_cases import (
    MANAGER,
    MONDAY,
    PROCESS,
    Told,
    accepted,
    assigned,
    bottom_line,
    candidate,
    coming,
    coordinator,
    days,
    given,
    offered,
    refused,
    when,
)


def find(case: Case, *candidates: object) -> Told:
    """The process asks for a coordinator."""
    return when(case, FindAmong.model_validate({"candidates": candidates}), by=PROCESS)


def yes(name: str) -> AnswerOffer:
    """They accept."""
    return AnswerOffer(offer=f"offer-{name}", accepted=True)


def no(name: str) -> AnswerOffer:
    """They decline."""
    return AnswerOffer(offer=f"offer-{name}", accepted=False)


def lapsed(name: str) -> tuple[Event, ...]:
    """They were asked and did not answer."""
    return (offered(name), OfferDeclined(offer=f"offer-{name}", coordinator=name, lapsed=True))


def test_the_match_prefers_the_family_s_language_then_room() -> None:
    """R11: region and room are needed; who speaks more of the family's languages comes first, then more room."""
    case = given(*accepted(languages=("ti", "nl")))
    elsewhere = candidate("a", regions=("zuid",))
    full = candidate("b", places=0)
    dutch = candidate("c", places=9)
    both = candidate("d", languages=("nl", "ti"), places=1)
    roomy = candidate("e", languages=("nl", "ti"), places=2)

    assert [one.coordinator for one in ranked((elsewhere, full, dutch, both, roomy), case)] == ["e", "d", "c"]


@drawn(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_the_register_does_not_matter(order: list[str]) -> None:
    """R11: equal candidates are ranked the same however the register lists them."""
    case = given(*accepted())

    assert [one.coordinator for one in ranked(tuple(map(candidate, order)), case)] == ["a", "b", "c", "d"]


def test_an_offer_gives_its_reasons_and_its_deadline() -> None:
    """R11, R13: the offer says why this one, and lapses when three working days are over: the next one's begin then."""
    told = find(given(*accepted()), candidate("anna"))

    (event,) = told.facts
    assert isinstance(event, CoordinatorOffered)
    assert event.reasons == ("region", "language:nl", "places:2")
    assert event.respond_by.date() == days(3).date()
    assert [(item.what, item.at) for item in event.agenda] == [
        (Due.LAPSE_OFFER, event.respond_by + timedelta(seconds=1))
    ]
    assert told.notices == [(NoticeKind.OFFER, "anna")]


def test_without_the_language_an_interpreter_is_named() -> None:
    """R11: a language that nobody speaks does not leave the case without a coordinator."""
    (event,) = find(given(*accepted(languages=("ti",))), candidate("anna")).facts

    assert isinstance(event, CoordinatorOffered)
    assert "interpreter-needed" in event.reasons


@pytest.mark.parametrize(
    ("stake", "events", "tied"),
    [
        ("works-for-agency-in-case", (), candidate("anna", employers=("agency-1",))),
        ("in-the-circle", coming("anna"), candidate("anna")),
        ("person-concerned", (), candidate("mike")),
        ("set-a-bottom-line", (bottom_line(setter="anna"),), candidate("anna")),
        ("released-for-good", (CoordinatorReleased(coordinator="anna", reason="conflict"),), candidate("anna")),
    ],
)
def test_a_stake_keeps_out_of_offers_and_appointments(stake: str, events: tuple[Event, ...], tied: object) -> None:
    """R12, R41: who has a stake is neither offered the case nor appointed past the offers."""
    case = given(*accepted(), *events)

    offered_to = find(case, tied, candidate("zoe")).facts
    appointing = AppointKnown.model_validate({"coordinator": "anna", "candidate": tied})

    assert [event.coordinator for event in offered_to if isinstance(event, CoordinatorOffered)] == ["zoe"]
    assert refused(case, appointing).missing == (stake,)


def test_an_employer_that_is_not_in_the_case_is_no_stake() -> None:
    """R12: other work is fine."""
    assert stakes(candidate("anna", employers=("bakery",)), given(*accepted())) == ()


def test_nobody_is_asked_twice_and_an_empty_pool_is_told() -> None:
    """R13: a no goes on to the next best; when nobody is left the regional manager is asked, and it is tried again."""
    case = given(*accepted(), offered("anna"))
    declined = when(case, no("anna"), by=coordinator("anna"))
    empty = find(declined.case, candidate("anna"))

    (answer,) = declined.facts
    assert [(item.what, item.at) for item in answer.agenda] == [(Due.FIND_COORDINATOR, MONDAY)]
    (event,) = empty.facts
    assert isinstance(event, PoolEmptied)
    assert [item.what for item in event.agenda] == [Due.FIND_COORDINATOR]
    assert event.agenda[0].at == datetime.combine(days(4), time(), AMSTERDAM), "when three working days are over"
    assert empty.notices == [(NoticeKind.POOL_EMPTY, "regional-manager")]


def test_a_search_that_is_no_longer_needed_causes_nothing() -> None:
    """R13: while one is being asked, and once the case has a coordinator, nobody else is asked."""
    assert find(given(*accepted(), offered("anna")), candidate("bert")).events == []
    assert find(given(*assigned()), candidate("bert")).events == []
    assert find(given(), candidate("bert")).events == []


def test_an_offer_lapses_at_its_deadline_and_not_before() -> None:
    """R13: silence until the deadline counts as a no; asked for too early or after an answer nothing happens."""
    case = given(*accepted(), offered("anna", by=days(3)))

    assert when(case, LapseOffer(), by=PROCESS, at=days(2)).events == []
    assert when(given(*assigned()), LapseOffer(), by=PROCESS, at=days(9)).events == []
    (event,) = when(case, LapseOffer(), by=PROCESS, at=days(3)).facts
    assert isinstance(event, OfferDeclined)
    assert event.lapsed


@pytest.mark.parametrize(("first", "second"), [("anna", "bert"), ("bert", "anna")])
def test_of_two_acceptances_the_first_wins(first: str, second: str) -> None:
    """R13: whoever says yes first has the case; the second is told that it is taken."""
    case = given(*accepted(), *lapsed(second), *lapsed(first))

    won = when(case, yes(first), by=coordinator(first))

    assert won.case.search.coordinator == first
    assert (NoticeKind.ASSIGNED, first) in won.notices
    assert refused(won.case, yes(second), by=coordinator(second)).reason == "offer-taken"


def test_a_late_yes_counts_only_while_nobody_else_holds_the_offer() -> None:
    """R13: late is not too late, unless somebody else is being asked."""
    nobody = given(*accepted(), *lapsed("anna"))
    somebody = given(*accepted(), *lapsed("anna"), offered("bert"))

    assert when(nobody, yes("anna"), by=coordinator("anna")).case.search.coordinator == "anna"
    assert refused(somebody, yes("anna"), by=coordinator("anna")).reason == "offer-lapsed"
    assert refused(nobody, no("anna"), by=coordinator("anna")).reason == "offer-lapsed"
    assert when(somebody, yes("bert"), by=coordinator("bert")).case.search.coordinator == "bert"


def test_only_who_was_asked_answers_or_the_manager_for_them() -> None:
    """R13: an offer is personal; the regional manager can pass on what was said on the phone."""
    case = given(*accepted(), offered("anna"))

    assert refused(case, yes("anna"), by=coordinator("bert")).reason == "not-your-offer"
    assert refused(case, yes("bert")).reason == "no-such-offer"
    assert when(case, yes("anna"), by=MANAGER).case.search.coordinator == "anna"


def test_an_appointment_takes_the_offer_back() -> None:
    """R41: the manager appoints past the offers; who was still being asked hears it, and a yes comes too late."""
    case = given(*accepted(), offered("anna"))

    told = when(case, AppointKnown(coordinator="zoe", candidate=candidate("zoe", places=0)))

    assert told.case.search.coordinator == "zoe"
    assert (NoticeKind.OFFER_WITHDRAWN, "anna") in told.notices
    assert refused(told.case, yes("anna"), by=coordinator("anna")).reason == "offer-taken"


def test_only_who_is_in_the_register_is_appointed_and_only_where_nobody_is() -> None:
    """R41: an unknown coordinator, or a second one, is refused."""
    unknown = AppointKnown(coordinator="zoe")

    assert refused(given(*accepted()), unknown).reason == "unknown-coordinator"
    assert refused(given(*assigned()), unknown).reason == "has-coordinator"
    assert refused(given(), unknown).reason == "not-accepted"


def test_releasing_keeps_everything_and_searches_at_once() -> None:
    """R12, R41: nobody is invited again, vetoes and answers stay; a new coordinator is wanted now."""
    case = given(*assigned(), *coming("els"))

    told = when(case, ReleaseCoordinator(reason="ill"), by=coordinator("anna"))

    (event,) = told.facts
    assert [(item.what, item.at) for item in event.agenda] == [(Due.FIND_COORDINATOR, MONDAY)]
    assert told.case.circle == case.circle
    assert told.case.search.coordinator is None
    assert refused(told.case, ReleaseCoordinator(reason="ill")).reason == "no-coordinator"


def test_a_released_coordinator_no_longer_acts_in_the_case() -> None:
    """R41: whoever fell away asks for nothing any more."""
    case = given(*assigned("anna"), CoordinatorReleased(coordinator="anna", reason="left"))

    assert refused(case, ReleaseCoordinator(reason="left"), by=coordinator("anna")).reason == "not-your-case"


def test_the_assignment_plans_reminders_and_the_end_of_patience() -> None:
    """R15, R19: a few moments to remind the silent, then the manager, then the region's lead."""
    told = when(given(*accepted(), offered("anna")), yes("anna"))

    event = told.facts[0]
    assert isinstance(event, CoordinatorAssigned)
    assert [item.what for item in event.agenda] == [Due.REMIND_CIRCLE] * 4 + [Due.ESCALATE_PREPARATION] * 2
    assert [item.at for item in event.agenda] == sorted(item.at for item in event.agenda)
    assert event.agenda[0].at == days(10), "nobody is invited before the circle is drawn up"
    assert event.agenda[4].at == days(42)


def test_who_was_invited_already_waits_no_longer_for_a_reminder_when_the_coordinator_changes() -> None:
    """R15, R41: the circle is drawn up already."""
    case = given(*assigned(), *coming("els"), CoordinatorReleased(coordinator="anna", reason="ill"))

    told = when(case, AppointKnown(coordinator="berend", candidate=candidate("berend")))

    (event,) = (fact for fact in told.facts if isinstance(fact, CoordinatorAssigned))
    assert event.agenda[0].at == days(7)


def test_a_search_without_the_register_is_a_mistake_and_not_silence() -> None:
    """Promise 4: a request that lost its look-up fails loudly."""
    with pytest.raises(TypeError, match="FindCoordinator"):
        when(given(*accepted()), FindCoordinator(), by=PROCESS)
