"""Several sessions of one conference, people who must not meet, and what somebody needs to come (R17, R19, R22)."""

import pytest

from contracts.base import Event
from contracts.coordination import (
    Attendance,
    CompletePreparation,
    ConferenceHeld,
    ConferencePostponed,
    DropSession,
    EscalateConference,
    InvitationAnswered,
    KeepApart,
    KeptApart,
    MatterNeeded,
    MatterSettled,
    NeedMatter,
    ParticipantVetoed,
    ParticipantWithdrew,
    PlanSession,
    PostponeConference,
    PracticalMatter,
    PreparationCompleted,
    RecordConference,
    Session,
    SessionDropped,
    SessionHeld,
    SessionPlanned,
    SettleMatter,
)
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import Means
from contracts.plan import FollowUpConferenceWanted
from contracts.process import Due
from services.coordination.state import Case, Stage
from tests.rules.coordination_cases import (
    CONFERENCE,
    PROCESS,
    SERVICE,
    Told,
    assigned,
    attended,
    coming,
    days,
    given,
    invite,
    prepared,
    refused,
    session,
    when,
)

CIRCLE = coming("els", "jan", "oma")
SATURDAY = days(33)
PRISON = MatterNeeded(matter="leave", kind=PracticalMatter.PERMISSION, for_whom="jan")


def meets(name: str, starts: object = CONFERENCE, *expected: str) -> Session:
    """A session for some of the circle."""
    return Session.model_validate({"session": name, "starts": starts, "minutes": 120, "expected": expected})


def two_sessions() -> tuple[Event, ...]:
    """In prison with the father, and on Saturday with everybody else."""
    return (
        *assigned(),
        *CIRCLE,
        SessionPlanned(session=meets("prison", CONFERENCE, "jan", "els")),
        SessionPlanned(session=meets("saturday", SATURDAY, "els", "oma", "mike")),
    )


def ready() -> tuple[Event, ...]:
    """Two sessions, and all is ready."""
    return (*two_sessions(), PreparationCompleted(session="prison", starts=CONFERENCE, round=1))


def missing(*events: Event) -> tuple[str, ...]:
    """What the coordinator hears is missing."""
    return refused(given(*events), CompletePreparation()).missing


def tell_of(case: Case, name: str, *there: str, outcome: str = "held") -> Told:
    """The coordinator tells of a session."""
    told = RecordConference(session=name, attendance=attended(*there), outcome=outcome)
    return when(case, told, at=days(34))


def details(told: Told) -> list[str]:
    """What the manager hears of."""
    return [one.detail for one in told.events if isinstance(one, NoticeDue) and one.kind is NoticeKind.DEVIATION]


# --- several sessions, one conference ---


def test_a_second_session_is_no_second_conference() -> None:
    """R17, R22: after the first the next is awaited; the conference was held once, by all who were at either."""
    first = tell_of(given(*ready()), "prison", "jan", "els")
    second = tell_of(first.case, "saturday", "oma", "mike")

    (event,) = first.facts
    assert isinstance(event, SessionHeld)
    assert (event.next_session, event.starts, event.deviations) == ("saturday", SATURDAY, ())
    assert [item.what for item in event.agenda] == [Due.ESCALATE_CONFERENCE] * 2
    assert event.agenda[0].at > SATURDAY
    assert first.case.stage is Stage.PREPARED
    (held,) = second.facts
    assert isinstance(held, ConferenceHeld)
    assert held.circle == ("mike", "els", "jan", "oma")
    assert held.deviations == ()


def test_sessions_can_be_told_of_in_any_order() -> None:
    """R39: what was held first is not told of first; the conference is held when both were told."""
    late = tell_of(given(*ready()), "saturday", "oma")

    assert isinstance(late.facts[0], SessionHeld)
    assert isinstance(tell_of(late.case, "prison", "jan").facts[0], ConferenceHeld)


def test_without_a_plan_the_conference_is_over_at_any_session() -> None:
    """R22: a circle that ends it without a plan needs no second session."""
    told = tell_of(given(*ready()), "prison", "jan", outcome="without-plan")

    assert [type(event).__name__ for event in told.facts] == ["ConferenceWithoutPlan"]


def test_a_session_that_goes_on_is_followed_by_the_next_that_is_planned() -> None:
    """R22: adjourned without a new date is no deviation where the next session is known."""
    told = tell_of(given(*ready()), "prison", "jan", outcome="adjourned")

    assert isinstance(told.facts[0], SessionHeld)
    assert details(told) == []


def test_another_session_than_the_planned_one_takes_its_place() -> None:
    """R39: a deviation, and nothing waits for the one that was planned."""
    told = tell_of(given(*prepared()), "elsewhere", "els", "jan", "oma")

    assert isinstance(told.facts[0], ConferenceHeld)
    assert details(told) == ["other-session"]
    assert told.case.sitting is None


