"""What an agency's system hears over its own topic: statuses, corrections taken, what is asked (R18, R30)."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

from contracts.agency import CorrectionTaken, InformationAsked, StatusChanged
from contracts.base import Event, Outbound
from contracts.envelope import Envelope
from contracts.referral import InformationTold, ReferCase, ReferralCorrected, StatusReported
from contracts.sentences import CORRECTION_TAKEN, INFORMATION_ASKED, named, sentences
from contracts.topics import outbound
from services.chassis.dead_letters import OPAQUE
from services.chassis.decider import Decided, Outgoing
from services.referral.state import Case

_STATUSES = UUID("2a6f7f0e-5d6c-5b0e-8f0a-3c1f3f9f3b52")


def publish(decided: Decided) -> Iterator[Outgoing]:
    """What one decision has to tell, each to the agency whose system referred."""
    if not isinstance(decided.state, Case):
        return
    for event, attributes in zip(decided.facts, decided.attributes, strict=True):
        for referral, said in told(event, decided):
            agency = decided.state.referrals[referral].agency
            if agency:
                yield Outgoing(outbound(agency), referral, addressed(said, referral, attributes))


def told(event: Event, decided: Decided) -> Iterator[tuple[str, Outbound]]:
    """What is told of one event, and about which referral: made field by field, so that nothing else gets in."""
    match event:
        case StatusReported():
            yield event.referral, status(event, decided)
        case ReferralCorrected():
            yield (
                event.referral,
                CorrectionTaken(
                    message=own_id(decided),
                    offset=decided.offset,
                    since=decided.at,
                    sentences=sentences(CORRECTION_TAKEN, event.next_step),
                ),
            )
        case InformationTold():
            yield (
                event.referral,
                InformationAsked(
                    since=event.since,
                    conference=event.conference,
                    by=event.next_step.by,
                    sentences=sentences(INFORMATION_ASKED, event.next_step),
                ),
            )


def status(event: StatusReported, decided: Decided) -> StatusChanged:
    """One status; the first one says which message it answers."""
    brought = isinstance(decided.message, ReferCase)
    name = named(event.status, event.reason)
    return StatusChanged(
        message=own_id(decided) if brought else None,
        offset=decided.offset if brought else None,
        status=event.status,
        reason=event.reason,
        since=event.since,
        sentences=sentences(name, event.next_step) if event.next_step else None,
    )


def own_id(decided: Decided) -> str | None:
    """The agency's own id of its message, unless it could hold a name."""
    return decided.cause.id if OPAQUE.fullmatch(decided.cause.id) else None


def addressed(said: Outbound, referral: str, cause: Mapping[str, Any]) -> Envelope:
    """As a CloudEvent. Ids and counts of ours would show how much happens in a case, so it has its own."""
    return Envelope.of(
        said,
        id=str(uuid5(_STATUSES, cause["id"])),
        source=cause["source"],
        subject=referral,
        time=cause["time"],
        storytime=cause.get("storytime"),
    )
