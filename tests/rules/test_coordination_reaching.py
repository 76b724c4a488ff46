"""Undelivered is neither silence nor a reminder; answers by any means and of any day count equally (R15, R40)."""

from datetime import date, datetime, timedelta

import pytest

from contracts.base import Event
from contracts.coordination import (
    AddInformationGiver,
    AnswerInvitation,
    CompletePreparation,
    InvitationAnswered,
    InviteParticipant,
    ParticipantReached,
    ParticipantReminded,
    ParticipantUnreached,
    ParticipantVetoed,
    ParticipantWithdrew,
    PlanSession,
    PreparationCompleted,
    RecordInformation,
    RemindCircle,
    SessionPlanned,
)
from contracts.notices import NoticeDelivered, NoticeDue, NoticeKind
from contracts.people import Channel, CircleRole, Means
from services.coordination.evolution import evolve
from services.coordination.state import Case
from tests.rules.coordination_cases import (
    MONDAY,
    PROCESS,
    SERVICE,
    Told,
    assigned,
    bottom_line,
    days,
    ended,
    given,
    invite,
    prepared,
    refused,
    says,
    session,
    when,
)


def notice(told: Told, kind: NoticeKind) -> str:
    """The id of the first notice of a kind."""
    return next(one.notice for one in told.events if isinstance(one, NoticeDue) and one.kind is kind)


def bounced(case: Case, name: str, at: datetime = MONDAY) -> Told:
    """The desk tells that a notice did not arrive."""
    return when(case, NoticeDelivered(notice=name, outcome="bounced"), by=SERVICE, at=at)


def arrived(case: Case, name: str, at: datetime) -> Told:
    """The desk tells that it did."""
    return when(case, NoticeDelivered(notice=name, outcome="delivered"), by=SERVICE, at=at)


def remind(case: Case, at: datetime) -> Told:
    """The process asks to remind the silent."""
    return when(case, RemindCircle(), by=PROCESS, at=at)


def test_an_invitation_that_bounced_is_told_to_the_coordinator_and_is_no_silence() -> None:
    """R40, R15: they are not reminded of what they never got; somebody reaches them in another way."""
    asked = when(given(*assigned()), invite("els"))
    back = bounced(asked.case, notice(asked, NoticeKind.INVITATION))

    assert back.facts == [ParticipantUnreached(participant="els", kind=NoticeKind.INVITATION)]
    assert [(kind, who) for kind, who in back.notices] == [(NoticeKind.UNDELIVERED, "anna")]
    assert remind(back.case, days(20)).events == []
    assert back.case.circle.accepted() == []


def test_who_was_not_reached_can_be_asked_over_another_channel() -> None:
    """R40: it is the same question, at last; a week later it can be reminded of, and not before."""
    asked = when(given(*assigned()), invite("els"))
    back = bounced(asked.case, notice(asked, NoticeKind.INVITATION)).case
    letter = InviteParticipant(participant="els", name="Els", role=CircleRole.AUNT, channel=Channel.LETTER)

    again = when(back, letter, at=days(5), message_id="m-2")

    assert again.notices == [(NoticeKind.INVITATION, "els")]
    assert refused(again.case, letter, at=days(6)).reason == "not-invited"
    assert remind(again.case, days(11)).events == []
    assert remind(again.case, days(12)).notices == [(NoticeKind.REMINDER, "els")]


def test_what_arrived_after_all_gives_time_to_answer_from_then_on() -> None:
    """R40: the coordinator told them by mouth; a reminder waits for as long as after any invitation."""
    asked = when(given(*assigned()), invite("els"))
    name = notice(asked, NoticeKind.INVITATION)
    back = bounced(asked.case, name).case

    told = arrived(back, name, days(6))

    assert told.facts == [ParticipantReached(participant="els", reached=days(6))]
    assert remind(told.case, days(8)).events == []
    assert remind(told.case, days(13)).notices == [(NoticeKind.REMINDER, "els")]
    assert arrived(asked.case, name, days(1)).events == [], "that it arrived at once is nothing new"


def test_a_reminder_that_bounced_is_not_counted() -> None:
    """R40, R15: at most two that arrive."""
    asked = when(given(*assigned()), invite("els"))
    first = remind(asked.case, days(7))
    back = bounced(first.case, notice(first, NoticeKind.REMINDER), days(8))
    numbers = []
    case = back.case
    for week in (3, 4, 5):
        told = remind(case, days(7 * week))
        numbers += [event.reminder for event in told.facts if isinstance(event, ParticipantReminded)]
        case = told.case

    assert numbers == [1, 2]


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_who_has_answered_was_reached(answer: str) -> None:
    """R40: whatever became of the letter."""
    asked = when(given(*assigned()), invite("els"))
    said = when(asked.case, says("els", answer)).case

    assert bounced(said, notice(asked, NoticeKind.INVITATION)).events == []


