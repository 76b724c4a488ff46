"""Ready or not: what is arranged, known and missing (R7, R17-R20)."""

from datetime import datetime

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.base import Event
from contracts.coordination import (
    AddInformationGiver,
    ArrangeInterpreter,
    BottomLineExplained,
    CompletePreparation,
    ConferencePostponed,
    DrawUpCircle,
    EscalatePreparation,
    InformationGiverAdded,
    InformationRecorded,
    InvitationAnswered,
    ParticipantVetoed,
    ParticipantWithdrew,
    PlanSession,
    PlanWithoutMeeting,
    PostponeConference,
    PreparationCompleted,
    PreparationStopped,
    RecordInformation,
    SessionPlanned,
    StopPreparation,
    StopReason,
)
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import Channel, Means
from contracts.process import Due
from contracts.referral import CaseAccepted
from services.coordination.evolution import evolve
from tests.rules.coordination_cases import (
    CONFERENCE,
    MONDAY,
    PROCESS,
    Told,
    accepted,
    assigned,
    bottom_line,
    coming,
    coordinator,
    days,
    given,
    invited,
    prepared,
    refused,
    session,
    when,
)

GIVER = InformationGiverAdded(giver="doctor", name="A doctor", language="nl", channel=Channel.MAIL)
BRIEFED = InformationRecorded(giver="doctor", received=True, explained=True)
PLANNED = SessionPlanned(session=session())
CIRCLE = coming("els", "jan", "oma")
READY: dict[str, tuple[Event, ...]] = {
    "session": (PLANNED,),
    "participants:3": CIRCLE,
    "bottom-line:line-1:els": (BottomLineExplained(bottom_line="line-1", version=1, participants=("els",)),),
    "bottom-line:line-1:jan": (BottomLineExplained(bottom_line="line-1", version=1, participants=("jan",)),),
    "bottom-line:line-1:oma": (BottomLineExplained(bottom_line="line-1", version=1, participants=("oma",)),),
    "information-giver:doctor": (BRIEFED,),
}


def missing(*events: Event) -> tuple[str, ...]:
    """What the coordinator hears is missing."""
    refusal = refused(given(*events), CompletePreparation())
    assert refusal.reason == "not-ready"
    return refusal.missing


@drawn(st.sets(st.sampled_from(sorted(READY))))
def test_the_list_is_exactly_what_is_missing(done: set[str]) -> None:
    """R19: whatever is there and whatever not, the refusal names each missing thing and nothing else."""
    happened = [event for thing in READY if thing in done for event in READY[thing]]
    case = given(*assigned(), bottom_line(), GIVER, *happened)
    invited_none = "participants:3" not in done
    expected = {thing for thing in READY if thing not in done and not (invited_none and "line" in thing)}

    if expected:
        assert set(refused(case, CompletePreparation()).missing) == expected
    else:
        assert isinstance(when(case, CompletePreparation()).facts[0], PreparationCompleted)


def test_when_all_is_there_the_conference_is_awaited() -> None:
    """R19: completed; some days after the session somebody is asked how it went."""
    case = given(*assigned(), *CIRCLE, PLANNED)

    (event,) = when(case, CompletePreparation(), by=coordinator("anna")).facts

    assert isinstance(event, PreparationCompleted)
    assert (event.session, event.starts, event.round) == ("session-1", CONFERENCE, 1)
    assert [item.what for item in event.agenda] == [Due.ESCALATE_CONFERENCE] * 2
    assert event.agenda[0].at > CONFERENCE
    assert refused(given(*prepared()), CompletePreparation()).reason == "prepared"


def test_consent_must_still_stand() -> None:
    """R5, R19: without every consent nothing is ready."""
    only_accepted = CaseAccepted(region="noord", round=1, languages=("nl",), persons=("mike",))

    assert missing(only_accepted, *CIRCLE, PLANNED) == ("consent", "coordinator")


def test_a_session_that_has_passed_is_none() -> None:
    """R19: date and place are set for a moment to come."""
    case = given(*assigned(), *CIRCLE, PLANNED)

    assert refused(case, CompletePreparation(), at=days(31)).missing == ("session",)


def test_only_a_yes_that_stands_counts() -> None:
    """R15, R16, R19: undecided, withdrawn and kept out do not count as participants."""
    out = ParticipantWithdrew(participant="jan")
    vetoed = ParticipantVetoed(participant="oma", by="mike", by_representative=False)

    assert missing(*assigned(), PLANNED, *CIRCLE, invited("piet"), out, vetoed) == ("participants:2",)