def test_each_is_invited_to_their_own_session() -> None:
    """R17, R15: the date in the invitation is that of the session to which they are asked."""
    case = given(*assigned(), *two_sessions()[-2:])

    assert [when(case, invite(who)).events[1].when for who in ("jan", "oma", "els")] == [  # type: ignore[attr-defined]
        CONFERENCE,
        SATURDAY,
        CONFERENCE,
    ]


def test_only_who_is_expected_hears_of_a_move() -> None:
    """R17, R22: whoever comes on Saturday is not told of the other day."""
    case = given(*two_sessions())

    told = when(case, PlanSession(session=meets("prison", days(31), "jan", "els")))

    assert told.notices == [(NoticeKind.CONFERENCE_MOVED, who) for who in ("els", "jan")]


def test_only_who_is_expected_hears_the_date_of_a_session_more() -> None:
    """R17, R44: nobody else has to know of it."""
    told = when(given(*two_sessions()), PlanSession(session=meets("third", days(34), "oma")))

    assert told.notices == [(NoticeKind.CONFERENCE_MOVED, "oma")]


def test_who_comes_is_expected_at_a_session() -> None:
    """R19: whoever accepted and is at no session would come in vain."""
    assert missing(*two_sessions(), *coming("piet")) == ("session:piet",)


def test_a_session_can_be_dropped_and_who_was_asked_hears_the_next_one() -> None:
    """R17: who has no other session hears that it is still to be chosen."""
    told = when(given(*two_sessions()), DropSession(session="prison"))

    assert told.facts == [SessionDropped(session="prison")]
    assert [(one.recipient, one.when) for one in told.events if isinstance(one, NoticeDue)] == [
        ("els", SATURDAY),
        ("jan", None),
    ]
    assert [one.session for one in told.case.ahead()] == ["saturday"]


def test_the_only_session_of_a_conference_that_is_ready_is_postponed_and_not_dropped() -> None:
    """R22: a conference that is ready has a date."""
    assert refused(given(*prepared()), DropSession(session="session-1")).reason == "last-session"
    assert refused(given(*prepared()), DropSession(session="unknown")).reason == "no-such-session"
    assert when(given(*ready()), DropSession(session="saturday")).facts == [SessionDropped(session="saturday")]


def test_postponing_moves_one_session_and_leaves_the_other() -> None:
    """R22: the session of that id; of an id that is new, the next one. The first of all is awaited."""
    case = given(*ready())

    same = when(case, PostponeConference(session=meets("saturday", days(40), "els", "oma", "mike")))
    new = when(case, PostponeConference(session=meets("other", days(50), "jan", "els")))

    (first,), (second,) = same.facts, new.facts
    assert isinstance(first, ConferencePostponed)
    assert isinstance(second, ConferencePostponed)
    assert (first.instead_of, second.instead_of) == ("saturday", "prison")
    assert first.agenda[0].at < days(33)
    assert [one.session for one in new.case.ahead()] == ["saturday", "other"]


def test_nobody_told_of_the_first_of_two_sessions() -> None:
    """R10, R22: each session that passed is asked for; before it nobody is."""
    case = given(*ready())

    assert when(case, EscalateConference(), by=PROCESS, at=days(29)).events == []
    assert when(case, EscalateConference(), by=PROCESS, at=days(32)).notices
    first = tell_of(case, "prison", "jan")
    assert when(first.case, EscalateConference(), by=PROCESS, at=days(32)).events == []


# --- people who must not meet ---


def test_a_session_is_not_planned_for_two_who_must_not_meet() -> None:
    """R17: neither together in one, nor both among everybody; apart it is."""
    case = given(*assigned(), *CIRCLE, KeptApart(one="els", other="jan", apart=True))

    together = refused(case, PlanSession(session=meets("one", CONFERENCE, "jan", "els")))
    everybody = refused(case, PlanSession(session=session()))

    assert (together.reason, together.missing) == ("must-not-meet", ("apart:els:jan",))
    assert everybody.missing == ("apart:els:jan",)
    assert when(case, PlanSession(session=meets("one", CONFERENCE, "jan", "oma"))).facts


@pytest.mark.parametrize(
    "out",
    [
        InvitationAnswered(participant="jan", answer="declined", means=Means.SPOKEN),
        ParticipantWithdrew(participant="jan"),
        ParticipantVetoed(participant="jan", by="mike", by_representative=False),
    ],
)
def test_who_does_not_come_meets_nobody(out: Event) -> None:
    """R17: also where they are still named among those of a session."""
    case = given(*assigned(), *CIRCLE, KeptApart(one="els", other="jan", apart=True), out)

    assert when(case, PlanSession(session=meets("one", CONFERENCE, "jan", "els"))).facts
    assert when(case, PlanSession(session=session())).facts


def test_a_conference_is_not_postponed_to_a_session_where_two_would_meet() -> None:
    """R17, R22: nor does another date bring them together."""
    case = given(*ready(), KeptApart(one="oma", other="jan", apart=True))

    assert refused(case, PostponeConference(session=session("prison", days(40)))).reason == "must-not-meet"


