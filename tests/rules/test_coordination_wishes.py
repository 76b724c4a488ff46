"""What a family wishes of its coordinator ranks, is explained, stays, and is reason enough (R11-R13, R41)."""

import pytest

from contracts.base import Actor, Event
from contracts.coordination import (
    CoordinatorAssigned,
    CoordinatorOffered,
    CoordinatorReleased,
    CoordinatorWished,
    DrawUpCircle,
    InformationGiverAdded,
    OfferDeclined,
    ParticipantVetoed,
    PoolEmptied,
    ReleaseCoordinator,
    WishForCoordinator,
)
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import Channel, CircleRole
from services.coordination.matching import AppointKnown, Candidate, FindAmong, ranked
from services.coordination.state import Case
from tests.rules.coordination_cases import (
    CONFERENCE,
    PROCESS,
    Told,
    accepted,
    assigned,
    bottom_line,
    candidate,
    coming,
    coordinator,
    given,
    invite,
    invited,
    offered,
    prepared,
    refused,
    when,
)

MIKE = Actor(id="mike", role="person-concerned")
GIVER = InformationGiverAdded(giver="doctor", name="A doctor", language="nl", channel=Channel.MAIL)


def wished(**wishes: object) -> Event:
    """What the family wishes."""
    return CoordinatorWished.model_validate(wishes)


def find(case: Case, *candidates: Candidate) -> Told:
    """The process asks for a coordinator."""
    return when(case, FindAmong(candidates=candidates), by=PROCESS)


def names(case: Case, *candidates: Candidate) -> list[str]:
    """The ranking."""
    return [one.coordinator for one in ranked(candidates, case)]


# --- ranked and explained ---


def test_wishes_rank_after_the_language_and_before_room() -> None:
    """R11: language, then gender, culture, background, then room."""
    case = given(*accepted(languages=("ti",)), wished(gender="woman", cultures=("eritrean",), backgrounds=("parent",)))
    speaks = candidate("a", languages=("ti",), places=1)
    woman = candidate("b", gender="woman", places=1)
    culture = candidate("c", cultures=("eritrean",), places=1)
    background = candidate("d", backgrounds=("parent",), places=1)
    roomy = candidate("e", places=9)

    assert names(case, roomy, background, culture, woman, speaks) == ["a", "b", "c", "d", "e"]


def test_a_wished_language_counts_beside_the_family_s_own() -> None:
    """R11: somebody who speaks the grandmother's language too comes first."""
    case = given(*accepted(), wished(languages=("tr",)))

    assert names(case, candidate("a", places=9), candidate("b", languages=("nl", "tr"))) == ["b", "a"]


def test_an_offer_says_which_wishes_are_met_and_which_are_not() -> None:
    """R11: whoever reads the offer sees why this one, and what the family has to do without."""
    case = given(*accepted(), wished(gender="woman", cultures=("eritrean",)))

    (event,) = find(case, candidate("anna", gender="woman")).facts

    assert isinstance(event, CoordinatorOffered)
    assert event.reasons == ("region", "language:nl", "gender:woman", "not-met:culture:eritrean", "places:2")


@pytest.mark.parametrize(
    ("wish", "must", "fitting"),
    [
        ({"gender": "woman"}, "gender", {"gender": "woman"}),
        ({"languages": ("ti",)}, "language", {"languages": ("ti",)}),
        ({"cultures": ("eritrean",)}, "culture", {"cultures": ("eritrean",)}),
        ({"backgrounds": ("parent",)}, "background", {"backgrounds": ("parent",)}),
    ],
)
def test_without_a_must_nobody_is_asked(wish: dict[str, object], must: str, fitting: dict[str, object]) -> None:
    """R11, R13: a woman who wants a woman is offered nobody else; the manager hears why the pool is empty."""
    case = given(*accepted(languages=("ar",)), wished(**wish, musts=(must,)))

    (empty, *_) = find(case, candidate("bert"), candidate("carl")).facts
    (asked, *_) = find(case, candidate("bert", places=9), candidate("anna", **fitting)).facts

    assert isinstance(empty, PoolEmptied)
    assert empty.reasons == ("wish-not-met:2",)
    assert isinstance(asked, CoordinatorOffered)
    assert asked.coordinator == "anna"


