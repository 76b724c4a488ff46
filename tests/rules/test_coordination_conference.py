"""The conference as it was: held, adjourned, without a plan; recorded with its deviations (R21, R22, R29, R39)."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.base import Actor, Event
from contracts.coordination import (
    Attendance,
    ConferenceAdjourned,
    ConferenceHeld,
    ConferenceNoted,
    ConferenceWithoutPlan,
    CoordinationEscalated,
    CoordinatorAssigned,
    EscalateConference,
    EscalatePreparation,
    InformationGiverAdded,
    InformationRecorded,
    ParticipantVetoed,
    ParticipantWithdrew,
    PostponeConference,
    RecordConference,
)
from contracts.notices import NoticeKind
from contracts.people import Channel
from contracts.plan import FollowUpConferenceWanted
from contracts.process import Due
from contracts.referral import ConsentIncomplete
from services.coordination.state import Case, Stage
from tests.rules.coordination_cases import (
    MANAGER,
    PROCESS,
    Told,
    accepted,
    assigned,
    attended,
    coming,
    coordinator,
    days,
    ended,
    given,
    invited,
    prepared,
    session,
    when,
)

CIRCLE = ("els", "jan", "oma")
AFTERWARDS = days(31)
ANNA = coordinator("anna")
GIVER = InformationGiverAdded(giver="doctor", name="A doctor", language="nl", channel=Channel.MAIL)
FOLLOW_UP = FollowUpConferenceWanted(round=2)


def held(
    attendance: Attendance | None = None, outcome: str = "held", name: str = "session-1", **more: object
) -> RecordConference:
    """What the coordinator tells of it."""
    return RecordConference.model_validate(
        {"session": name, "attendance": attendance or attended(*CIRCLE), "outcome": outcome, **more}
    )


def tell(case: Case, told: RecordConference, by: Actor = ANNA) -> Told:
    """The coordinator tells it, the day after."""
    return when(case, told, by=by, at=AFTERWARDS)


def deviations(case: Case, told: RecordConference) -> tuple[str, ...]:
    """What was not as it should be; the manager hears each."""
    result = tell(case, told)
    (event,) = [fact for fact in result.facts if hasattr(fact, "deviations")]
    words: tuple[str, ...] = event.deviations
    assert [kind for kind, who in result.notices if who == "regional-manager"] == [NoticeKind.DEVIATION] * len(words)
    return words


def was_held() -> Event:
    """The conference of the first round was held."""
    return ConferenceHeld(session="session-1", attendance=attended(*CIRCLE), circle=("mike", *CIRCLE), round=1)


# --- as it should be ---


def test_a_conference_is_held_and_the_plan_awaited() -> None:
    """R21, R23: attendance per part; the plan is to be written up in some working days, and that is told twice."""
    told = tell(given(*prepared()), held())

    (event,) = told.facts
    assert isinstance(event, ConferenceHeld)
    assert (event.session, event.round, event.deviations) == ("session-1", 1, ())
    assert event.attendance == attended(*CIRCLE)
    assert [item.what for item in event.agenda] == [Due.ESCALATE_PLAN] * 2
    assert (told.case.stage, told.notices) == (Stage.OVER, [])


def test_the_circle_is_who_accepted_who_came_and_whom_it_is_about() -> None:
    """R23: it is their plan; who was kept out is no part of it, who was absent stays one."""
    case = given(
        *prepared(),
        invited("late"),
        invited("uncle"),
        ParticipantVetoed(participant="uncle", by="mike", by_representative=False),
    )

    (event, *_) = tell(case, held(attended("els", "late", "uncle"))).facts

    assert isinstance(event, ConferenceHeld)
    assert event.circle == ("mike", "els", "jan", "oma", "late")


def test_a_conference_without_a_plan_has_an_outcome_of_its_own() -> None:
    """R22: the circle can still choose another way."""
    told = tell(given(*prepared()), held(outcome="without-plan"))

    (event,) = told.facts
    assert isinstance(event, ConferenceWithoutPlan)
    assert event.circle == ("mike", *CIRCLE)
    assert [item.what for item in event.agenda] == [Due.ESCALATE_PLAN] * 2
    assert told.case.stage is Stage.OVER


def test_an_adjourned_conference_goes_on_at_another_date() -> None:
    """R22: everybody who comes hears the date; somebody tells how that went, or is asked."""
    again = session("session-2", days(40))

    told = tell(given(*prepared()), held(outcome="adjourned", next_session=again))

    (event,) = told.facts
    assert isinstance(event, ConferenceAdjourned)
    assert event.attendance == attended(*CIRCLE)
    assert event.agenda[0].what is Due.ESCALATE_CONFERENCE
    assert event.agenda[0].at > days(40)
    assert told.notices == [(NoticeKind.CONFERENCE_MOVED, who) for who in CIRCLE]
    assert deviations(told.case, held()) == ("told-before",)
    assert isinstance(tell(told.case, held(name="session-2")).facts[0], ConferenceHeld)
    unprepared = tell(given(*assigned(), *coming(*CIRCLE)), held(outcome="adjourned", next_session=again))
    assert unprepared.case.stage is Stage.PREPARED


def test_a_next_date_means_something_only_of_an_adjourned_conference() -> None:
    """R22: a conference that was held is held, whatever else was filled in."""
    told = tell(given(*prepared()), held(next_session=session("session-2", days(40))))

    assert isinstance(told.facts[0], ConferenceHeld)
    assert told.notices == []


# --- as it was ---


def test_it_is_recorded_although_it_was_not_ready() -> None:
    """R39: reality is never refused; the manager is told."""
    assert deviations(given(*assigned(), *coming("els")), held(attended("els"))) == ("not-ready", "other-session")


def test_a_consent_that_fell_away_shows() -> None:
    """R5, R39: no conference is held without it; one that was is recorded so."""
    assert deviations(given(*prepared(), ConsentIncomplete()), held()) == ("not-ready", "no-consent")


@pytest.mark.parametrize(
    ("private", "word"),
    [
        ((*CIRCLE, "doctor"), "giver-in-private-time"),
        ((*CIRCLE, "anna"), "coordinator-in-private-time"),
        ((*CIRCLE, "guard"), "outsider-in-private-time"),
        ((*CIRCLE, "mike"), None),
    ],
)
def test_nobody_but_the_circle_is_in_private_time(private: tuple[str, ...], word: str | None) -> None:
    """R21: and if somebody was, it is recorded by a word of a list, without who."""
    case = given(*prepared(), GIVER, InformationRecorded(giver="doctor", received=True, explained=True))

    found = deviations(case, held(attended(*CIRCLE, private=private, givers=("doctor", "anna"))))

    assert found == ((word,) if word else ())


@pytest.mark.parametrize("part", ["information", "private_time", "presentation"])
def test_who_is_kept_out_and_came_is_recorded_in_whatever_part(part: str) -> None:
    """R16, R39: the manager hears that somebody did, and not who."""
    case = given(
        *prepared(), invited("uncle"), ParticipantVetoed(participant="uncle", by="mike", by_representative=False)
    )
    there = attended(*CIRCLE).model_copy(update={part: (*CIRCLE, "uncle")})

    assert deviations(case, held(there)) == ("kept-out-present",)


def test_a_conference_after_the_end_is_noted_and_moves_nothing() -> None:
    """R31, R39: it was held all the same; the case stays ended."""
    told = tell(given(*prepared(), ended()), held())

    (event,) = told.facts
    assert isinstance(event, ConferenceNoted)
    assert event.deviations == ("case-ended",)
    assert told.notices == [(NoticeKind.DEVIATION, "regional-manager")]
    assert told.case.ended


def test_what_was_told_before_is_noted_and_counts_once() -> None:
    """R39: also when the case came back to preparation since; and outside preparation nothing moves."""
    once = tell(given(*prepared()), held()).case
    again = given(*prepared(), was_held(), FOLLOW_UP)

    assert deviations(once, held()) == ("told-before",)
    assert deviations(again, held()) == ("told-before",)
    assert deviations(once, held(name="session-9")) == ("not-in-preparation",)


def test_an_adjourned_conference_without_a_date_is_noted_until_the_date_is_told() -> None:
    """R22, R39: a fact is never refused; the manager hears that nobody knows when it goes on."""
    first = tell(given(*prepared()), held(outcome="adjourned"))
    second = tell(first.case, held(outcome="adjourned", next_session=session("session-2", days(40))))

    assert [type(event) for event in first.facts] == [ConferenceNoted]
    assert first.notices == [(NoticeKind.DEVIATION, "regional-manager")]
    assert isinstance(second.facts[0], ConferenceAdjourned)


@drawn(
    st.lists(st.sampled_from(["els", "jan", "uncle", "doctor", "anna", "guard", "mike"])),
    st.sampled_from(["held", "adjourned", "without-plan"]),
    st.sampled_from(["session-1", "session-2"]),
    st.booleans(),
    st.lists(
        st.sampled_from(
            [
                *accepted(),
                *prepared(),
                GIVER,
                ended(),
                FOLLOW_UP,
                ConsentIncomplete(),
                ParticipantWithdrew(participant="els"),
                ParticipantVetoed(participant="uncle", by="mike", by_representative=False),
            ]
        ),
        max_size=12,
    ),
)
def test_whatever_is_told_of_a_conference_is_recorded(
    who: list[str], outcome: str, name: str, dated: bool, before: list[Event]
) -> None:
    """R39: in any case, in any state, one fact comes of it with the attendance as it was told."""
    attendance = Attendance(information=tuple(who), private_time=tuple(who), presentation=())
    more = {"next_session": session("session-3", days(50))} if dated else {}

    told = tell(given(*before), held(attendance, outcome, name, **more), by=MANAGER)

    (event,) = told.facts
    assert event.attendance == attendance  # type: ignore[attr-defined]


# --- before and after ---


def test_nobody_told_how_it_went() -> None:
    """R10, R22: some working days after the date the manager hears, then the region's lead; before it nobody."""
    case = given(*prepared())
    heard = []
    for day in (29, 33, 40, 50):
        told = when(case, EscalateConference(), by=PROCESS, at=days(day))
        case = told.case
        heard += told.notices

    assert heard == [(NoticeKind.ESCALATION, "regional-manager"), (NoticeKind.ESCALATION, "region-lead")]
    assert when(given(*assigned()), EscalateConference(), by=PROCESS, at=days(90)).events == []


