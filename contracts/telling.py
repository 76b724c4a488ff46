"""How every service tells people something, and the process when to ask again: the same words, the same ids."""

from datetime import datetime

from contracts.deciding import Given
from contracts.notices import NoticeDue, NoticeKind
from contracts.policy import Policy
from contracts.process import Due, DueItem
from contracts.sentences import NextStep

MANAGER = "regional-manager"
LEVELS = (MANAGER, "region-lead")
"""Who hears of what takes too long, one after the other (R10)."""


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
    region: str | None = None,
    next_step: NextStep | None = None,
) -> NoticeDue:
    """One notice (R44), with the same id each time the message that causes it is handled."""
    return NoticeDue(
        notice=given.new_id("notice", kind, recipient, detail, *refers_to, *([region] if region else ())),
        kind=kind,
        recipient=recipient,
        asked_by=asked_by,
        refers_to=refers_to,
        when=when,
        respond_by=respond_by,
        detail=detail,
        rule=rule,
        region=region,
        next_step=next_step,
    )


def told_twice(
    what: Due, first: datetime, given: Given, policy: Policy, *, rule: str, whose: str
) -> tuple[DueItem, ...]:
    """A deadline reaches the regional manager, and some working days later the region's lead (R10)."""
    second = given.calendar.after(first, policy.escalate_again_working_days)
    return tuple(DueItem(what=what, at=at, rule=rule, whose=whose) for at in (first, second))
