"""Whom to tell something (R44): ids only; the desk knows names, words and channels."""

from datetime import datetime

from contracts.deciding import Given
from contracts.notices import NoticeDue, NoticeKind

MANAGER = "regional-manager"


def tell(
    given: Given,
    kind: NoticeKind,
    recipient: str,
    *,
    rule: str,
    asked_by: str = MANAGER,
    refers_to: tuple[str, ...] = (),
    when: datetime | None = None,
    respond_by: datetime | None = None,
    detail: str = "",
) -> NoticeDue:
    """One notice, with the same id each time the message that causes it is handled."""
    return NoticeDue(
        notice=given.new_id("notice", kind, recipient, detail, *refers_to),
        kind=kind,
        recipient=recipient,
        asked_by=asked_by,
        refers_to=refers_to,
        when=when,
        respond_by=respond_by,
        detail=detail,
        rule=rule,
    )