def test_a_new_version_of_a_bottom_line_is_known_to_nobody() -> None:
    """R7: it is explained again; what was explained of an older version does not count."""
    known = BottomLineExplained(bottom_line="line-1", version=1, participants=("els", "jan", "oma"))
    events = (*assigned(), PLANNED, *CIRCLE, bottom_line(), known)

    assert isinstance(when(given(*events), CompletePreparation()).facts[0], PreparationCompleted)
    assert missing(*events, bottom_line(version=2)) == tuple(
        f"bottom-line:line-1:{who}" for who in ("els", "jan", "oma")
    )
    assert len(missing(*events, bottom_line(version=2), known)) == 3


def test_a_bottom_line_is_known_to_the_undecided_too() -> None:
    """R7: known to everyone invited, save who declined."""
    told = BottomLineExplained(bottom_line="line-1", version=1, participants=("els", "jan", "oma"))

    assert missing(*assigned(), PLANNED, *CIRCLE, invited("piet"), bottom_line(), told) == ("bottom-line:line-1:piet",)


def test_an_interpreter_for_each_language_that_the_family_does_not_speak() -> None:
    """R17, R19: only for who comes, and only where it is needed."""
    events = (*assigned(), PLANNED, *CIRCLE, *coming("abel", language="ti"), invited("late", "ar"))

    assert missing(*events) == ("interpreter:ti",)
    case = when(given(*events), ArrangeInterpreter(language="ti")).case
    assert isinstance(when(case, CompletePreparation()).facts[0], PreparationCompleted)


def test_of_whom_nobody_said_a_language_a_person_concerned_speaks_the_family_s_and_others_dutch() -> None:
    """R17, R15: an invitation that names none is no reason to look for an interpreter between a child and its own."""
    of_family = (*accepted(languages=("ti",)), *assigned()[2:], PLANNED, *coming("els", "jan", language="ti"))

    with_mike = given(*of_family, *coming("mike", language=None))
    assert isinstance(when(with_mike, CompletePreparation()).facts[0], PreparationCompleted)
    assert missing(*of_family, *coming("oom", language=None)) == ("interpreter:nl",)


@pytest.mark.parametrize(("received", "explained"), [(True, False), (False, True), (False, False)])
def test_givers_are_briefed_when_their_information_is_in_and_explained(received: bool, explained: bool) -> None:
    """R18: nothing new may surprise the circle at the table."""
    half = InformationRecorded(giver="doctor", received=received, explained=explained)

    assert missing(*assigned(), PLANNED, *CIRCLE, GIVER, half) == ("information-giver:doctor",)


def test_information_of_somebody_unknown_is_recorded_and_needs_nothing() -> None:
    """R39: a fact is recorded; it makes nobody an information giver."""
    told = when(given(*assigned()), RecordInformation(giver="unknown", received=True, explained=False))

    assert told.facts == [
        InformationRecorded(giver="unknown", received=True, explained=False, received_on=MONDAY.date())
    ]
    assert told.case.givers == {}


def test_a_session_is_planned_ahead_and_each_date_is_told() -> None:
    """R17, R22, R44: who was asked before hears the first date, and each new one, and where; else it is no news."""
    case = given(*assigned(), invited("els"), GIVER)
    first = when(case, PlanSession(session=session()))
    moved = when(first.case, PlanSession(session=session(starts=days(35))))

    both = [(NoticeKind.CONFERENCE_MOVED, "els"), (NoticeKind.CONFERENCE_MOVED, "doctor")]
    assert (first.notices, moved.notices) == (both, both)
    assert [dates(told) for told in (first, moved)] == [{("planned", CONFERENCE)}, {("", days(35))}]
    assert when(first.case, PlanSession(session=session())).notices == both
    nowhere = session().model_copy(update={"place": None})
    assert when(first.case, PlanSession(session=nowhere)).notices == []
    assert refused(case, PlanSession(session=session(starts=MONDAY))).reason == "session-passed"


def dates(told: Told) -> set[tuple[str, datetime | None]]:
    """What the notices say of the date."""
    return {(one.detail, one.when) for one in told.events if isinstance(one, NoticeDue)}


