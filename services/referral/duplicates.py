"""Two cases that may be about the same people: noticed, decided by a person, linked so that it can be undone (R3).

Nothing is merged. The later case rests, and its referrals hear from the first one, each over its own status stream. One
decision touches one case: what the other one has to know is told to it (`telling_links.py`), and it follows.
"""

from datetime import date, datetime, timedelta

from contracts.base import Event
from contracts.deciding import AMSTERDAM, Given, Refused
from contracts.notices import NoticeKind
from contracts.people import Ending, Status
from contracts.referral import (
    CaseEnded,
    CaseLinked,
    CasesDiffer,
    CaseUnlinked,
    DeadlineEscalated,
    DifferentCase,
    LinkedReferral,
    LinkNews,
    LinkTold,
    PossibleDuplicateNoticed,
    ReferralLinked,
    ReferralUnlinked,
    RetractReferral,
)
from contracts.states import replace
from contracts.telling import LEVELS, MANAGER, tell
from services.referral import agenda, ending, keeping, status
from services.referral.looked_up import CorrectAmong, OtherCase, ReferAmong, SameAs
from services.referral.state import Case, Referral

UNDECIDED = "duplicate"
"""What took too long, in a word of a fixed list."""


def notice(wish: ReferAmong | CorrectAmong, given: Given, *, but: frozenset[str] = frozenset()) -> list[Event]:
    """Flag what may be about the same people, but for what is flagged already, and ask the regional manager."""
    by = given.within(given.policy(wish.region).duplicate_working_days)
    new = [one for one in wish.alike if one.case not in but]
    flags = [PossibleDuplicateNoticed(case=one.case, region=one.region, alike=one.by, decide_by=by) for one in new]
    asked = tuple(one.case for one in new)
    return [*flags, tell(given, NoticeKind.POSSIBLE_DUPLICATE, MANAGER, refers_to=asked, rule="R3")] if flags else []


def differ(case: Case, wish: DifferentCase) -> list[Event]:
    """A person decides that they are different.

    Raises:
        Refused: nobody asked whether they are.
    """
    if wish.case not in case.alike:
        raise Refused("not-flagged", "Nothing suggests that these two are the same case.", rule="R3")
    return [CasesDiffer(case=wish.case)]


def join(case: Case, wish: SameAs, given: Given) -> list[Event]:
    """A person decides that they are the same: the referrals belong to the first case, this one rests.

    Raises:
        Refused: one of the two cannot be linked, with the reason.
    """
    if case.accepted:
        raise Refused("accepted", "This case is under way: link the other one to it.", rule="R3")
    if case.transfer:
        raise Refused("transfer-open", "Another region is being asked to take this case over.", rule="R4")
    if any(one.of for one in case.referrals.values()):
        raise Refused("has-linked", "Other cases are linked to this one: link them, or this one, not both.", rule="R3")
    check_other(case, wish.other, itself=wish.case == given.stream)
    linked = tuple(told_of(name, one) for name, one in case.referrals.items() if not one.closed)
    return [CaseLinked(case=wish.case, referrals=linked)]


def check_other(case: Case, other: OtherCase | None, *, itself: bool) -> None:
    """Whether the other case can be the first of the two.

    Raises:
        Refused: there is none, it has ended, it is linked itself, or it is in another region.
    """
    if other is None or itself:
        raise Refused("no-such-case", "There is no such other case.", rule="R3")
    if other.ended:
        raise Refused("other-ended", "The other case has ended: reopen it, or keep them apart.", rule="R29")
    if other.linked:
        raise Refused("other-linked", "The other case is itself linked: link this one to the first of them.", rule="R3")
    if other.region != case.region:
        raise Refused("other-region", "The other case is in another region: hand this one over first.", rule="R4")


def undo(case: Case, given: Given) -> list[Event]:
    """It was another case after all: it goes on by itself, its intake begins anew, its referrals hear from it again.

    Raises:
        Refused: it is not linked.
    """
    if case.linked is None:
        raise Refused("not-linked", "This case is not linked to another one.", rule="R3")
    fresh = replace(case, opened=given.at)
    return [CaseUnlinked(case=case.linked, opened=given.at, agenda=agenda.opening(fresh, given))]