def test_two_who_would_meet_after_all_keep_it_from_being_ready() -> None:
    """R19: said, or invited, after the session was planned."""
    case = (*assigned(), *CIRCLE, SessionPlanned(session=session()))
    apart = KeptApart(one="els", other="jan", apart=True)

    assert missing(*case, apart) == ("apart:els:jan",)
    assert when(given(*case, apart, KeptApart(one="jan", other="els", apart=False)), CompletePreparation()).facts
    withdrew = when(given(*case, *coming("piet"), apart, ParticipantWithdrew(participant="jan")), CompletePreparation())
    assert isinstance(withdrew.facts[0], PreparationCompleted)


def test_that_two_met_is_recorded_and_told_without_saying_who() -> None:
    """R39, R17: it happened; the manager hears it. The words hold no ids."""
    told = tell_of(given(*prepared(), KeptApart(one="els", other="jan", apart=True)), "session-1", "els", "jan")

    assert "kept-apart-met" in details(told)


def test_keeping_apart_tells_nobody_and_takes_two() -> None:
    """R17: no notice; the same again changes nothing, however they are named."""
    case = given(*assigned())

    told = when(case, KeepApart(one="jan", other="els"))

    assert (told.notices, told.case.apart) == ([], (("els", "jan"),))
    assert refused(told.case, KeepApart(one="els", other="jan")).reason == "nothing-changed"
    assert refused(case, KeepApart(one="els", other="jan", apart=False)).reason == "nothing-changed"
    assert refused(case, KeepApart(one="els", other="els")).reason == "same-person"


# --- what somebody needs ---


@pytest.mark.parametrize("kind", PracticalMatter)
def test_whatever_is_needed_is_missing_until_it_is_arranged(kind: PracticalMatter) -> None:
    """R17, R19: child care, transport, a way in, a prison's permission: each by its name."""
    case = when(given(*assigned(), *CIRCLE, SessionPlanned(session=session())), NeedMatter(matter="m", kind=kind)).case

    assert refused(case, CompletePreparation()).missing == (f"{kind}:m",)
    for outcome, there in (("arranged", True), ("not-needed", True), ("refused", False)):
        settled = when(case, SettleMatter(matter="m", outcome=outcome)).case
        assert when(settled, CompletePreparation()).facts if there else refused(settled, CompletePreparation())


def test_what_was_for_somebody_who_does_not_come_is_needed_no_more() -> None:
    """R17: the father who declines needs no leave of the prison."""
    case = (*assigned(), *CIRCLE, *coming("piet"), SessionPlanned(session=session()), PRISON)
    declined = InvitationAnswered(participant="jan", answer="declined", means=Means.SPOKEN)

    assert missing(*case) == ("permission:leave",)
    for out in (declined, ParticipantWithdrew(participant="jan")):
        assert isinstance(when(given(*case, out), CompletePreparation()).facts[0], PreparationCompleted)


def test_a_need_is_named_once_and_a_fact_about_an_unknown_one_is_recorded() -> None:
    """R39: what nobody asked for can be arranged; it makes nothing needed."""
    case = given(*assigned(), PRISON)

    assert refused(case, NeedMatter(matter="leave", kind=PracticalMatter.PERMISSION)).reason == "named-before"
    unknown = when(case, SettleMatter(matter="unknown", outcome="arranged"))
    assert unknown.facts == [MatterSettled(matter="unknown", outcome="arranged")]
    assert unknown.case.needs == case.needs


def test_in_a_next_round_what_is_needed_is_arranged_anew() -> None:
    """R29, R19: the wheelchair is needed again; what was not needed is not."""
    before = given(
        *prepared(),
        PRISON,
        MatterNeeded(matter="food", kind=PracticalMatter.FOOD),
        MatterSettled(matter="leave", outcome="arranged"),
        MatterSettled(matter="food", outcome="not-needed"),
    )

    case = when(before, FollowUpConferenceWanted(round=2), by=SERVICE).case

    assert {name: need.settled for name, need in case.needs.items()} == {"leave": False}
    assert case.sitting is None


def test_a_father_joins_from_prison_and_a_guard_sits_in() -> None:
    """R17, R21, R39: leave granted, two sessions, one conference; the guard in private time is told to the manager."""
    case = given(*two_sessions(), PRISON)
    assert refused(case, CompletePreparation()).missing == ("permission:leave",)
    granted = when(case, SettleMatter(matter="leave", outcome="arranged")).case
    done = when(granted, CompletePreparation()).case

    guarded = Attendance(information=("jan", "els"), private_time=("jan", "els", "guard"), presentation=("jan", "els"))
    prison = when(done, RecordConference(session="prison", attendance=guarded), at=days(31))
    saturday = tell_of(prison.case, "saturday", "els", "oma", "mike")

    assert details(prison) == ["outsider-in-private-time"]
    assert isinstance(prison.facts[0], SessionHeld)
    assert [type(event) for event in saturday.facts] == [ConferenceHeld]
    assert "guard" not in saturday.facts[0].circle  # type: ignore[attr-defined]