def test_another_date_makes_late_tellers_punctual_again() -> None:
    """R22: whoever was late in telling of the old date is not late for the new one."""
    late = when(given(*prepared()), EscalateConference(), by=PROCESS, at=days(33)).case
    moved = when(late, PostponeConference(session=session("session-2", days(40))), at=days(34)).case

    assert when(moved, EscalateConference(), by=PROCESS, at=days(36)).events == []
    assert when(moved, EscalateConference(), by=PROCESS, at=days(43)).notices == [
        (NoticeKind.ESCALATION, "regional-manager")
    ]


def test_another_coordinator_gets_time_of_their_own_to_prepare() -> None:
    """R10, R41: lateness in preparing is told anew; lateness in telling how a conference went is not."""
    told_once = CoordinationEscalated(what="preparation", level=2, to="region-lead")
    late = given(*assigned("anna"), told_once, CoordinatorAssigned(coordinator="bert", round=1))
    untold = CoordinationEscalated(what="conference", level=2, to="region-lead")
    passed = given(*prepared(), untold, CoordinatorAssigned(coordinator="bert", round=1))

    assert when(late, EscalatePreparation(), by=PROCESS).notices == [(NoticeKind.ESCALATION, "regional-manager")]
    assert when(passed, EscalateConference(), by=PROCESS, at=days(60)).events == []
