"""Households that are referred twice, by somebody else and in another spelling; the manager compares them (R3)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from contracts import referral as r
from contracts.base import Actor
from contracts.people import PersonConcerned, Referrer, ReferrerKind
from tests.world.chance import Chance
from tests.world.known import Known
from tests.world.people import AGENCIES, SPELLINGS, Act, Cast, cast

TWICE = 1 / 12
"""So many of all households are referred a second time."""
LATER = timedelta(days=70)
MISTAKEN = 0.4
"""So many of all links turn out to be a mistake."""


def referred_again(first: Cast) -> Cast:
    """The same people as somebody else knows them: under ids of their own."""
    case = f"{first.case}-again"
    chance = first.chance.about("again")
    renamed = dict(zip(first.persons, (f"{case}-p{n}" for n in range(len(first.persons))), strict=True))
    agency = None if first.referrer.agency else chance.one_of(AGENCIES, "agency")
    kind = ReferrerKind.AGENCY if agency else ReferrerKind.NEIGHBOUR
    parents = {name: tuple(f"{renamed[name]}-h{n}" for n, _ in enumerate(first.holders[name])) for name in renamed}
    return replace(
        cast(case, chance),
        region=first.region,
        persons={renamed[name]: otherwise(one, renamed[name]) for name, one in first.persons.items()},
        holders={renamed[name]: several for name, several in parents.items()},
        referrer=Referrer(referrer=f"{case}-referrer", kind=kind, agency=agency),
    )


def otherwise(one: PersonConcerned, name: str) -> PersonConcerned:
    """One of them in another spelling."""
    return one.model_copy(update={"person": name, "name": SPELLINGS[str(one.name)]})


def compare(k: Known, me: Actor, chance: Chance) -> Iterator[Act]:
    """The manager decides whether two cases are the same."""
    for other in sorted(k.alike):
        if chance.often(0.7, f"{other}/same"):
            yield r.SameCase(case=other), me
            return
        if chance.often(0.5, f"{other}/different"):
            yield r.DifferentCase(case=other), me


def undone(people: Cast, k: Known, chance: Chance) -> Iterator[Act]:
    """It turns out that they are different people."""
    if k.linked and not k.ended:
        yield r.UndoSameCase(), people.manager(chance.seed, k.region)
