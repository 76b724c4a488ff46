"""What the other of two linked cases has to know: over a topic that only this service writes and reads (R3)."""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.base import Event
from contracts.envelope import Envelope
from contracts.referral import (
    CaseEnded,
    CaseLinked,
    CaseUnlinked,
    LinkNews,
    LinkTold,
    PermissionRecorded,
    PersonLeft,
    ReferralClosed,
    ReferralLinked,
)
from contracts.topics import links
from services.chassis.decider import Decided, Outgoing
from services.referral.duplicates import told_of
from services.referral.state import Case


def publish(decided: Decided) -> Iterator[Outgoing]:
    """Each piece of news to the case that it is for."""
    if not isinstance(decided.state, Case):
        return
    for event, attributes in zip(decided.facts, decided.attributes, strict=True):
        for other, told in news(event, decided.stream, decided.state):
            yield Outgoing(links("referral"), other, addressed(told, other, attributes))


def news(event: Event, here: str, case: Case) -> Iterator[tuple[str, LinkTold]]:
    """Who is told what of one event."""
    match event:
        case CaseLinked():
            yield event.case, LinkTold(of=here, news=LinkNews.LINKED, referrals=event.referrals)
        case CaseUnlinked():
            yield event.case, LinkTold(of=here, news=LinkNews.UNLINKED)
        case ReferralClosed() if case.linked:
            closed = told_of(event.referral, case.referrals[event.referral])
            yield case.linked, LinkTold(of=here, news=LinkNews.RETRACTED, referrals=(closed,))
        case PermissionRecorded() if case.linked and refuses(case, event):
            yield case.linked, LinkTold(of=here, news=LinkNews.LEFT)
        case PersonLeft() if case.linked:
            yield case.linked, LinkTold(of=here, news=LinkNews.LEFT)
        case CaseEnded():
            told = LinkTold(of=here, news=LinkNews.ENDED, ending=event.ending)
            yield from ((other, told) for other in linked_with(case))
        case ReferralLinked() if case.ended:
            yield event.of, LinkTold(of=here, news=LinkNews.ENDED, ending=case.ended)


def refuses(case: Case, event: PermissionRecorded) -> bool:
    """Whether a holder's no stands: no court decided in their place (R5)."""
    return not case.persons[event.person].holders[event.holder].there


def linked_with(case: Case) -> list[str]:
    """The first case of a linked one; those that are linked to a first one."""
    others = dict.fromkeys(one.of for one in case.referrals.values() if one.of)
    return [*([case.linked] if case.linked else []), *others]


def addressed(told: LinkTold, other: str, cause: Mapping[str, Any]) -> Envelope:
    """The news as a message to the other case: the same each time, so that it is told once."""
    kept = {
        name: cause[name] for name in ("source", "time", "correlationid", "traceparent", "storytime") if name in cause
    }
    return Envelope.of(told, id=f"{cause['id']}-{other}", subject=other, causationid=cause["id"], **kept)
