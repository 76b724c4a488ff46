"""A year of a region: referrals come in, and each accepted case waits for a place with a coordinator. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from heapq import heapreplace
from random import Random

from contracts.deciding import AMSTERDAM
from services.desk.figures.counting import Happened
from services.desk.figures.quarters import Quarter
from services.desk.simulate.cases import Luck, lived
from services.desk.simulate.inputs import Inputs

type Case = Sequence[Happened]
ALWAYS = datetime.min.replace(tzinfo=AMSTERDAM)


@dataclass(frozen=True)
class Year:
    """A whole year, in Dutch time. Real figures have none: quarters are never added up, and these are of nobody."""

    number: int

    @property
    def name(self) -> str:
        """For example `2026`."""
        return str(self.number)

    @cached_property
    def starts(self) -> datetime:
        """Its first moment."""
        return datetime(self.number, 1, 1, tzinfo=AMSTERDAM)

    @cached_property
    def ends(self) -> datetime:
        """The first moment after it."""
        return Year(self.number + 1).starts

    @property
    def quarters(self) -> list[Quarter]:
        """Its four quarters."""
        return [Quarter(self.number, number) for number in range(1, 5)]

    def holds(self, at: datetime) -> bool:
        """Whether a moment is in it."""
        return self.starts <= at < self.ends


@dataclass(frozen=True)
class Region:
    """What is simulated."""

    name: str
    year: Year
    referrals: int
    """In the year; before it come as many in a year."""
    coordinators: int
    seed: int


@dataclass(frozen=True)
class Stay:
    """The way of one accepted case through the places that coordinators have."""

    asked: datetime
    got: datetime
    left: datetime


@dataclass(frozen=True)
class Played:
    """What came of it, of all cases that began before the end of the year."""

    cases: tuple[Case, ...]
    stays: tuple[Stay, ...]


def play(region: Region, inputs: Inputs) -> Played:
    """Play a year, and some time before it. Whoever asks first is helped first; nobody gives up waiting."""
    lucks = sorted(referred(region, inputs), key=lambda luck: luck.decided)
    free = [ALWAYS] * (region.coordinators * inputs.coordinators.places)
    cases: list[Case] = []
    stays: list[Stay] = []
    for luck in lucks:
        got = max(luck.decided, free[0]) if luck.accepted else None
        case = lived(luck, region.name, got)
        cases.append(case)
        if got:
            stays.append(Stay(luck.decided, got, case[-1].at))
            heapreplace(free, case[-1].at)
    return Played(tuple(cases), tuple(stays))


def referred(region: Region, inputs: Inputs) -> Iterator[Luck]:
    """The referrals of the year and of the months before it. Each has its own chance: one more changes no other."""
    year, months = region.year, inputs.months_before
    early = divmod(year.number * 12 - months, 12)
    begin = datetime(early[0], early[1] + 1, 1, tzinfo=AMSTERDAM)
    for number in range(round(region.referrals * months / 12)):
        yield Luck.drawn(inputs, begin, year.starts, Random(f"{region.seed}/before/{number}"))
    for number in range(region.referrals):
        yield Luck.drawn(inputs, year.starts, year.ends, Random(f"{region.seed}/in/{number}"))
