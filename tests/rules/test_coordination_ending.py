"""When a case ends, all that was open is called off at once, and nothing is sent afterwards (R20, R31, R38)."""

import pytest

from contracts.base import Command, Event, Message
from contracts.coordination import (
    AnswerOffer,
    CalledOff,
    CompletePreparation,
    ConferenceHeld,
    CoordinatorAssigned,
    EscalateConference,
    EscalatePreparation,
    InformationGiverAdded,
    InvitationAnswered,
    LapseOffer,
    ParticipantVetoed,
    ParticipantWithdrew,
    PlanSession,
    PlanWithoutMeeting,
    PreparationStopped,
    RemindCircle,
    StopReason,
)
from contracts.notices import NoticeKind
from contracts.people import Channel, Ending, Means
from contracts.referral import ConsentCompleted, ConsentIncomplete, PersonLeft
from services.coordination.evolution import evolve
from services.coordination.matching import FindAmong
from services.coordination.state import Case
from tests.rules.coordination_cases import (
    MONDAY,
    PROCESS,
    SERVICE,
    accepted,
    assigned,
    attended,
    bottom_line,
    candidate,
    coming,
    coordinator,
    days,
    ended,
    given,
    invite,
    invited,
    offered,
    prepared,
    refused,
    says,
    session,
    when,
)

GIVER = InformationGiverAdded(giver="doctor", name="A doctor", language="nl", channel=Channel.MAIL)
HELD = ConferenceHeld(session="session-1", attendance=attended("els"), circle=("mike", "els"), round=1)
NOT_WAITING: tuple[Event, ...] = (
    invited("uncle"),
    ParticipantVetoed(participant="uncle", by="mike", by_representative=False),
    invited("neighbour"),
    ParticipantWithdrew(participant="neighbour"),
    invited("teacher"),
    InvitationAnswered(participant="teacher", answer="declined", means=Means.SPOKEN),
)


def told_of(case: Case, end: Message | None = None) -> list[str]:
    """Who is told that it is off."""
    notices = when(case, end or ended(), by=SERVICE).notices
    assert {kind for kind, _ in notices} <= {NoticeKind.CALLED_OFF}
    return [who for _, who in notices]


def test_everybody_who_waits_is_told_and_nobody_else() -> None:
    """R31: the coordinator, the invited, the information givers; not who is out, and not who withdrew the case."""
    case = given(*assigned(), *coming("els", "mike"), invited("jan"), GIVER, *NOT_WAITING)

    told = when(case, ended(person="mike"), by=SERVICE)

    assert told.facts == [CalledOff(offers=(), invitations=("els", "mike", "jan"))]
    assert told_of(case) == ["anna", "els", "jan", "doctor"]
    kept_out = ParticipantVetoed(participant="doctor", by="mike", by_representative=False)
    assert told_of(evolve(case, kept_out)) == ["anna", "els", "jan"]


def test_whoever_is_being_asked_hears_that_it_is_off() -> None:
    """R31: an open offer is called off; a yes that was on its way comes too late."""
    case = given(*accepted(), offered("anna"))

    told = when(case, ended(), by=SERVICE)

    assert told.facts == [CalledOff(offers=("offer-anna",), invitations=())]
    assert told_of(case) == ["anna"]
    assert told.case.search.open is None
    yes = AnswerOffer(offer="offer-anna", accepted=True)
    assert refused(told.case, yes, by=coordinator("anna")).reason == "case-ended"


def test_the_reason_is_told_to_nobody() -> None:
    """R31, R32: the notices of a withdrawal and of any other ending before the conference are the same."""
    case = given(*prepared())
    said = {ending: when(case, ended(ending, person=None), by=SERVICE).events for ending in Ending}

    assert len({str(events) for events in said.values()}) == 1


def test_a_case_that_ran_its_course_calls_nothing_off() -> None:
    """R29: once the conference is over nobody waits for it; of another ending than closed the coordinator hears."""
    case = given(*prepared(), HELD)

    assert when(case, ended(Ending.CLOSED, person=None), by=SERVICE).events == []
    told = when(case, ended(Ending.WITHDRAWN), by=SERVICE)
    assert told.facts == [CalledOff(offers=(), invitations=())]
    assert told.notices == [(NoticeKind.CALLED_OFF, "anna")]


