"""Who is away is not asked, and nobody's case waits for them unseen (R13, R41)."""

from datetime import date, timedelta

import pytest

from contracts.base import Actor, Event, Message
from contracts.coordination import (
    AbsenceAnnounced,
    AbsenceEnded,
    AnnounceAbsence,
    CoordinatorOffered,
    CoordinatorRegistered,
    PoolEmptied,
)
from contracts.deciding import Given, Refused
from contracts.notices import NoticeDue, NoticeKind
from services.coordination import register
from services.coordination.matching import AppointKnown, FindAmong
from services.coordination.register import (
    AnnounceWithCases,
    Coordinator,
    RegisterWithCases,
    TurnWithCases,
    Waiting,
    next_due,
)
from tests.rules.coordination_cases import MANAGER, MONDAY, PROCESS, accepted, candidate, coordinator, given, when

TODAY = MONDAY.date()
ENTRY = RegisterWithCases(name="Anna", regions=("noord",), languages=("nl",), capacity=3)


def day(number: int) -> date:
    """So many days from Monday."""
    return TODAY + timedelta(days=number)


def decide(known: Coordinator, message: Message, by: Actor = MANAGER) -> tuple[Coordinator, list[Event]]:
    """The register after a message about Anna."""
    events = list(register.decide(known, message, Given(stream="anna", message="m-1", at=MONDAY, by=by)))
    for event in events:
        known = register.evolve(known, event)
    return known, events


def away(first: int, last: int, *cases: str, **elsewhere: tuple[str, ...]) -> AnnounceWithCases:
    """Anna is away; cases in the north wait for her, or in other regions."""
    waiting = {"noord": cases, **elsewhere} if cases else elsewhere
    return AnnounceWithCases(first=day(first), last=day(last), waiting=by_region(waiting))


def by_region(waiting: dict[str, tuple[str, ...]]) -> tuple[Waiting, ...]:
    """The cases that wait for Anna."""
    return tuple(Waiting(region=region, cases=cases) for region, cases in waiting.items())


ANNA, _ = decide(Coordinator(), ENTRY)


def test_the_manager_hears_which_cases_wait_for_who_is_away() -> None:
    """R41, promise 4: without a case nobody has to do anything."""
    known, events = decide(ANNA, away(7, 21, "case-1", "case-2"), coordinator("anna"))

    assert events[0] == AbsenceAnnounced(first=day(7), last=day(21), cases=("case-1", "case-2"))
    (notice,) = (event for event in events if isinstance(event, NoticeDue))
    assert (notice.kind, notice.recipient) == (NoticeKind.COORDINATOR_AWAY, "regional-manager")
    assert (notice.refers_to, notice.detail) == (("case-1", "case-2"), "2")
    assert (known.away_from, known.away_until) == (day(7), day(21))
    assert len(decide(ANNA, away(7, 21))[1]) == 1


def test_each_region_with_a_case_of_who_is_away_hears_it() -> None:
    """R41, R4: also one where they do not work: a manager appointed them there, or the case moved."""
    events = decide(ANNA, away(7, 21, "case-1", zuid=("case-2", "case-3")))[1]

    assert events[0] == AbsenceAnnounced(first=day(7), last=day(21), cases=("case-1", "case-2", "case-3"))
    notices = [one for one in events if isinstance(one, NoticeDue)]
    assert [(one.region, one.refers_to) for one in notices] == [("noord", ("case-1",)), ("zuid", ("case-2", "case-3"))]
    assert len({one.notice for one in notices}) == 2


def morning(number: int, **waiting: tuple[str, ...]) -> TurnWithCases:
    """A day began, on which these cases wait for Anna."""
    return TurnWithCases(day=day(number), waiting=by_region(waiting))


def test_a_case_that_comes_to_who_is_away_is_told_on_the_next_morning_once() -> None:
    """R41, promise 4: by a late yes, a move or a new round; in a region that heard of it already it is not news."""
    known = decide(ANNA, away(7, 21, "case-1"))[0]

    before = decide(known, morning(6, noord=("case-2",)), PROCESS)[1]
    same = decide(known, morning(7, noord=("case-1",)), PROCESS)[1]
    then, (notice,) = decide(known, morning(8, noord=("case-1", "case-2")), PROCESS)
    moved = decide(then, morning(9, zuid=("case-1",)), PROCESS)[1]

    assert (before, same) == ([], [])
    assert isinstance(notice, NoticeDue)
    assert (notice.recipient, notice.region, notice.refers_to) == ("regional-manager", "noord", ("case-2",))
    assert decide(then, morning(9, noord=("case-1", "case-2")), PROCESS)[1] == []
    assert [one.region for one in moved if isinstance(one, NoticeDue)] == ["zuid"]


def test_an_absence_that_is_over_is_looked_at_no_more() -> None:
    """R41: each morning from its first day on, until the one after its last."""
    known = decide(ANNA, away(7, 21, "case-1"))[0]
    assert next_due(known) == day(7)

    back, events = decide(known, morning(22, noord=("case-2",)), PROCESS)

    assert events == [AbsenceEnded()]
    assert (next_due(back), back.away_until, back.told) == (None, None, {})


