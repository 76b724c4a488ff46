"""When nobody is told anything any more: after a withdrawal, and after the end (R15, R16, R31), or not now (R37)."""

from enum import StrEnum

from contracts.notices import NoticeKind
from services.desk.notices.hiding import INVITING

AFTER_THE_END = frozenset({NoticeKind.CALLED_OFF, NoticeKind.OFFER_WITHDRAWN, NoticeKind.STATUS})
"""That it is off, and the last status of a referral (R30); nothing else."""


class Verdict(StrEnum):
    """What to do with a notice."""

    SEND = "send"
    WAIT = "wait"
    """A withdrawal is on its way, and what becomes of it decides; or the manager paused invitations (R37)."""
    ENDED = "ended"
    LEFT = "recipient-left"


def verdict(
    kind: NoticeKind, *, staff: bool, gone: bool, taken_out: bool, stopping: bool, ended: bool, paused: bool
) -> Verdict:
    """Whether somebody may be told now. Staff always hear: who else would look after what went wrong (R10, R39)?

    Whoever was taken out by somebody else's word hears that it is off, and nothing else any more (R31).
    """
    if staff:
        return Verdict.SEND
    if gone and not (taken_out and kind is NoticeKind.CALLED_OFF):
        return Verdict.LEFT
    if ended and kind not in AFTER_THE_END:
        return Verdict.ENDED
    return Verdict.WAIT if stopping or (paused and kind in INVITING) else Verdict.SEND
