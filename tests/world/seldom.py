"""What seldom happens: a referral is corrected; a case moves; somebody is unsafe, unwanted, away, or claims hours,
which are billed; a payer decides late (R4, R11, R30, R37, R41, R42)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from contracts import coordination as c
from contracts import referral as r
from contracts.base import Actor
from contracts.deciding import AMSTERDAM
from contracts.people import Means, Reason
from tests.world.chance import Chance
from tests.world.known import Known
from tests.world.people import AGENCIES, COORDINATORS, EMPLOYED, REGIONS, Act, Cast, referral


def seldom(people: Cast, k: Known, me: Actor, chance: Chance) -> Iterator[Act]:
    """Now and then one of them."""
    yield from correct(people, chance)
    yield from move(people, k, me, chance)
    yield from danger(people, k, me, chance)
    if k.accepted and chance.often(0.03, "wish"):
        unwanted = tuple(one for one in COORDINATORS if chance.often(0.25, f"not-{one}"))
        yield c.WishForCoordinator(not_these=unwanted), me
    yield from bills(people, k, me, chance)
    yield from funding(k, me, chance)


def correct(people: Cast, chance: Chance) -> Iterator[Act]:
    """An agency corrects what it said, in time or not; now and then one of them was not meant."""
    agency = people.referrer.agency
    if agency and chance.often(0.08, "corrected"):
        said = dict(referral(people))
        meant = said["persons"][:-1] if chance.often(0.3, "not-meant") else ()
        wish = r.CorrectReferral(**{**said, "persons": meant or said["persons"], "reasons": (Reason.OTHER,)})
        yield wish, Actor(id=agency, role="agency")


def move(people: Cast, k: Known, me: Actor, chance: Chance) -> Iterator[Act]:
    """Another region is asked; its manager answers, and now and then acts as if the case were theirs already."""
    if k.handed_to:
        there = people.manager("there", k.handed_to)
        if chance.often(0.3, "too-early"):
            yield r.RecordContact(with_person=True, means=Means.SPOKEN), there
        if chance.often(0.6, "answers"):
            yield r.AnswerTransfer(accepted=chance.often(0.6, "takes-it")), there
    elif chance.often(0.015, "moved"):
        other = next(region for region in REGIONS if region != k.region)
        yield r.OfferTransfer(to=other, reason=r.TransferReason.MOVED), me


def danger(people: Cast, k: Known, me: Actor, chance: Chance) -> Iterator[Act]:
    """Somebody is not safe: nobody is invited until it is clear how."""
    if k.paused:
        if chance.often(0.3, "safe-again"):
            yield r.TakeSafetyMeasures(pause=False, hide=False), me
    elif chance.often(0.015, "unsafe"):
        signal = f"{people.case}-signal-{k.round}"
        yield r.RaiseSafetySignal(signal=signal, danger=chance.one_of(tuple(r.Danger), "danger"), about="Dreiging"), me
        yield r.TakeSafetyMeasures(pause=True, hide=chance.often(0.5, "hide")), me


def hours(people: Cast, k: Known, now: datetime, chance: Chance) -> Iterator[Act]:
    """Somebody claims an hour: of those who have or had the case, or by mistake in the case of others."""
    if chance.often(0.02, "hours"):
        who = chance.one_of((*sorted(k.had) * 3, chance.one_of(COORDINATORS, "anybody")), "whose")
        day = now.astimezone(AMSTERDAM).date()
        claimed = c.ClaimWork(
            entry=f"{people.case}-{who}-{day:%j}",
            coordinator=who,
            on=day,
            kind=c.WorkKind.PREPARATION,
            minutes=60,
        )
        yield claimed, people.coordinator(who)


def bills(people: Cast, k: Known, me: Actor, chance: Chance) -> Iterator[Act]:
    """The manager looks at what was claimed, and bills what they approved."""
    waits = tuple(entry for entry, one in k.work.items() if one.approved is None)
    if waits and chance.often(0.5, "looks"):
        yield c.ApproveWork(entries=waits, approved=chance.often(0.8, "approves")), me
    if any(one.approved and not one.billed for one in k.work.values()) and chance.often(0.3, "bills"):
        yield c.BillWork(bill=f"{people.case}-bill-{len(k.work)}"), me


def funding(k: Known, me: Actor, chance: Chance) -> Iterator[Act]:
    """A payer decides when the case is under way; a coordinator who works there goes on with it, or does not."""
    if k.coordinator and chance.often(0.01, "pays"):
        which = chance.one_of(AGENCIES, "which")
        yield r.DecideFunding(payer=r.Payer.MUNICIPALITY, decision=r.Funding.GRANTED, agency=which), me
    if {*EMPLOYED.get(k.coordinator or "", ())} & k.joined and chance.often(0.3, "conflict"):
        yield c.ReleaseCoordinator(reason="conflict"), me


def absence(name: str, now: datetime, chance: Chance) -> Act:
    """A coordinator goes away, and says so; now and then somebody is mistaken in the days, or in whose they are."""
    first = now.astimezone(AMSTERDAM).date() + chance.between(timedelta(0), timedelta(days=60), "first")
    away = chance.between(timedelta(days=1), timedelta(days=28), "days")
    last = first - away if chance.often(0.05, "mistaken") else first + away
    who = chance.one_of(COORDINATORS, "who") if chance.often(0.05, "others") else name
    manager = Actor(id="manager-1", role="regional-manager")
    by = manager if chance.often(0.3, "told") else Actor(id=who, role="coordinator")
    return c.AnnounceAbsence(first=first, last=last), by


def stand_in(people: Cast, k: Known, chance: Chance) -> Iterator[Act]:
    """The manager hears that somebody will be away, and looks for somebody else; or leaves it as it is."""
    if k.ended or chance.often(0.4, "waits"):
        return
    me = people.manager(chance.seed, k.region)
    if k.coordinator:
        yield c.ReleaseCoordinator(reason="other"), me
    yield c.AppointCoordinator(coordinator=chance.one_of(COORDINATORS, "instead")), me
