"""What regional managers and families do: the intake, and whatever they change their minds about."""

from collections.abc import Iterator
from datetime import datetime

from contracts import coordination as c
from contracts import referral as r
from contracts.base import Actor
from contracts.people import DeclineReason, Ending, Means, Status, WhoConsents
from tests.world import households
from tests.world.chance import Chance
from tests.world.known import Known
from tests.world.people import COORDINATORS, Act, Cast
from tests.world.seldom import seldom

YOUNG = (WhoConsents.HOLDERS, WhoConsents.TOGETHER)


def manager(people: Cast, k: Known, now: datetime, chance: Chance) -> Iterator[Act]:
    """The regional manager looks at the case."""
    me = people.manager(chance.seed, k.region)
    if k.ended:
        if k.ended is Ending.CLOSED and chance.often(0.03, "reopen"):
            yield r.ReopenCase(note="It goes on."), me
        return
    if not k.linked:
        yield from households.compare(k, me, chance.about("alike"))
    elif chance.often(0.8, "rests"):
        return
    if not k.contacted:
        yield r.RecordContact(with_person=chance.often(0.8, "reached"), means=Means.SPOKEN), me
    yield from seldom(people, k, me, chance.about("seldom"))
    for name in k.staying:
        yield from consent(people, k, name, me, chance.about(name))
    if not k.accepted:
        yield from intake(people, k, me, chance)
    elif k.coordinator is None and (k.pool_empty or k.barred):
        # A name that comes to mind: also that of somebody who is not to have the case again.
        names = (*COORDINATORS, *sorted(k.barred) * 4)
        yield c.AppointCoordinator(coordinator=chance.one_of(names, "appoint")), me
    elif k.lines and k.stage in ("preparation", "prepared") and chance.often(0.03, "revise"):
        yield from bottom_line(people, me)


def consent(people: Cast, k: Known, name: str, me: Actor, chance: Chance) -> Iterator[Act]:
    """What a person concerned and whoever has a say over them answered, as it was told to the manager."""
    said = k.said.get(name)
    if said is None or (said == "considering" and chance.often(0.5, "thought")):
        answer = "yes" if chance.often(0.85, "yes") else chance.one_of(("considering", "no", "considering"), "else")
        by = people.person(name) if chance.often(0.3, "themself") else me
        yield r.RecordWillingness(person=name, answer=answer, means=Means.SPOKEN), by
    if k.persons[name] not in YOUNG and not chance.often(0.02, "mentor"):
        return
    for holder in people.holders.get(name, ()):
        if (name, holder) not in k.holders:
            yield r.RequirePermission(person=name, holder=holder, name="Somebody", capacity="parent"), me
        elif k.holders[name, holder] is None or (k.holders[name, holder] is False and chance.often(0.3, "again")):
            granted = chance.often(0.92, f"{holder}/granted")
            yield r.RecordPermission(person=name, holder=holder, granted=granted, means=Means.WRITTEN), me


def intake(people: Cast, k: Known, me: Actor, chance: Chance) -> Iterator[Act]:
    """The conversation and its outcome; now and then too early."""
    if chance.often(0.04, "decline"):
        yield r.DeclineCase(reason=chance.one_of(tuple(DeclineReason), "why")), me
    if chance.often(0.02, "give-up"):
        yield r.GiveUpReaching(), me
    if chance.often(0.1, "sharing"):
        allowed = tuple(status for status in Status if chance.often(0.5, status))
        yield r.RecordSharing(referral=f"{people.case}-r1", statuses=allowed), me
    if k.wanted and not k.questions:
        asked = tuple(
            r.Question(question=f"q{n}", text="Hoe gaat het verder?") for n in range(1 + chance.often(0.4, "2"))
        )
        yield r.AgreeQuestions(questions=asked, confirmed_by=k.staying[0]), me
    if people.setter and k.wanted and not k.lines and chance.often(0.7, "line"):
        yield from bottom_line(people, me)
    if not k.funded and chance.often(0.3, "funding"):
        yield r.DecideFunding(payer=r.Payer.MUNICIPALITY, decision=chance.one_of(tuple(r.Funding), "decision")), me
    if (k.wanted and k.questions) or chance.often(0.1, "too-early"):
        yield r.AcceptCase(), me


def bottom_line(people: Cast, me: Actor) -> Iterator[Act]:
    """A limit, or a new version of it."""
    line = r.SetBottomLine(
        bottom_line=f"{people.case}-line",
        setter=people.setter or f"{people.case}-worker",
        setter_name="Somebody",
        mandate="child-protection",
        text="Niet bij deze man",
        ground="Er was geweld",
    )
    yield line, me


def worst(what: str, people: Cast, k: Known, chance: Chance) -> Iterator[Act]:
    """What happens at the worst moment."""
    me, name = people.manager(what, k.region), chance.one_of(tuple(people.persons), "who")
    asked = chance.one_of(tuple(people.circle), "whom")
    match what:
        case "withdraw":
            yield r.WithdrawCase(person=name), people.person(name)
        case "died":
            yield r.ReportDeath(person=name), me
        case "says-no":
            yield r.RecordWillingness(person=name, answer="no", means=Means.SPOKEN), people.person(name)
        case "holder-says-no" if people.holders[name]:
            holder = people.holders[name][0]
            yield r.RecordPermission(person=name, holder=holder, granted=False, means=Means.SPOKEN), me
        case "ill" | "conflict":
            yield c.ReleaseCoordinator(reason=what), me
        case "participant-out":
            yield c.WithdrawParticipant(participant=asked), me
        case "veto":
            yield c.VetoParticipant(participant=asked, by=name), people.person(name)