def test_another_date_or_a_bottom_line_that_bounced_is_told_to_the_coordinator() -> None:
    """R40, R22, R7: nobody stands before a closed door, or hears of a limit at the table."""
    asked = when(given(*assigned(), SessionPlanned(session=session())), invite("els"))
    moved = when(asked.case, PlanSession(session=session(starts=days(35))))
    line = when(moved.case, bottom_line())

    for told, kind in ((moved, NoticeKind.CONFERENCE_MOVED), (line, NoticeKind.BOTTOM_LINE)):
        back = bounced(line.case, notice(told, kind))
        assert back.facts == []
        assert back.notices == [(NoticeKind.UNDELIVERED, "anna")]


def test_each_of_several_bottom_lines_is_followed() -> None:
    """R40, R7: one notice for each; what bounced is not lost behind what was sent after it."""
    asked = when(given(*assigned(), bottom_line(), bottom_line(name="line-2")), invite("els"))
    lines = [one for one in asked.events if isinstance(one, NoticeDue) and one.kind is NoticeKind.BOTTOM_LINE]

    assert [bounced(asked.case, one.notice).notices for one in lines] == [[(NoticeKind.UNDELIVERED, "anna")]] * 2


def test_an_information_giver_who_was_not_reached_is_told_too() -> None:
    """R40, R18: without a coordinator the manager hears it."""
    asked = when(given(*assigned()), AddInformationGiver(giver="doctor", name="A doctor"))
    name = notice(asked, NoticeKind.INVITATION)

    assert bounced(asked.case, name).notices == [(NoticeKind.UNDELIVERED, "anna")]


@pytest.mark.parametrize(
    "out",
    [
        ParticipantWithdrew(participant="els"),
        ParticipantVetoed(participant="els", by="mike", by_representative=False),
        ended(),
    ],
)
def test_of_who_is_out_and_of_what_is_over_nothing_is_followed(out: Event) -> None:
    """R15, R16, R31: nobody is reached for anything any more."""
    asked = when(given(*assigned()), invite("els"))
    case = evolve(asked.case, out)

    assert bounced(case, notice(asked, NoticeKind.INVITATION)).events == []
    assert bounced(case, "unknown").events == []


# --- answers ---


def test_an_answer_keeps_its_means_and_its_day() -> None:
    """R40: recorded by the coordinator, some days after it was given."""
    case = when(given(*assigned()), invite("els")).case
    said = AnswerInvitation(participant="els", answer="accepted", means=Means.WITH_HELP, given_on=date(2026, 3, 4))

    (event,) = when(case, said, at=days(5)).facts

    assert event == InvitationAnswered(
        participant="els", answer="accepted", means=Means.WITH_HELP, given_on=date(2026, 3, 4)
    )
    assert refused(case, said).reason == "not-yet"


def test_the_last_word_counts_and_not_the_last_record() -> None:
    """R15, R40: the letter of Wednesday is recorded after the call of Friday; the call stands."""
    case = when(given(*assigned()), invite("els")).case
    called = AnswerInvitation(participant="els", answer="declined", means=Means.SPOKEN, given_on=date(2026, 3, 6))
    wrote = AnswerInvitation(participant="els", answer="accepted", means=Means.WRITTEN, given_on=date(2026, 3, 4))

    first = when(case, called, at=days(7))
    second = when(first.case, wrote, at=days(7))

    (event,) = second.facts
    assert isinstance(event, InvitationAnswered)
    assert not event.stands
    assert second.case.circle.accepted() == []
    assert when(second.case, says("els", "accepted"), at=days(8)).case.circle.accepted() == ["els"]


def test_a_circle_without_a_single_mail_address_is_ready() -> None:
    """R40: spoken, written and helper-given answers count equally."""
    case = given(*assigned(), SessionPlanned(session=session()))
    means = {"els": Means.SPOKEN, "jan": Means.WITH_HELP, "oma": Means.WRITTEN}
    for who, how in means.items():
        asked = InviteParticipant(participant=who, name="Somebody", role=CircleRole.AUNT, channel=Channel.SPOKEN)
        case = when(case, asked).case
        case = when(case, AnswerInvitation(participant=who, answer="accepted", means=how)).case

    assert isinstance(when(case, CompletePreparation()).facts[0], PreparationCompleted)


def test_information_keeps_the_days_on_which_it_was_received_and_explained() -> None:
    """R18: the day that was told, or the day of recording; never what was in it."""
    case = given(*prepared())
    told = RecordInformation(giver="doctor", received=True, explained=True, received_on=date(2026, 2, 20))

    (event,) = when(case, told).facts
    (asked, _) = when(case, AddInformationGiver(giver="doctor", name="A doctor"), at=MONDAY + timedelta(hours=1)).events

    assert (event.received_on, event.explained_on) == (date(2026, 2, 20), MONDAY.date())  # type: ignore[attr-defined]
    assert asked.asked_on == MONDAY.date()  # type: ignore[attr-defined]
    (half,) = when(case, RecordInformation(giver="doctor", received=True, explained=False)).facts
    assert half.explained_on is None  # type: ignore[attr-defined]
