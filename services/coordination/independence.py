"""Who has a stake in the case cannot be its coordinator (R12)."""

from collections.abc import Iterable

from contracts.base import Event
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.telling import MANAGER, tell
from services.coordination.matching import Candidate
from services.coordination.state import Case


def stakes(candidate: Candidate, case: Case) -> tuple[str, ...]:
    """What makes them dependent: words of a fixed list. None means independent.

    The fee that this organisation pays is no stake.
    """
    return (
        *employed(candidate.employers, case),
        *(("works-for-deciding-or-care-body",) if candidate.care_body else ()),
        *ties(candidate.coordinator, case),
    )


def by_now(coordinator: str, case: Case) -> tuple[str, ...]:
    """What ties whoever was asked or has the case, also by what joined it since: an agency that they work for."""
    return (*employed(case.search.employers.get(coordinator, ()), case), *ties(coordinator, case))


def employed(employers: Iterable[str], case: Case) -> tuple[str, ...]:
    """Whether they work for an agency that is in the case."""
    return () if case.employers.isdisjoint(employers) else ("works-for-agency-in-case",)


def ties(who: str, case: Case) -> tuple[str, ...]:
    """What ties somebody to the case, whatever the register says of them; it can come out later (R12)."""
    found = {
        "person-concerned": who in case.persons,
        "in-the-circle": who in case.circle.members,
        "information-giver": who in case.givers,
        "set-a-bottom-line": any(line.setter == who for line in case.bottom_lines.values()),
        "released-for-good": who in case.search.barred,
        "not-wanted": who in case.wishes.not_these,
    }
    return tuple(word for word, applies in found.items() if applies)


def independent(candidate: Candidate, case: Case) -> bool:
    """Whether nothing ties them to the case."""
    return not stakes(candidate, case)


def came_out(case: Case, setter: str, given: Given) -> list[Event]:
    """A bottom line is of somebody who cannot have set it: the coordinator, or one of the circle (R12, R14).

    The regional manager hears and decides; with such a coordinator nothing is ready.
    """
    found = {
        "coordinator-with-a-stake": setter == case.search.coordinator,
        "setter-in-the-circle": setter in case.circle.members,
    }
    return [deviates(setter, word, given) for word, applies in found.items() if applies]


def stake(coordinator: str, given: Given) -> Event:
    """Whoever has the case turns out to have a stake in it: the regional manager hears and decides (R12)."""
    return deviates(coordinator, "coordinator-with-a-stake", given)


def deviates(who: str, word: str, given: Given) -> Event:
    """The regional manager hears of somebody."""
    return tell(given, NoticeKind.DEVIATION, MANAGER, asked_by="process", refers_to=(who,), detail=word, rule="R12")