def test_a_change_in_the_register_ends_no_absence() -> None:
    """R11: what was entered is one thing, when somebody is away another."""
    known, _ = decide(decide(ANNA, away(7, 21))[0], ENTRY.model_copy(update={"capacity": 1}))

    assert (known.capacity, known.away_from) == (1, day(7))


@pytest.mark.parametrize(
    ("known", "absence", "by", "reason"),
    [
        (ANNA, away(7, 21), coordinator("bert"), "not-yourself"),
        (Coordinator(), away(7, 21), MANAGER, "unknown-coordinator"),
        (ANNA, away(21, 7), MANAGER, "no-absence"),
        (ANNA, away(-9, -2), MANAGER, "no-absence"),
    ],
)
def test_an_absence_that_is_none_is_refused(
    known: Coordinator, absence: AnnounceWithCases, by: Actor, reason: str
) -> None:
    """R41: one's own, of somebody in the register, and not over."""
    with pytest.raises(Refused) as refusal:
        decide(known, absence, by)

    assert refusal.value.reason == reason


def test_an_absence_without_its_look_up_is_a_mistake() -> None:
    """Promise 4."""
    with pytest.raises(TypeError, match="AnnounceAbsence"):
        decide(ANNA, AnnounceAbsence(first=day(1), last=day(2)))


@pytest.mark.parametrize(
    ("first", "last", "asked"), [(-5, 0, "bert"), (3, 9, "bert"), (-9, -1, "anna"), (4, 9, "anna")]
)
def test_nobody_is_asked_who_is_away_before_they_had_to_answer(first: int, last: int, asked: str) -> None:
    """R13: an offer that could only lapse goes to the next best at once."""
    anna = candidate("anna", places=9, away_from=day(first), away_until=day(last))

    (event, *_) = when(given(*accepted()), FindAmong(candidates=(anna, candidate("bert"))), by=PROCESS).facts

    assert isinstance(event, CoordinatorOffered)
    assert event.coordinator == asked


@pytest.mark.parametrize(("first", "heard"), [(7, True), (41, True), (43, False)])
def test_an_absence_during_the_preparation_of_a_newer_case_is_told_to_the_manager(first: int, heard: bool) -> None:
    """R41, promise 4: when it was announced the case was not theirs; asked for or appointed, it would wait unseen."""
    anna = candidate("anna", away_from=day(first), away_until=day(first + 14))

    asked = when(given(*accepted()), FindAmong(candidates=(anna,)), by=PROCESS)
    appointed = when(given(*accepted()), AppointKnown(coordinator="anna", candidate=anna))

    assert isinstance(asked.facts[0], CoordinatorOffered)
    for told in (asked, appointed):
        assert ((NoticeKind.COORDINATOR_AWAY, "regional-manager") in told.notices) is heard


def test_when_all_are_away_the_manager_hears_it_and_can_appoint() -> None:
    """R13, R41: the manager knows more than the register."""
    anna = candidate("anna", away_from=day(0), away_until=day(9))

    (event, *_) = when(given(*accepted()), FindAmong(candidates=(anna,)), by=PROCESS).facts

    assert isinstance(event, PoolEmptied)
    assert event.reasons == ("away:1",)
    assert when(given(*accepted()), AppointKnown(coordinator="anna", candidate=anna)).facts


def test_the_register_keeps_what_coordinators_say_of_themselves() -> None:
    """R11: as far as they want to be matched by it."""
    said = ENTRY.model_copy(update={"gender": "woman", "cultures": ("frisian",), "backgrounds": ("parent",)})

    known, (event,) = decide(Coordinator(), said)

    assert isinstance(event, CoordinatorRegistered)
    assert (known.gender, known.cultures, known.backgrounds, known.care_body) == (
        "woman",
        ("frisian",),
        ("parent",),
        False,
    )


def employed(*employers: str, care_body: bool = False, **waiting: tuple[str, ...]) -> RegisterWithCases:
    """Anna's entry says for whom she works; cases wait for her."""
    said = {"employers": employers, "care_body": care_body, "waiting": by_region(waiting)}
    return ENTRY.model_copy(update=said)


@pytest.mark.parametrize("wish", [employed("stad", noord=("case-1",)), employed(care_body=True, noord=("case-1",))])
def test_the_manager_hears_when_somebody_with_cases_works_somewhere_new(wish: RegisterWithCases) -> None:
    """R12: an agency in one of them may be among their employers by now; said again it is no news."""
    known, (_, notice) = decide(ANNA, wish)

    assert isinstance(notice, NoticeDue)
    assert (notice.recipient, notice.region, notice.refers_to) == ("regional-manager", "noord", ("case-1",))
    assert (notice.kind, notice.detail) == (NoticeKind.DEVIATION, "new-employer")
    assert len(decide(known, wish)[1]) == 1
    assert known.told == {}


@pytest.mark.parametrize("wish", [employed("stad"), employed(noord=("case-1",))])
def test_who_has_no_case_or_works_nowhere_else_is_entered_in_silence(wish: RegisterWithCases) -> None:
    """R12: there is nothing to look at; fewer employers are no stake."""
    worked = decide(ANNA, employed("bakery"))[0]

    assert len(decide(ANNA, wish)[1]) == 1
    assert len(decide(worked, employed(noord=("case-1",)))[1]) == 1
