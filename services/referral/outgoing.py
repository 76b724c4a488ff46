"""What an agency's system hears over its own topic: the status, and nothing else (R30)."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

from contracts.agency import StatusChanged
from contracts.envelope import Envelope
from contracts.referral import ReferCase, StatusReported
from contracts.topics import outbound
from services.chassis.dead_letters import OPAQUE
from services.chassis.decider import Decided, Outgoing
from services.referral.state import Case

_STATUSES = UUID("2a6f7f0e-5d6c-5b0e-8f0a-3c1f3f9f3b52")


def publish(decided: Decided) -> Iterator[Outgoing]:
    """The statuses that one decision reported, each to the agency whose system referred."""
    for event, attributes in zip(decided.facts, decided.attributes, strict=True):
        if isinstance(event, StatusReported) and isinstance(decided.state, Case):
            agency = decided.state.referrals[event.referral].agency
            if agency:
                yield Outgoing(outbound(agency), event.referral, status(event, attributes, decided))


def status(event: StatusReported, cause: Mapping[str, Any], decided: Decided) -> Envelope:
    """The status as a CloudEvent. Ids and counts of ours would show how much happens in a case, so it has its own."""
    brought = isinstance(decided.message, ReferCase)
    own_id = decided.cause.id if OPAQUE.fullmatch(decided.cause.id) else None
    changed = StatusChanged(
        message=own_id if brought else None,
        offset=decided.offset if brought else None,
        status=event.status,
        reason=event.reason,
        since=event.since,
    )
    return Envelope.of(
        changed,
        id=str(uuid5(_STATUSES, cause["id"])),
        source=cause["source"],
        subject=event.referral,
        time=cause["time"],
    )