def test_after_the_conference_nobody_is_told_of_a_bottom_line() -> None:
    """R7: it is to be known before; whoever came has heard those that stood."""
    assert when(given(*prepared(), HELD), bottom_line(), by=SERVICE).events == []


def test_a_case_in_which_nothing_was_begun_has_nothing_to_call_off() -> None:
    """R31: an intake that ends is told by the referral service."""
    assert when(given(), ended(), by=SERVICE).events == []
    assert when(given(*accepted()), ended(), by=SERVICE).events == []


def test_a_stop_is_followed_by_the_ending_that_calls_off() -> None:
    """R20, R31: whoever was to come, and whom it is about, hears when the case ends, once."""
    stopped = given(*prepared(), PreparationStopped(reason=StopReason.OTHER, round=1))
    without_meeting = given(*prepared(), PlanWithoutMeeting(round=1, circle=("mike", "els")))

    assert told_of(stopped, ended(Ending.STOPPED, person=None)) == ["anna", "mike", "els", "jan", "oma"]
    assert told_of(without_meeting, ended(Ending.CLOSED, person=None)) == []


def test_persons_concerned_hear_that_it_is_off_also_outside_of_the_circle() -> None:
    """R31, R38, R44: each of them once, save who ended it themself, who left, and who wants to be sent nothing."""
    of_three = (*assigned(), ConsentCompleted(persons=("mike", "joan", "noa")), *coming("joan", "els"))

    assert told_of(given(*of_three), ended(Ending.STOPPED, person=None)) == ["anna", "mike", "joan", "noa", "els"]
    assert told_of(given(*of_three), ended(person="mike")) == ["anna", "joan", "noa", "els"]
    gone = given(*of_three, PersonLeft(person="noa"), ParticipantWithdrew(participant="joan"))
    assert told_of(gone, ended(Ending.STOPPED, person=None)) == ["anna", "mike", "els"]


IN_FLIGHT: tuple[Message, ...] = (
    says("els", "accepted"),
    invite("late"),
    AnswerOffer(offer="offer-anna", accepted=True),
    PlanSession(session=session()),
    CompletePreparation(),
    RemindCircle(),
    LapseOffer(),
    EscalatePreparation(),
    EscalateConference(),
    FindAmong(candidates=(candidate("bert"),)),
    bottom_line(),
    ConsentCompleted(persons=("mike",)),
)


@pytest.mark.parametrize("message", IN_FLIGHT, ids=lambda one: type(one).__name__)
def test_nothing_is_sent_after_the_end(message: Message) -> None:
    """R31: an acceptance, an offer and a reminder that were in flight come too late, whatever they are."""
    case = given(*prepared(), invited("silent"), ended())

    if isinstance(message, Command):
        assert refused(case, message, at=days(90)).reason == "case-ended"
        return
    told = when(case, message, by=PROCESS, at=days(90))
    assert told.events == []
    assert told.case.ended


def test_an_ending_that_overtakes_the_case_is_not_undone_by_it() -> None:
    """Promise 2: an ending passes a stream that stands still; what it overtook changes nothing about it."""
    case = given(ended(), *accepted(), offered("anna"), CoordinatorAssigned(coordinator="anna", round=1))

    assert case.ended
    assert refused(case, invite("els")).reason == "case-ended"


def test_one_of_several_leaves_the_case_and_its_circle() -> None:
    """R38: nothing is sent to them any more; the others go on."""
    case = given(*assigned(), ConsentCompleted(persons=("mike", "joan")), invited("joan"))
    assert case.persons == ("mike", "joan")

    told = when(case, PersonLeft(person="joan"), by=SERVICE)

    assert told.events == []
    assert told.case.persons == ("mike",)
    assert told_of(told.case, ended(person="mike")) == ["anna"]


def test_while_a_consent_is_missing_nobody_is_invited_or_reminded() -> None:
    """R5: what was answered stays; when the consent is there again it goes on."""
    case = given(*assigned(), invited("els"), ConsentIncomplete())

    assert refused(case, invite("jan")).reason == "no-consent"
    assert when(case, RemindCircle(), by=PROCESS, at=days(20)).events == []
    again = when(case, ConsentCompleted(persons=("mike",)), by=SERVICE).case
    assert when(again, RemindCircle(), by=PROCESS, at=days(20)).notices == [(NoticeKind.REMINDER, "els")]
    assert when(again, invite("jan"), at=MONDAY).notices == [(NoticeKind.INVITATION, "jan")]
