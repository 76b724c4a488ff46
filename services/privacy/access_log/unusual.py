"""What is unusual about a reading (R33): it is seen and told to whoever gives account of it; it stops nobody. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from contracts.access import DeclareOwnFamily, OwnFamilyDeclared, Unusual, UnusualAccessSeen, Use
from contracts.base import Actor, Event, Id, Moment, Part
from contracts.break_glass import GlassBroken
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.privacy import PersonalDataRead
from contracts.telling import tell

NOBODY = frozenset({"service", "process", "agency"})
"""Parts of the system read for everybody, as the notifier does: nothing of theirs is unusual."""


class Read(Part):
    """When somebody read last of a case."""

    case: Id
    at: Moment


class ReadingKnown(PersonalDataRead):
    """A reading, with what the log knows of the case and of whoever reads."""

    acting: tuple[Id, ...] = ()
    """The regions that act in the case."""
    own_family: bool = False
    lately: tuple[Read, ...] = ()
    """What they read before."""


def declare(said: DeclareOwnFamily) -> list[Event]:
    """It is written down as it was said."""
    return [OwnFamilyDeclared(staff=said.staff)]


def note(broken: GlassBroken) -> list[Event]:
    """Somebody of another region opened a case in need. The lead of the region heard of that from the desk."""
    by = Actor(id=broken.actor, role="regional-manager", region=broken.region)
    return [UnusualAccessSeen(kinds=(Unusual.BREAK_GLASS,), by=by, cases=1)]


def look(read: PersonalDataRead, given: Given) -> list[Event]:
    """What there is to see in a reading, and who hears of it: the lead of the region that has the case."""
    if not isinstance(read, ReadingKnown) or read.by is None or read.by.role in NOBODY or read.use is Use.STORY:
        return []
    region = next(iter(read.acting), "")
    policy = given.policy(region)
    before = read_within(read, given, timedelta(minutes=policy.many_cases_minutes))
    kinds = tuple(unusual(read, read.by, given.stream, before, policy.many_cases))
    if not kinds:
        return []
    told = [kind for kind in kinds if region and kind in policy.unusual_told]
    seen = UnusualAccessSeen(kinds=kinds, by=read.by, cases=len({*before, given.stream}))
    return [seen, *(notice(kind, region, given) for kind in told)]


def notice(kind: Unusual, region: str, given: Given) -> Event:
    """Told to the lead: not to the manager, whose own readings are looked at too."""
    return tell(given, NoticeKind.DEVIATION, "region-lead", detail=kind.value, rule="R33", region=region)


def unusual(read: ReadingKnown, by: Actor, case: str, before: frozenset[str], many: int) -> Iterator[Unusual]:
    """Each of the kinds. Of many cases it is said of the first beyond as many as are usual, then of as many again."""
    if case not in before and len(before) >= many and len(before) % many == 0:
        yield Unusual.MANY_CASES
    if by.region and read.acting and by.region not in read.acting:
        yield Unusual.OTHER_REGION
    if read.own_family:
        yield Unusual.OWN_FAMILY


def read_within(read: ReadingKnown, given: Given, time: timedelta) -> frozenset[str]:
    """The cases that they read before, within a time up to now."""
    since = given.at - time
    return frozenset(one.case for one in read.lately if since < one.at <= given.at)
