"""The circle: wanted, asked, answering, reminded, out, kept out (R14-R16)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.base import Event, Message
from contracts.coordination import (
    AddInformationGiver,
    AnswerInvitation,
    DrawUpCircle,
    InformationGiverAdded,
    InvitationAnswered,
    ParticipantInvited,
    ParticipantReminded,
    ParticipantVetoed,
    ParticipantWithdrew,
    RemindCircle,
    SessionPlanned,
    VetoParticipant,
    WithdrawParticipant,
)
from contracts.notices import NoticeKind
from contracts.people import Channel, CircleRole, Means
from contracts.referral import CaseAccepted, PersonLeft
from services.coordination.state import Case
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
    invite,
    invited,
    refused,
    says,
    session,
    when,
)

VETO = VetoParticipant(participant="uncle", by="mike")
VETOED = ParticipantVetoed(participant="uncle", by="mike", by_representative=False)


def remind(case: Case, at: datetime) -> Told:
    """The process asks to remind the silent."""
    return when(case, RemindCircle(), by=PROCESS, at=at)


def wanted(name: str) -> DrawUpCircle:
    """Somebody is wanted in the circle."""
    return DrawUpCircle(participant=name, name="Somebody", role=CircleRole.UNCLE)


def informs(name: str) -> AddInformationGiver:
    """Somebody is to inform."""
    return AddInformationGiver(giver=name, name="A professional")


def giver(name: str) -> Event:
    """Somebody is an information giver."""
    return InformationGiverAdded(giver=name, name="A professional", language="nl", channel=Channel.MAIL)


def sound(case: Case, message: Message) -> tuple[str, str, str, tuple[str, ...]]:
    """All that a refusal lets anybody hear."""
    no = refused(case, message)
    return no.reason, no.text, no.rule, no.missing


def test_everyone_is_invited_personally_in_their_own_language() -> None:
    """R15, R44: an invitation is a notice to one person, with the date if there is one."""
    case = given(*assigned(), SessionPlanned(session=session()))

    told = when(case, invite("els", "ti"), by=coordinator("anna"))

    (event,) = told.facts
    assert isinstance(event, ParticipantInvited)
    assert (event.language, event.invited) == ("ti", MONDAY)
    assert told.notices == [(NoticeKind.INVITATION, "els")]
    assert told.events[1].when == CONFERENCE  # type: ignore[attr-defined]


def test_who_is_invited_hears_the_bottom_lines() -> None:
    """R7: known to everyone invited before the conference, whether it was set before or after the invitation."""
    before = when(given(*assigned(), bottom_line()), invite("els"))
    after = when(given(*assigned(), invited("els")), bottom_line(version=2))

    assert (NoticeKind.BOTTOM_LINE, "els") in before.notices
    assert after.notices == [(NoticeKind.BOTTOM_LINE, "els")]


def test_nobody_is_invited_before_every_consent_is_there() -> None:
    """R5: nothing goes on without the will of the person concerned."""
    case = given(CaseAccepted(region="noord", round=1, languages=("nl",), persons=("mike",)))

    assert refused(case, invite("els")).reason == "no-consent"
    assert refused(given(), invite("els")).reason == "not-in-preparation"


def test_a_veto_sounds_like_any_other_no() -> None:
    """R16, R15: asked before, withdrew, informs, or kept out: nobody can tell which."""
    base = assigned()
    cases = [
        given(*base, invited("uncle")),
        given(*base, VETOED),
        given(*base, invited("uncle"), ParticipantWithdrew(participant="uncle")),
        given(*base, giver("uncle")),
    ]

    assert len({sound(case, invite("uncle")) for case in cases}) == 1
    assert len({sound(case, wanted("uncle")) for case in cases}) == 1
    assert len({sound(case, informs("uncle")) for case in cases}) == 1


def test_a_vetoed_person_sees_no_difference_in_what_they_do() -> None:
    """R16: their answer and their withdrawal are recorded as anybody's; the answer counts for nothing."""
    plain = given(*assigned(), invited("uncle"))
    kept_out = given(*assigned(), invited("uncle"), VETOED)

    for message in (says("uncle", "accepted"), WithdrawParticipant(participant="uncle")):
        assert when(plain, message).events == when(kept_out, message).events
    assert when(plain, says("uncle", "accepted")).case.circle.accepted() == ["uncle"]
    assert when(kept_out, says("uncle", "accepted")).case.circle.accepted() == []


def test_a_veto_sends_nothing() -> None:
    """R16: after an invitation the coordinator speaks; the system tells nobody, and reminds no more."""
    told = when(given(*assigned(), invited("uncle")), VETO)

    assert told.notices == []
    assert remind(told.case, at=days(20)).events == []


def test_only_a_person_concerned_keeps_out_and_a_representative_on_record() -> None:
    """R16: a representative's veto is recorded as theirs."""
    case = given(*assigned())
    theirs = VetoParticipant(participant="uncle", by="mother", by_representative=True)

    (event,) = when(case, theirs).facts

    assert isinstance(event, ParticipantVetoed)
    assert event.by_representative
    assert refused(case, VetoParticipant(participant="uncle", by="els")).reason == "not-theirs-to-veto"
    assert refused(given(*assigned(), VETOED), VETO).reason == "kept-out-already"


def test_nobody_keeps_a_person_concerned_out_of_their_own_conference() -> None:
    """R16, R38: not even they themselves; they can withdraw, and then it is theirs no more."""
    case = given(*assigned())

    refusal = refused(case, VetoParticipant(participant="mike", by="mike"))

    assert refusal.reason == "not-to-be-kept-out"
    assert str(refusal) == "A person concerned is not kept out of their own conference."


