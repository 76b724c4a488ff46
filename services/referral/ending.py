"""How a case ends: by one list, once, at once; and how a closed one goes on (R29, R31, R32, R38)."""

from collections.abc import Sequence

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.people import DeclineReason, Ending
from contracts.referral import (
    CaseEnded,
    CaseReopened,
    DeathNoted,
    DeclineCase,
    PersonLeft,
    ReferralClosed,
    ReopenCase,
    ReportDeath,
    RetractReferral,
    WithdrawCase,
)
from contracts.telling import tell
from services.referral import keeping, regions, status
from services.referral.standing import staying
from services.referral.state import Case

TELLS_WHO_WAITS = (Ending.WITHDRAWN, Ending.STOPPED, Ending.DECLINED)
"""After a death, or when nobody can be reached, no notice is the right one; a closed case surprises nobody."""


def end(
    case: Case, ending: Ending, given: Given, *, person: str | None = None, why: DeclineReason | None = None
) -> list[Event]:
    """The one ending (R32). A case that has ended does not end again: the ending that was decided first stands.

    Who waits for the intake is told, without the reason; what was begun after it coordination calls off (R31).
    """
    if case.ended or case.opened is None:
        return []
    told = waiting(case, list(case.staying), but=person) if ending in TELLS_WHO_WAITS else []
    return [
        CaseEnded(ending=ending, ended=given.at, round=case.round, person=person),
        *keeping.erase(case, list(case.staying), given),
        *status.report_end(case, ending, given, why),
        *called_off(told, given),
        *regions.called_off(case, given),
    ]


def waiting(case: Case, gone: Sequence[str], *, but: str | None = None) -> list[str]:
    """During the intake, because of those: who considers or said yes, and whose permission was asked for.

    Never who ended it, nor whose own word or permission is still needed for somebody who stays.
    """
    if case.accepted:
        return []
    leaving = {name: case.staying[name] for name in gone}
    others = {name: one for name, one in case.staying.items() if name not in leaving}
    needed = {but, *others, *(holder for one in others.values() for holder in one.holders)}
    persons = [name for name, one in leaving.items() if one.answer in ("yes", "considering")]
    holders = [name for one in leaving.values() for name, holder in one.holders.items() if holder.granted is not False]
    return [who for who in dict.fromkeys((*persons, *holders)) if who not in needed]


def called_off(told: Sequence[str], given: Given) -> list[Event]:
    """That it is off, without the reason."""
    return [tell(given, NoticeKind.CALLED_OFF, who, rule="R31") for who in told]


def leave(
    case: Case, person: str, given: Given, why: Ending = Ending.WITHDRAWN, *, own_word: bool = True
) -> list[Event]:
    """One of the persons concerned is out of it. The others decide whether they go on; with the last the case ends.

    If it was not their own word, they hear that it is off like everybody who waits (R31).
    """
    others = [name for name in case.staying if name != person]
    if not others:
        return end(case, why, given, person=person if own_word else None)
    asked = [ask_again(other, given) for other in others]
    if not own_word:
        return [*take_out(case, [person], given), *asked]
    told = waiting(case, [person], but=person) if why in TELLS_WHO_WAITS else []
    return [PersonLeft(person=person), *keeping.erase(case, [person], given), *called_off(told, given), *asked]


def take_out(case: Case, gone: Sequence[str], given: Given) -> list[Event]:
    """Some of several are out of it without a word of their own; once the case was accepted they all wait for it."""
    return [
        *(PersonLeft(person=name, by_others=True) for name in gone),
        *keeping.erase(case, gone, given),
        *called_off(gone if case.accepted else waiting(case, gone), given),
    ]


def ask_again(person: str, given: Given) -> Event:
    """Whoever stays is asked whether they go on (R38). Their yes stands until they say otherwise."""
    return tell(given, NoticeKind.CONSENT_ASKED, person, detail="person-left", rule="R38")


def withdraw(case: Case, wish: WithdrawCase, given: Given) -> list[Event]:
    """At any point, at once, without a reason (R31)."""
    staying(case, wish.person)
    return leave(case, wish.person, given)


def record_death(case: Case, told: ReportDeath, given: Given) -> list[Event]:
    """Somebody died (R32). After the end, or where the case is not about them, it is noted and moves nothing (R39)."""
    moves = told.person in case.staying and not case.ended
    return leave(case, told.person, given, Ending.DEATH) if moves else [DeathNoted(person=told.person)]


def give_up(case: Case, given: Given) -> list[Event]:
    """A regional manager decides that nobody can be reached (R32); during the intake that is a decline (R30).

    Raises:
        Refused: nobody tried.
    """
    if not case.attempts:
        raise Refused("no-attempts", "Record first how somebody tried to reach them.", rule="R32")
    return end(case, Ending.NOT_REACHABLE, given, why=None if case.accepted else DeclineReason.NOT_REACHABLE)


def decline(case: Case, wish: DeclineCase, given: Given) -> list[Event]:
    """The intake leads to a no, with a reason of the list (R9).

    Raises:
        Refused: it was accepted; or they cannot be reached, and nobody tried.
    """
    if case.accepted:
        raise Refused("accepted", "The case is accepted: it ends in another way.", rule="R9")
    if wish.reason is DeclineReason.NOT_REACHABLE:
        return give_up(case, given)
    return end(case, Ending.DECLINED, given, why=wish.reason)


def retract(case: Case, wish: RetractReferral, given: Given) -> list[Event]:
    """A referrer takes it back: their statuses end, the case only if nobody said yes and nobody else referred (R30)."""
    status.open_referral(case, wish.referral)
    closed = ReferralClosed(referral=wish.referral)
    others = any(not one.closed for name, one in case.referrals.items() if name != wish.referral)
    if others or case.said_yes or case.linked:
        return [closed]
    alone = case.hearing(wish.referral, closed=True)
    return [closed, *end(alone, Ending.DECLINED, given)]


def reopen(case: Case, wish: ReopenCase) -> list[Event]:
    """A closed case goes on in a new round, with a note (R29).

    Raises:
        Refused: it is not closed. Whoever withdrew is not brought back; they can be referred anew.
    """
    if case.ended is not Ending.CLOSED:
        raise Refused("not-closed", "Only a case that was closed can be reopened.", rule="R29")
    return [CaseReopened(round=case.round + 1, note=wish.note)]
