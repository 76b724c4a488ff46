"""Somebody of the circle died (R32): recorded as it is (R39), and nothing is sent to them any more."""

import pytest

from contracts.base import Event
from contracts.coordination import (
    AddInformationGiver,
    InformationGiverAdded,
    ParticipantDied,
    RemindCircle,
    ReportParticipantDeath,
    WithdrawParticipant,
)
from contracts.notices import NoticeKind
from contracts.people import Channel
from contracts.plan import FollowUpConferenceWanted
from tests.rules.coordination_cases import (
    PROCESS,
    assigned,
    coming,
    days,
    ended,
    given,
    invite,
    invited,
    refused,
    when,
)

DIED = ReportParticipantDeath(participant="els")
DOCTOR = InformationGiverAdded(giver="doctor", name="A doctor", language="nl", channel=Channel.MAIL)


def test_every_message_to_them_stops() -> None:
    """R32: no reminder, no word that it is off, and nobody asks them again in a next round."""
    told = when(given(*assigned(), invited("els"), invited("jan")), DIED)

    assert told.facts == [ParticipantDied(participant="els")]
    assert told.notices == []
    assert when(told.case, RemindCircle(), by=PROCESS, at=days(8)).notices == [(NoticeKind.REMINDER, "jan")]
    assert (NoticeKind.CALLED_OFF, "els") not in when(told.case, ended()).notices
    assert refused(told.case, invite("els")).reason == "not-invited"
    again = when(told.case, FollowUpConferenceWanted(round=2))
    assert refused(again.case, invite("els")).reason == "not-invited"
    assert refused(told.case, WithdrawParticipant(participant="els")).reason == "not-in-circle"


def test_whoever_was_to_inform_is_not_waited_for() -> None:
    """R18, R32: nothing is asked of them, nor told to them."""
    case = given(*assigned(), *coming("els"), DOCTOR)

    told = when(case, ReportParticipantDeath(participant="doctor"))

    assert told.facts == [ParticipantDied(participant="doctor")]
    assert told.case.givers == {}
    assert refused(told.case, AddInformationGiver(giver="doctor", name="A doctor")).reason == "not-added"
    assert refused(told.case, invite("doctor")).reason == "not-invited"


@pytest.mark.parametrize(
    ("events", "who", "word"),
    [
        ((*assigned(), invited("els"), ended()), "els", "case-ended"),
        (assigned(), "mike", "death-of-person-concerned"),
        (assigned(), "nobody", "not-in-case"),
    ],
)
def test_what_is_odd_about_it_is_told_to_the_manager(events: tuple[Event, ...], who: str, word: str) -> None:
    """R39: never refused; the death of a person concerned is an end of its own, which referral decides (R32)."""
    told = when(given(*events), ReportParticipantDeath(participant=who))

    assert told.facts == [ParticipantDied(participant=who, deviations=(word,))]
    assert told.notices == [(NoticeKind.DEVIATION, "regional-manager")]
