"""When nobody is told anything any more (R15, R16, R31): pure."""

import pytest

from contracts.base import Message
from contracts.coordination import ReportParticipantDeath, WithdrawParticipant
from contracts.notices import NoticeKind
from services.desk.commands.accepting import stops
from services.desk.notices.hiding import may_read
from services.desk.notices.silence import Verdict, verdict

QUIET = dict.fromkeys(("staff", "gone", "taken_out", "stopping", "ended", "paused", "resting"), False)


@pytest.mark.parametrize("kind", NoticeKind)
def test_after_the_end_only_that_it_is_off_and_the_last_status_are_told(kind: NoticeKind) -> None:
    """R31: everybody who waits hears that it is off; R30: a referrer hears that it ended; nothing else is sent."""
    told = verdict(kind, **{**QUIET, "ended": True})

    told_still = {NoticeKind.CALLED_OFF, NoticeKind.OFFER_WITHDRAWN, NoticeKind.STATUS}
    assert told is (Verdict.SEND if kind in told_still else Verdict.ENDED)


@pytest.mark.parametrize("kind", NoticeKind)
def test_who_withdrew_or_is_kept_out_hears_nothing_more(kind: NoticeKind) -> None:
    """R15, R16: whatever it is."""
    assert verdict(kind, **{**QUIET, "gone": True}) is Verdict.LEFT


@pytest.mark.parametrize("kind", NoticeKind)
def test_who_was_taken_out_by_somebody_elses_word_hears_that_it_is_off(kind: NoticeKind) -> None:
    """R31: they wait for it like everybody else; and then nothing more."""
    told = verdict(kind, **{**QUIET, "gone": True, "taken_out": True})

    assert told is (Verdict.SEND if kind is NoticeKind.CALLED_OFF else Verdict.LEFT)


def test_while_a_withdrawal_is_on_its_way_everything_waits() -> None:
    """R31: what becomes of it decides; if it was refused, nothing is lost."""
    assert verdict(NoticeKind.INVITATION, **{**QUIET, "stopping": True}) is Verdict.WAIT


@pytest.mark.parametrize(
    "told",
    [ReportParticipantDeath(participant="els"), WithdrawParticipant(participant="els")],
    ids=["died", "withdrew"],
)
def test_from_the_moment_it_is_told_nothing_is_sent_to_who_is_out(told: Message) -> None:
    """R15, R32: before the service has answered, and for them only."""
    assert stops(told) == ("els",)


def test_staff_always_hear() -> None:
    """R10, R39: what went wrong is told to whoever looks after it, also after the end."""
    assert verdict(NoticeKind.DEVIATION, **{**QUIET, "staff": True, "stopping": True, "ended": True}) is Verdict.SEND


@pytest.mark.parametrize("kind", NoticeKind)
def test_while_invitations_are_paused_they_wait_and_nothing_else_does(kind: NoticeKind) -> None:
    """R37: nothing is lost, and what protects people goes out at once."""
    waits = kind in {NoticeKind.INVITATION, NoticeKind.REMINDER}

    assert verdict(kind, **{**QUIET, "paused": True}) is (Verdict.WAIT if waits else Verdict.SEND)
    assert verdict(NoticeKind.INVITATION, **{**QUIET, "paused": True, "ended": True}) is Verdict.ENDED


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_hidden_place_is_read_by_who_looks_after_it_alone(kind: NoticeKind) -> None:
    """R37: also in what was sent before; what a signal says nobody else ever reads, hidden or not."""
    where = {NoticeKind.INVITATION, NoticeKind.REMINDER, NoticeKind.CONFERENCE_MOVED}

    assert may_read(kind, "coordinator", hidden=False) is (kind is not NoticeKind.SAFETY)
    assert may_read(kind, "coordinator", hidden=True) is (kind not in {*where, NoticeKind.SAFETY})
    assert may_read(kind, "regional-manager", hidden=True)
    assert may_read(kind, "region-lead", hidden=True)
