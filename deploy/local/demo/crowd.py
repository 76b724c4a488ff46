"""A mixed crowd: the stories, told of many other people, in other weeks, each in a region of its own, all at once."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from deploy.local.demo.story import Story

WEIGHTS = {"mike": 60, "no-meeting": 16, "stop": 14, "minimumeis": 10, "sixteen": 0, "empty-pool": 0, "erasure": 0}
"""About how often each happens (DOMAIN.md's published figures); a story that is not named counts as 2.

One that hangs on a birthday, or to the day on which days are holidays, is told of nobody else: the crowd has other
birthdays and other weeks. Nor is one of which nothing is left.
"""
WEEKS = 40
DAYS_YOUNGER = 300
FIRST = ("Aafke", "Bilal", "Coby", "Dirk", "Esra", "Femke", "Gijs", "Hilde", "Imran", "Jet", "Klaas", "Lale", "Nienke")
LAST = ("Aarden", "Bontekoe", "Cornelissen", "Duinker", "Eikelboom", "Fokkema", "Groenhof", "Hazelaar", "Ouwerkerk")
NAMES = [f"{first} {last}" for first in FIRST for last in LAST]


def mixed(stories: Sequence[Story], cases: int) -> list[Story]:
    """So many cases; the same number gives the same crowd."""
    chance = random.Random(cases)
    weights = [WEIGHTS.get(story.story, 2) for story in stories]
    return [another(story, number, chance) for number, story in enumerate(chance.choices(stories, weights, k=cases))]


def another(story: Story, number: int, chance: random.Random) -> Story:
    """The same story of other people."""
    written = story.model_dump(by_alias=True, exclude_unset=True)
    later = timedelta(weeks=chance.randrange(WEEKS))
    married = LAST[number % len(LAST)]
    own = [f"{name}-{married}" for name in chance.sample(NAMES, len(NAMES))]
    names = dict(zip([person["name"] for person in written["people"].values()], own, strict=False))
    home = [story.region, *(person["region"] for person in written["people"].values() if "region" in person)]
    regions = {region: f"{region}-{number}" for region in home}
    told: dict[str, Any] = changed(written, {**names, **own_ids(written["steps"], number), **regions}, later, number)
    told["story"] = f"{story.story}-{number}"
    told["expect"] = {
        name: told["expect"][name] for name in ("ending", "statuses", "silent_after") if name in told["expect"]
    }
    return Story.model_validate(told)


def own_ids(steps: Sequence[Mapping[str, Any]], number: int) -> dict[str, str]:
    """References, referrals and plans are new for each telling: two with one reference meet in one case (R3)."""
    said = [step.get("data", {}).get(name) for step in steps for name in ("reference", "referral", "plan")]
    return {
        one: str(uuid5(NAMESPACE_OID, f"{one}/{number}")) for one in said if isinstance(one, str) and one[:1] != "$"
    }


def changed(value: Any, changes: Mapping[str, str], later: timedelta, number: int) -> Any:
    """A part of a story with other words and later dates."""
    match value:
        case Mapping():
            return {
                name: OWN[name](inner, number) if name in OWN else changed(inner, changes, later, number)
                for name, inner in value.items()
            }
        case list() | tuple():
            return [changed(inner, changes, later, number) for inner in value]
        case datetime() | date():
            return value + later
        case str():
            return changes.get(value) or moved(value, later)
    return value


def younger(born: date, number: int) -> date:
    """A little, and never older; nobody in a story grows out of an age that its permissions follow from (R5)."""
    return born + timedelta(days=number % DAYS_YOUNGER)


def elsewhere(postcode: str, number: int) -> str:
    """Another home."""
    return f"{1000 + number % 9000} {postcode[-2:]}"


OWN: Mapping[str, Callable[[Any, int], Any]] = {"birth_date": younger, "postcode": elsewhere}
"""What differs with each telling: two who share one of these and a name may be the same person (R3)."""


def moved(value: str, later: timedelta) -> str:
    """A moment that is written as text, later."""
    try:
        return (datetime.fromisoformat(value) + later).isoformat() if "T" in value else value
    except ValueError:
        return value