def test_who_left_the_case_is_not_asked_into_its_circle() -> None:
    """R15, R38: also somebody who left before there was a circle; they are told nothing any more."""
    case = given(PersonLeft(person="joan"), *assigned())

    assert refused(case, invite("joan")).reason == "not-invited"
    assert when(case, invite("els")).facts


@pytest.mark.parametrize("answer", ["accepted", "declined", "undecided"])
def test_everyone_answers_for_themself_and_may_change_their_mind(answer: str) -> None:
    """R15, R40: the last word counts, by whatever means it came."""
    case = given(*assigned(), *coming("els"))
    spoken = AnswerInvitation(participant="els", answer=answer, means=Means.WITH_HELP)

    told = when(case, spoken)

    assert told.facts == [
        InvitationAnswered(participant="els", answer=answer, means=Means.WITH_HELP, given_on=MONDAY.date())
    ]
    assert told.case.circle.accepted() == (["els"] if answer == "accepted" else [])


def test_silence_is_no_yes() -> None:
    """R15: who was asked and says nothing does not come."""
    assert given(*assigned(), invited("els")).circle.accepted() == []


def test_there_is_nothing_to_answer_without_an_invitation() -> None:
    """R15: who was only wanted, or withdrew, has no open invitation."""
    drawn_up = when(given(*assigned()), wanted("els")).case
    withdrew = given(*assigned(), invited("els"), ParticipantWithdrew(participant="els"))

    for case in (given(*assigned()), drawn_up, withdrew):
        assert refused(case, says("els", "accepted")).reason == "no-invitation"


def test_withdrawal_needs_no_reason_and_takes_effect_at_once() -> None:
    """R15: nothing is sent, not even about the withdrawal itself."""
    case = given(*assigned(), *coming("els"))

    told = when(case, WithdrawParticipant(participant="els"))

    assert told.facts == [ParticipantWithdrew(participant="els")]
    assert told.notices == []
    assert told.case.circle.waiting() == []
    assert when(told.case, bottom_line()).notices == []
    assert refused(told.case, WithdrawParticipant(participant="els")).reason == "not-in-circle"


def test_a_reminder_waits_and_is_counted() -> None:
    """R15: a week after the invitation, a week after the last reminder, twice at most."""
    case = given(*assigned(), invited("els"))

    assert remind(case, at=days(6)).events == []
    first = remind(case, at=days(7))
    assert first.facts == [ParticipantReminded(participant="els", reminder=1, reminded=days(7))]
    assert first.notices == [(NoticeKind.REMINDER, "els")]
    assert remind(first.case, at=days(8)).events == []
    second = remind(first.case, at=days(14))
    assert second.notices == [(NoticeKind.REMINDER, "els")]
    assert remind(second.case, at=days(40)).events == []


@drawn(st.lists(st.floats(min_value=0, max_value=60), max_size=12), st.floats(min_value=0, max_value=60))
def test_nobody_is_pressed_however_often_the_process_asks(moments: list[float], withdraws: float) -> None:
    """R15: at most two reminders, a week apart, and none from the moment of the withdrawal on."""
    case = given(*assigned(), invited("els"))
    sent: list[float] = []
    out = False
    for moment in sorted(moments):
        if moment >= withdraws and not out:
            case, out = when(case, WithdrawParticipant(participant="els")).case, True
        told = remind(case, at=days(moment))
        case = told.case
        sent += [moment] * len(told.notices)

    assert len(sent) <= 2
    assert all(later - earlier > 6 for earlier, later in zip([0.0, *sent], sent, strict=False))
    assert all(moment < withdraws for moment in sent)


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_who_has_decided_is_not_reminded(answer: str) -> None:
    """R15: a yes and a no are both an answer."""
    case = when(given(*assigned(), invited("els")), says("els", answer)).case

    assert remind(case, at=days(20)).events == []


def test_one_capacity_a_person() -> None:
    """R14, R18: circle or information giver, not both."""
    assert refused(given(*assigned(), invited("els")), informs("els")).reason == "not-added"
    assert refused(given(*assigned(), giver("els")), wanted("els")).reason == "not-drawn-up"
    assert when(given(*assigned()), informs("doctor")).notices == [(NoticeKind.INVITATION, "doctor")]


def test_who_leaves_the_case_is_out_of_the_circle_too() -> None:
    """R38: when one of several persons concerned leaves, nothing is sent to them any more; the others go on."""
    case = given(*accepted(persons=("mike", "els")), *coming("els"))

    told = when(case, PersonLeft(person="els"))

    assert told.events == []
    assert told.case.persons == ("mike",)
    assert told.case.circle.waiting() == []


def test_days_are_counted_and_not_hours() -> None:
    """R15: who was reminded some seconds late is reminded again a week after, though that is some seconds early."""
    case = given(*assigned(), invited("els"))
    first = remind(case, at=days(7) + timedelta(seconds=5))

    second = remind(first.case, at=days(14))

    assert [event.reminder for event in second.facts if isinstance(event, ParticipantReminded)] == [2]


def test_an_invitation_without_a_language_keeps_the_one_that_is_known() -> None:
    """R15, R17: that of the drawing-up, also in the next round; a language that is said counts."""
    drawn_up = when(given(*assigned()), wanted("oom").model_copy(update={"language": "tr"})).case
    asked = when(drawn_up, invite("oom", language=None))

    assert asked.facts[0].model_dump(include={"language", "channel"}) == {"language": None, "channel": None}
    assert asked.case.circle.members["oom"].language == "tr"
    assert asked.case.next_round(2).circle.members["oom"].language == "tr"
    assert when(drawn_up, invite("oom", language="ti")).case.circle.members["oom"].language == "ti"
