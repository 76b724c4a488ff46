"""What stays hidden while somebody is not safe (R37): pure."""

from contracts.base import Role
from contracts.notices import NoticeKind
from contracts.telling import LEVELS

SAYS_WHERE = frozenset({NoticeKind.INVITATION, NoticeKind.REMINDER, NoticeKind.CONFERENCE_MOVED})
"""Notices in which a place can stand, also those that were sent before it was hidden."""
INVITING = frozenset({NoticeKind.INVITATION, NoticeKind.REMINDER})


def may_read(kind: str, role: Role, *, hidden: bool) -> bool:
    """Whether somebody is shown the words of a notice: what a signal says only who decides on it, ever."""
    if role in LEVELS:
        return True
    return kind != NoticeKind.SAFETY and not (hidden and kind in SAYS_WHERE)
