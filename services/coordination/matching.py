"""Which coordinator fits a case: region, language, and room for one more (R11)."""

from contracts.base import Id, Part
from contracts.coordination import AppointCoordinator, FindCoordinator
from contracts.people import LanguageTag
from services.coordination.state import Case


class Candidate(Part):
    """A coordinator of the register, as far as a match needs it."""

    coordinator: Id
    regions: tuple[Id, ...]
    languages: tuple[LanguageTag, ...]
    employers: tuple[Id, ...] = ()
    places: int
    """Room for so many more cases."""


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
    """The fitting ones, best first: more of the family's languages, then more room; the id settles a tie."""
    fitting = [candidate for candidate in candidates if fits(candidate, case)]
    return sorted(fitting, key=lambda one: (-len(shared_languages(one, case)), -one.places, one.coordinator))


def shared_languages(candidate: Candidate, case: Case) -> list[str]:
    """The languages of the persons concerned that they speak."""
    return [language for language in case.languages if language in candidate.languages]


def reasons(candidate: Candidate, case: Case) -> tuple[str, ...]:
    """Why this one, for the coordinator and the manager to read (R11)."""
    languages = [f"language:{language}" for language in shared_languages(candidate, case)]
    return ("region", *(languages or ["interpreter-needed"]), f"places:{candidate.places}")
