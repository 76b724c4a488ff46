"""Who takes part in an invented case, and their tempers: late, silent, contradictory, gone at the worst moment."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from contracts.base import MESSAGES, Actor, Event, Message, Role
from contracts.catalogue import MESSAGES as CATALOGUE
from contracts.people import PersonConcerned, Reason, Referrer, ReferrerKind, Sector
from contracts.referral import ReferCase
from tests.world.chance import Chance

type Act = tuple[Message, Actor]
"""What somebody asks for or tells, and who."""
LANGUAGES = ("nl", "nl", "nl", "en", "ti", "tr")
NAMES = ("els", "bram", "aisha", "jan", "wout", "noor", "kees", "sem", "lotte", "yara", "hans", "fien")
SPELLINGS = {
    "Mike Hoekstra": "Hoekstra, M.",
    "Aïsha el Youssefi": "Aisha Joessefi",
    "Wout van der Berg": "mw. W. Vanderbergh",
    "Lotte Janssen": "Lotte Jansen-de Wit",
    "Yara Özdemir": "Yara Ozdemir",
    "Kees Schipper": "Kees Schippers",
    "Noor Visser": "N. Fisser",
    "Bram Dijkstra": "Bram Dykstra",
}
"""Invented people, each as somebody else spells them."""
AGENCIES = ("voorbeeldstad", "jeugdhulp")
COORDINATORS = tuple(f"coordinator-{number}" for number in range(1, 9))
EMPLOYED = {"coordinator-1": AGENCIES[:1], "coordinator-2": AGENCIES[1:]}
"""Coordinators who work for an agency: in its cases they are not independent (R12)."""
REGIONS = ("noord", "zuid")
MANAGERS = ("manager-1", "manager-2")
"""Of each region, and their deputy."""
LEAST, MOST = timedelta(minutes=5), timedelta(days=9)
WORST = tuple(sorted(kind.type for kind in CATALOGUE.values() if issubclass(kind, Event) and kind.milestone))
_ = MESSAGES


@lru_cache(maxsize=1_000)
def somebody(name: str, role: Role, region: str) -> Actor:
    """Who speaks; the same few people speak again and again."""
    return Actor(id=name, role=role, region=region)


@dataclass(slots=True)
class Cast:
    """The people of one case. Their ids are readable: in the real system they tell nothing."""

    case: str
    chance: Chance
    region: str
    persons: dict[str, PersonConcerned]
    holders: dict[str, tuple[str, ...]]
    referrer: Referrer
    circle: dict[str, str]
    """Who is to be asked, and their language."""
    setter: str | None
    giver: str | None
    worst: dict[str, str]
    """At the very moment at which an event of this type happens, this is done."""
    done: set[str] = field(default_factory=set)

    def manager(self, name: str, region: str = "") -> Actor:
        """One of two regional managers, or their deputy; of the region where the case began, or of another one."""
        twice = self.chance.often(0.2, f"deputy/{name}")
        return somebody(MANAGERS[twice], "regional-manager", region or self.region)

    def coordinator(self, name: str) -> Actor:
        """A coordinator speaks."""
        return somebody(name, "coordinator", self.region)

    def person(self, name: str) -> Actor:
        """A person concerned speaks."""
        return somebody(name, "person-concerned", self.region)

    def lines_setter(self) -> Actor:
        """Who judges a bottom line."""
        return Actor(id=self.setter or "nobody", role="bottom-line-setter")


WORST_THINGS = (
    "withdraw",
    "withdraw",
    "died",
    "says-no",
    "holder-says-no",
    "ill",
    "conflict",
    "participant-out",
    "veto",
)


def cast(case: str, chance: Chance) -> Cast:
    """The people of a case."""
    several = 1 + chance.often(0.15, "several") + chance.often(0.05, "many")
    persons = {f"{case}-p{n}": person(f"{case}-p{n}", chance.about(f"p{n}")) for n in range(several)}
    kind = chance.one_of((*ReferrerKind, ReferrerKind.AGENCY, ReferrerKind.AGENCY), "kind")
    who = next(iter(persons)) if kind is ReferrerKind.SELF else f"{case}-referrer"
    agency = chance.one_of(AGENCIES, "agency") if kind is ReferrerKind.AGENCY else None
    size = 1 + int(chance.of("circle") * 9)
    return Cast(
        case=case,
        chance=chance,
        region=chance.one_of(REGIONS, "region"),
        persons=persons,
        holders={name: holders(name, chance) for name in persons},
        referrer=Referrer(referrer=who, kind=kind, agency=agency),
        circle={f"{case}-{name}": chance.one_of(LANGUAGES, name) for name in NAMES[:size]},
        setter=f"{case}-worker" if chance.often(0.25, "line") else None,
        giver=f"{case}-nurse" if chance.often(0.3, "giver") else None,
        worst={
            chance.one_of(WORST, f"moment-{n}"): chance.one_of(WORST_THINGS, f"worst-{n}")
            for n in range(2)
            if chance.often(0.4, f"trouble-{n}")
        },
    )


def person(name: str, chance: Chance) -> PersonConcerned:
    """Young or old."""
    years = chance.one_of((5, 11, 13, 15, 16, 17, 34, 84), "age")
    return PersonConcerned(
        person=name,
        name=chance.one_of(tuple(SPELLINGS), "name"),
        birth_date=date(2026 - years, 1 + int(chance.of("month") * 12), 14) if chance.often(0.9, "born") else None,
        language=chance.one_of(LANGUAGES, "language"),
    )


def holders(name: str, chance: Chance) -> tuple[str, ...]:
    """One or two parents."""
    return tuple(f"{name}-h{n}" for n in range(1 + chance.often(0.6, f"{name}/parents")))


def referral(people: Cast) -> ReferCase:
    """How it begins (R1)."""
    return ReferCase(
        referral=f"{people.case}-r1",
        referrer=people.referrer,
        persons=tuple(people.persons.values()),
        region=people.region,
        reasons=(people.chance.one_of(tuple(Reason), "reason"),),
        sector=people.chance.one_of(tuple(Sector), "sector"),
    )


def delay(chance: Chance, name: str) -> timedelta:
    """How long people take: mostly days; some answer at once, some are on holiday."""
    if chance.often(0.1, f"{name}/at-once"):
        return timedelta(seconds=1)
    away = timedelta(weeks=3) if chance.often(0.03, f"{name}/away") else timedelta(0)
    return chance.between(LEAST, MOST, name) + away


def silent(chance: Chance, name: str) -> bool:
    """Nothing at all happens, until somebody nudges."""
    return chance.often(0.07, f"{name}/silent")


def morning(day: date, now: datetime) -> datetime:
    """When the day turns for whatever falls due on it: in its night, and once that is over in the next one."""
    night = datetime(day.year, day.month, day.day, 3, tzinfo=now.tzinfo)
    return night if night > now else night + timedelta(days=1 + (now - night).days)