def test_a_must_without_a_wish_excludes_nobody() -> None:
    """R11: whoever marks a wish that they did not say is not left without a coordinator."""
    assert names(given(*accepted(), wished(musts=("culture",))), candidate("anna")) == ["anna"]


def test_wishes_can_be_said_before_the_case_is_accepted_and_stay_for_whoever_follows() -> None:
    """R11, R41: said at the intake; the last word counts; another coordinator is looked for by the same wishes."""
    wish = WishForCoordinator(gender="woman", musts=("gender",))
    said = when(given(), wish).case
    case = given(
        *accepted(), *when(said, wish).facts, *assigned()[2:], CoordinatorReleased(coordinator="anna", reason="ill")
    )

    (event, *_) = find(case, candidate("bert", places=9), candidate("zoe", gender="woman")).facts

    assert isinstance(event, CoordinatorOffered)
    assert event.coordinator == "zoe"


def test_an_empty_pool_says_why_and_reaches_the_lead_if_it_lasts() -> None:
    """R13, promise 4: the manager hears at once; if nobody is found again, the region's lead too."""
    anna = (offered("anna"), OfferDeclined(offer="offer-anna", coordinator="anna", lapsed=False))
    case = given(*accepted(), *anna)
    pool = (candidate("anna"), candidate("bert", employers=("agency-1",)))

    first = find(case, *pool)
    second = find(first.case, *pool)

    (event,) = first.facts
    assert isinstance(event, PoolEmptied)
    assert event.reasons == ("asked:1", "not-independent:1")
    assert first.notices == [(NoticeKind.POOL_EMPTY, "regional-manager")]
    assert second.notices == [(NoticeKind.POOL_EMPTY, who) for who in ("regional-manager", "region-lead")]
    (nobody,) = find(given(*accepted())).facts
    assert isinstance(nobody, PoolEmptied)
    assert nobody.reasons == ("nobody-with-room",)


# --- not these ---


def test_whom_the_family_does_not_want_is_neither_asked_nor_appointed() -> None:
    """R12, R41: the neighbour of the family; no reason is asked, and it is not called a stake."""
    case = given(*accepted(), wished(not_these=("anna",)))

    (event, *_) = find(case, candidate("anna", places=9), candidate("bert")).facts
    no = refused(case, AppointKnown(coordinator="anna", candidate=candidate("anna")))

    assert isinstance(event, CoordinatorOffered)
    assert event.coordinator == "bert"
    assert (no.reason, no.rule) == ("not-wanted", "R41")


def test_whoever_is_being_asked_or_has_the_case_is_off_when_the_family_does_not_want_them() -> None:
    """R41: the family's wish is reason enough; they hear it without the reason, the manager with it."""
    wish = WishForCoordinator(not_these=("anna",))

    asked = when(given(*accepted(), offered("anna")), wish, by=MIKE)
    has = when(given(*assigned("anna")), wish, by=MIKE)

    assert [type(event) for event in asked.facts] == [CoordinatorWished, OfferDeclined]
    assert asked.notices == [(NoticeKind.OFFER_WITHDRAWN, "anna")]
    assert [type(event) for event in has.facts] == [CoordinatorWished, CoordinatorReleased]
    assert [(one.recipient, one.detail) for one in has.events if isinstance(one, NoticeDue)] == [
        ("regional-manager", "family-wish"),
        ("anna", ""),
    ]


