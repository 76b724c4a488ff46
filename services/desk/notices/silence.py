"""When nobody is told anything any more: after a withdrawal, and after the end (R15, R16, R31), or not now (R37)."""

from enum import StrEnum

from contracts.notices import NoticeKind
from services.desk.notices.hiding import INVITING

AFTER_THE_END = frozenset({NoticeKind.CALLED_OFF, NoticeKind.OFFER_WITHDRAWN, NoticeKind.STATUS})
"""That it is off, and the last status of a referral (R30); nothing else."""


WHILE_RESTING = AFTER_THE_END | {NoticeKind.SAFETY}
"""What is told while what is kept rests (GDPR, article 18): what protects people. After the end staff hear the rest."""


class Verdict(StrEnum):
    """What to do with a notice."""

    SEND = "send"
    WAIT = "wait"
    """A withdrawal is on its way, and what becomes of it decides; or the manager paused invitations (R37); or what is
    kept rests (GDPR, article 18)."""
    ENDED = "ended"
    LEFT = "recipient-left"


def verdict(
    kind: NoticeKind,
    *,
    staff: bool,
    gone: bool,
    taken_out: bool,
    stopping: bool,
    ended: bool,
    paused: bool,
    resting: bool,
) -> Verdict:
    """Whether somebody may be told now. Staff always hear: who else would look after what went wrong (R10, R39)?

    Whoever was taken out by somebody else's word hears that it is off, and nothing else any more (R31).
    """
    waits = resting and not ended and kind not in WHILE_RESTING
    if staff:
        return Verdict.WAIT if waits else Verdict.SEND
    if gone and not (taken_out and kind is NoticeKind.CALLED_OFF):
        return Verdict.LEFT
    if ended and kind not in AFTER_THE_END:
        return Verdict.ENDED
    return Verdict.WAIT if waits or stopping or (paused and kind in INVITING) else Verdict.SEND