def test_who_said_no_or_is_out_hears_no_date() -> None:
    """R15, R16, R17: nothing is sent to who withdrew or is kept out; who declined waits for no date."""
    out = (
        InvitationAnswered(participant="jan", answer="declined", means=Means.SPOKEN),
        ParticipantWithdrew(participant="oma"),
        ParticipantVetoed(participant="piet", by="mike", by_representative=False),
    )
    asked = [invited(name) for name in ("els", "jan", "oma", "piet")]

    told = when(given(*assigned(), *asked, *out), PlanSession(session=session()))

    assert told.notices == [(NoticeKind.CONFERENCE_MOVED, "els")]


def test_a_completed_preparation_is_postponed() -> None:
    """R22: another date, told to everybody who comes; before completion it is simply planned again."""
    later = PostponeConference(session=session("session-2", days(40)))

    told = when(given(*prepared()), later)

    (event,) = told.facts
    assert isinstance(event, ConferencePostponed)
    assert event.agenda[0].at > days(40)
    assert told.notices == [(NoticeKind.CONFERENCE_MOVED, who) for who in ("els", "jan", "oma")]
    assert refused(given(*assigned(), PLANNED), later).reason == "not-prepared"
    assert refused(given(*prepared()), PlanSession(session=session())).reason == "prepared"


def test_slow_preparation_is_told_once_to_each_level() -> None:
    """R10, R19: the regional manager, then the region's lead, then nobody; it decides nothing."""
    case = given(*assigned())
    heard = []
    for week in (6, 7, 8):
        told = when(case, EscalatePreparation(), by=PROCESS, at=days(7 * week))
        case = told.case
        heard += told.notices

    assert heard == [(NoticeKind.ESCALATION, "regional-manager"), (NoticeKind.ESCALATION, "region-lead")]
    assert when(given(*prepared()), EscalatePreparation(), by=PROCESS).events == []


def test_a_plan_without_a_meeting_is_a_success() -> None:
    """R20, R44: the plan is awaited; whoever waited for a meeting, and whom it is about, hears that there is none."""
    told = when(given(*assigned(), *coming("els"), invited("jan")), StopPreparation(reason=StopReason.PLAN_MADE))

    (event,) = told.facts
    assert isinstance(event, PlanWithoutMeeting)
    assert event.circle == ("mike", "els", "jan")
    assert event.agenda[0].what is Due.ESCALATE_PLAN
    assert told.notices == [(NoticeKind.CALLED_OFF, who) for who in ("mike", "els", "jan")]


def test_a_plan_without_a_meeting_is_of_whoever_was_wanted_and_is_not_out() -> None:
    """R20: also of who was never asked, for nobody waited for a meeting; not of who declined or is kept out."""
    wanted = when(given(*assigned(), *coming("els")), DrawUpCircle(participant="ann", name="Ann", role="friend")).case
    out = (
        InvitationAnswered(participant="els", answer="declined", means=Means.SPOKEN),
        invited("jan"),
        ParticipantWithdrew(participant="jan"),
    )
    for event in out:
        wanted = evolve(wanted, event)

    (event, *_) = when(wanted, StopPreparation(reason=StopReason.PLAN_MADE)).facts

    assert isinstance(event, PlanWithoutMeeting)
    assert event.circle == ("mike", "ann")


def test_an_information_giver_is_asked_with_the_date_if_there_is_one() -> None:
    """R18: they are invited for the first part."""
    dated = when(given(*assigned(), PLANNED), AddInformationGiver(giver="doctor", name="A doctor"))
    undated = when(given(*assigned()), AddInformationGiver(giver="doctor", name="A doctor"))

    assert [one.when for one in dated.events if isinstance(one, NoticeDue)] == [CONFERENCE]
    assert [one.when for one in undated.events if isinstance(one, NoticeDue)] == [None]


@pytest.mark.parametrize("reason", [reason for reason in StopReason if reason is not StopReason.PLAN_MADE])
def test_every_other_stop_is_an_ending(reason: StopReason) -> None:
    """R20, R32: recorded with its reason; nothing is prepared any more, and the referral service ends the case."""
    told = when(given(*assigned()), StopPreparation(reason=reason))

    assert told.facts == [PreparationStopped(reason=reason, round=1)]
    assert not told.case.preparing
    assert refused(told.case, StopPreparation(reason=reason)).reason == "not-in-preparation"
