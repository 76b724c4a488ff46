"""Which coordinator fits a case: region, the family's wishes, and room for one more (R11)."""

from datetime import date

from contracts.base import Id, Part
from contracts.coordination import AppointCoordinator, CoordinatorWished, FindCoordinator, Gender, Wish
from contracts.people import LanguageTag
from services.coordination.search import Wishes
from services.coordination.state import Case, in_order

WISHES: tuple[Wish, ...] = ("language", "gender", "culture", "background")
"""In the order in which they count."""


class Candidate(Part):
    """A coordinator of the register, as far as a match needs it."""

    coordinator: Id
    regions: tuple[Id, ...]
    languages: tuple[LanguageTag, ...]
    employers: tuple[Id, ...] = ()
    care_body: bool = False
    """Whether an employer is a deciding or care body (R12)."""
    gender: Gender | None = None
    cultures: tuple[Id, ...] = ()
    backgrounds: tuple[Id, ...] = ()
    away_from: date | None = None
    away_until: date | None = None
    places: int
    """Room for so many more cases."""

    def away(self, first: date, last: date) -> bool:
        """Whether they are away on one of these days."""
        if self.away_from is None or self.away_until is None:
            return False
        return self.away_from <= last and self.away_until >= first


class FindAmong(FindCoordinator):
    """The request to find a coordinator, with those of the register who could be asked."""

    candidates: tuple[Candidate, ...] = ()


class AppointKnown(AppointCoordinator):
    """The request to appoint a coordinator, with what the register knows of them."""

    candidate: Candidate | None = None


def fits(candidate: Candidate, case: Case) -> bool:
    """Whether they work in the region and have room. A language can be interpreted, so it only ranks."""
    return case.region in candidate.regions and candidate.places > 0


def ranked(candidates: tuple[Candidate, ...], case: Case) -> list[Candidate]:
    """The fitting ones, best first: more of the family's languages, then of its other wishes, then more room.

    The id settles a tie.
    """
    fitting = [candidate for candidate in candidates if fits(candidate, case)]
    return sorted(
        fitting, key=lambda one: (*(-len(met(one, case, wish)) for wish in WISHES), -one.places, one.coordinator)
    )


def wished(case: Case, wish: Wish) -> tuple[str, ...]:
    """What the family wishes of one kind; their own languages are a wish that nobody has to say."""
    match wish:
        case "language":
            return in_order(case.languages, case.wishes.languages)
        case "gender":
            return (case.wishes.gender,) if case.wishes.gender else ()
        case "culture":
            return case.wishes.cultures
    return case.wishes.backgrounds


def met(candidate: Candidate, case: Case, wish: Wish) -> list[str]:
    """Which of these wishes a coordinator meets."""
    has: dict[Wish, tuple[str, ...]] = {
        "language": candidate.languages,
        "gender": (candidate.gender,) if candidate.gender else (),
        "culture": candidate.cultures,
        "background": candidate.backgrounds,
    }
    return [word for word in wished(case, wish) if word in has[wish]]


def meets(candidate: Candidate, case: Case) -> bool:
    """Whether something is met of each wish without which the family wants nobody."""
    return all(met(candidate, case, wish) for wish in case.wishes.musts if wished(case, wish))


def reasons(candidate: Candidate, case: Case) -> tuple[str, ...]:
    """Why this one, and what of the wishes is not met, for the coordinator and the manager to read (R11)."""
    found = {wish: met(candidate, case, wish) for wish in WISHES}
    return (
        "region",
        *(f"{wish}:{word}" for wish, words in found.items() for word in words),
        *(() if found["language"] else ("interpreter-needed",)),
        *(f"not-met:{wish}:{word}" for wish in WISHES[1:] for word in wished(case, wish) if word not in found[wish]),
        f"places:{candidate.places}",
    )


def after_wished(event: CoordinatorWished) -> Wishes:
    """The last word counts."""
    return Wishes(event.languages, event.gender, event.cultures, event.backgrounds, event.musts, event.not_these)
