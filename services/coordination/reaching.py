"""What did not arrive is neither silence nor a reminder: somebody reaches them in another way (R40)."""

from contracts.base import Event
from contracts.coordination import ParticipantReached, ParticipantUnreached
from contracts.deciding import Given
from contracts.notices import FOLLOWED, NoticeDelivered, NoticeDue, NoticeKind
from contracts.telling import MANAGER, tell
from services.coordination.state import Case, Circle, Participant

ASKS = frozenset({NoticeKind.INVITATION, NoticeKind.REMINDER})


def came_back(case: Case, told: NoticeDelivered, given: Given) -> list[Event]:
    """A notice bounced, or arrived after all. Of who is out, and of what is over, it says nothing any more."""
    who, kind = addressee(case, told.notice)
    if who is None or kind is None or case.ended or case.circle.keeps_out(who):
        return []
    member = case.circle.members.get(who)
    if told.outcome != "bounced":
        late = member is not None and not member.reached and kind in ASKS
        return [ParticipantReached(participant=who, reached=given.at)] if late else []
    if member and kind in ASKS and member.answer:
        return []
    unreached = [ParticipantUnreached(participant=who, kind=kind)] if member and kind in ASKS else []
    return [*unreached, somebody_speaks(case, who, kind, given)]


def addressee(case: Case, notice: str) -> tuple[str | None, NoticeKind | None]:
    """Whom a notice was for, and of which kind it was, if somebody has to know what became of it."""
    for people in (case.circle.members, case.givers):
        for who, one in people.items():
            if notice in one.told:
                return who, NoticeKind(one.told[notice])
    return None, None


def somebody_speaks(case: Case, who: str, kind: NoticeKind, given: Given) -> Event:
    """The coordinator reaches them in another way; without one the manager hears it."""
    to = case.search.coordinator or MANAGER
    return tell(
        given, NoticeKind.UNDELIVERED, to, asked_by="process", refers_to=(who,), detail=f"sent-{kind}", rule="R40"
    )


def after_due(case: Case, notice: NoticeDue) -> tuple[str, dict[str, str]] | None:
    """To whom something was sent that is followed, and all that they were sent."""
    known = case.circle.members.get(notice.recipient) or case.givers.get(notice.recipient)
    if known is None or notice.kind not in FOLLOWED:
        return None
    return notice.recipient, {**known.told, notice.notice: notice.kind}


def after_unreached(circle: Circle, event: ParticipantUnreached) -> Circle:
    """What did not arrive does not count."""
    member = circle.members.get(event.participant)
    if member is None:
        return circle
    if event.kind is NoticeKind.INVITATION:
        return circle.having(event.participant, reached=False, reminders=0)
    return circle.having(event.participant, reminders=uncounted(member))


def uncounted(member: Participant) -> int:
    """One reminder less."""
    return max(0, member.reminders - 1)
