"""Somebody of the circle wants to be forgotten while the case goes on (R15, R34)."""

from datetime import timedelta

from contracts.coordination import ParticipantWithdrew, RemindCircle
from contracts.erasure import ErasureGround, ErasureRequested
from contracts.notices import NoticeKind
from tests.rules.coordination_cases import (
    MONDAY,
    PROCESS,
    assigned,
    coming,
    days,
    ended,
    given,
    invite,
    invited,
    refused,
    says,
    when,
)
from tests.rules.test_coordination_death import DOCTOR


def forgotten(*names: str) -> ErasureRequested:
    """The privacy service tells that they are to be forgotten."""
    return ErasureRequested(
        request="erasure-1",
        subjects=names,
        whole=False,
        ground=ErasureGround.ASKED,
        requested=MONDAY,
        confirm_by=MONDAY + timedelta(days=28),
    )


def test_whoever_wants_to_be_forgotten_is_out_and_the_case_goes_on() -> None:
    """R15: nothing is sent to them, nobody asks them again, what they answer is of nobody; others are asked still."""
    told = when(given(*assigned(), invited("els"), invited("jan")), forgotten("els"))

    assert told.facts == [ParticipantWithdrew(participant="els")]
    assert when(told.case, RemindCircle(), by=PROCESS, at=days(8)).notices == [(NoticeKind.REMINDER, "jan")]
    assert refused(told.case, invite("els")).reason == "not-invited"
    assert refused(told.case, says("els", "accepted")).reason == "no-invitation"


def test_whoever_was_to_inform_is_not_waited_for() -> None:
    """R18: a professional too can be forgotten."""
    assert when(given(*assigned(), *coming("els"), DOCTOR), forgotten("doctor")).case.givers == {}


def test_after_the_end_and_after_they_left_nothing_follows() -> None:
    """It is told once; a case that is over waits for nobody."""
    case = given(*assigned(), invited("els"))
    out = when(case, forgotten("els")).case

    assert when(out, forgotten("els")).facts == []
    assert when(when(case, ended()).case, forgotten("els")).facts == []
    assert when(case, forgotten("nobody")).facts == []