def hear(case: Case, told: LinkTold, given: Given) -> list[Event]:
    """What the other of two linked cases tells."""
    match told.news:
        case LinkNews.LINKED:
            return [event for one in told.referrals for event in take_in(case, told.of, one, given)]
        case LinkNews.UNLINKED:
            return [ReferralUnlinked(of=told.of, referral=name) for name in of(case, told.of)]
        case LinkNews.RETRACTED:
            open_ones = [one.referral for one in told.referrals if one.referral in of(case, told.of)]
            return [event for name in open_ones for event in retract(case, name, given)]
        case LinkNews.ENDED if case.linked == told.of and not case.ended:
            return end_with(case, told.ending or Ending.CLOSED, given)
        case LinkNews.LEFT | LinkNews.ENDED if of(case, told.of) and not case.ended:
            return [tell(given, NoticeKind.DEVIATION, MANAGER, refers_to=(told.of,), detail="left-linked", rule="R31")]
    return []


def end_with(case: Case, how: Ending, given: Given) -> list[Event]:
    """The first case ended, and so does this one, in silence. Without a yes what was kept here goes too (R5).

    When the first was closed, the yes of the same people stands there.
    """
    ended = CaseEnded(ending=how, ended=given.at, round=case.round)
    return [ended, *(keeping.erase(case, list(case.staying), given) if how is not Ending.CLOSED else ())]


def take_in(case: Case, of_case: str, one: LinkedReferral, given: Given) -> list[Event]:
    """A referral from another case: it hears how far this one is, as much as it may; of one that ended, the end."""
    if one.referral in case.referrals:
        return []
    reached = [Status.ACCEPTED] if case.accepted else []
    if case.ended:
        reached = [Status.CLOSED if case.ended is Ending.CLOSED else Status.ENDED]
    referral = referral_of(of_case, one)
    said = [event for word in reached for event in status.report_to(one.referral, referral, word, given, case.region)]
    return [ReferralLinked(of=of_case, linked=one), *said]


def retract(case: Case, name: str, given: Given) -> list[Event]:
    """A linked referral is taken back as any other one (R30)."""
    return [] if case.referrals[name].closed else ending.retract(case, RetractReferral(referral=name), given)


def of(case: Case, linked: str) -> list[str]:
    """The referrals that had opened a case of their own."""
    return [name for name, one in case.referrals.items() if one.of == linked]


def told_of(name: str, one: Referral) -> LinkedReferral:
    """What the first case has to know of a referral."""
    return LinkedReferral(
        referral=name,
        referrer=one.referrer,
        kind=one.kind,
        agency=one.agency,
        sector=one.sector,
        sharing=one.sharing,
        told=tuple(sorted(one.told)),
    )


def referral_of(of_case: str, one: LinkedReferral) -> Referral:
    """A linked referral as it is remembered."""
    return Referral(one.referrer, one.kind, one.agency, one.sector, one.sharing, frozenset(one.told), of=of_case)


def after_linked(case: Case, event: CaseLinked) -> Case:
    """It rests; nothing is flagged any more."""
    return replace(case, linked=event.case, alike=frozenset())


def after_unlinked(case: Case, event: CaseUnlinked) -> Case:
    """As on its first day, but for what was said and agreed."""
    return replace(
        case, linked=None, opened=event.opened, considered=timedelta(0), considering_since=None, escalated={}
    )


def last_day(case: Case) -> date | None:
    """The last day on which the decision comes in time, if somebody is to decide and to be told that nobody did."""
    return case.decide_by.astimezone(AMSTERDAM).date() if case.alike and case.decide_by else None


def undecided(case: Case, today: date, given: Given) -> list[Event]:
    """Nobody decided: told once to the regional manager, then to the region's lead; it decides nothing (R10)."""
    last, told = last_day(case), case.escalated.get(UNDECIDED, 0)
    if last is None or today <= last or told >= len(LEVELS):
        return []
    to = LEVELS[told]
    more = told + 1 < len(LEVELS)
    again = given.within(given.policy(case.region).escalate_again_working_days) if more else None
    return [
        DeadlineEscalated(what=UNDECIDED, level=told + 1, to=to, again=again),
        tell(given, NoticeKind.ESCALATION, to, asked_by="process", detail=UNDECIDED, rule="R3"),
    ]


def when_again(case: Case, event: DeadlineEscalated) -> datetime | None:
    """When the next level hears that nobody decided; other deadlines change nothing about it."""
    return event.again if event.what == UNDECIDED else case.decide_by