def test_the_family_releases_for_its_wish_and_for_nothing_else() -> None:
    """R41: whether somebody is ill is not theirs to say; that they want another one is."""
    case = given(*assigned("anna"))

    assert when(case, ReleaseCoordinator(reason="family-wish"), by=MIKE).case.search.barred == {"anna"}
    assert refused(case, ReleaseCoordinator(reason="ill"), by=MIKE).reason == "not-your-reason"


# --- late, and in the evening before ---


def test_ill_the_evening_before_the_third_one_hosts_and_nobody_is_asked_again() -> None:
    """R41, R12, R40: the stand-in turns out to have a stake; everybody keeps their answer, the veto stays."""
    veto = ParticipantVetoed(participant="uncle", by="mike", by_representative=False)
    ready = given(*prepared(), GIVER, invited("uncle"), veto)

    ill = when(ready, ReleaseCoordinator(reason="ill"), by=coordinator("anna"))
    tied = AppointKnown(coordinator="bert", candidate=candidate("bert", employers=("agency-1",)))
    cousin = AppointKnown(coordinator="carl", candidate=candidate("carl"))
    stand_in = when(ill.case, cousin).case
    conflict = when(stand_in, ReleaseCoordinator(reason="conflict"), by=coordinator("carl"))
    third = when(conflict.case, AppointKnown(coordinator="zoe", candidate=candidate("zoe", places=0)))

    assert ill.notices == [(NoticeKind.COORDINATOR_GONE, "regional-manager")]
    assert next(one.when for one in ill.events if isinstance(one, NoticeDue)) == CONFERENCE
    assert refused(ill.case, tied).missing == ("works-for-agency-in-case",)
    assert refused(conflict.case, cousin).missing == ("released-for-good",)
    assert isinstance(third.facts[0], CoordinatorAssigned)
    assert third.case.circle.accepted() == ready.circle.accepted()
    assert third.case.sittings == ready.sittings
    assert third.notices == [(NoticeKind.ASSIGNED, who) for who in ("zoe", "mike", "els", "jan", "oma", "doctor")]


def test_a_first_coordinator_is_told_to_the_family_alone() -> None:
    """R13, R15: nobody else counts on anything yet."""
    told = when(given(*accepted()), AppointKnown(coordinator="zoe", candidate=candidate("zoe")))

    assert told.notices == [(NoticeKind.ASSIGNED, "zoe"), (NoticeKind.ASSIGNED, "mike")]


def test_who_works_for_a_deciding_or_care_body_coordinates_nowhere() -> None:
    """R12: also where that body has nothing to do with the case."""
    tied = candidate("anna", employers=("hospital",), care_body=True)

    assert refused(given(*accepted()), AppointKnown(coordinator="anna", candidate=tied)).missing == (
        "works-for-deciding-or-care-body",
    )


def test_a_bottom_line_of_the_coordinator_or_of_the_circle_is_told_to_the_manager() -> None:
    """R12, R7, R14: it cannot be undone here; with such a coordinator nothing is ready."""
    by_coordinator = when(given(*prepared()), bottom_line(setter="anna"))
    by_circle = when(given(*prepared()), bottom_line(setter="els"))

    assert details(by_coordinator) == ["coordinator-with-a-stake"]
    assert details(by_circle) == ["setter-in-the-circle"]
    assert details(when(given(*prepared()), bottom_line())) == []


def details(told: Told) -> list[str]:
    """What the manager hears of."""
    return [one.detail for one in told.events if isinstance(one, NoticeDue) and one.kind is NoticeKind.DEVIATION]


@pytest.mark.parametrize("who", ["anna", "worker-1", "doctor"])
def test_who_coordinates_decides_or_informs_is_not_of_the_circle(who: str) -> None:
    """R14: one capacity a person; it sounds like any other no."""
    case = given(*assigned("anna"), bottom_line(setter="worker-1"), GIVER, *coming("els"))
    wanted = DrawUpCircle(participant=who, name="Somebody", role=CircleRole.FRIEND)

    assert refused(case, wanted).reason == "not-drawn-up"
    assert refused(case, invite(who)).reason == "not-invited"
