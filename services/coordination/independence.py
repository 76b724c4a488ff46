"""Who has a stake in the case cannot be its coordinator (R12)."""

from services.coordination.matching import Candidate
from services.coordination.state import Case


def stakes(candidate: Candidate, case: Case) -> tuple[str, ...]:
    """What makes them dependent: words of a fixed list. None means independent.

    The fee that this organisation pays is no stake.
    """
    who = candidate.coordinator
    found = {
        "works-for-agency-in-case": bool(case.employers & set(candidate.employers)),
        "person-concerned": who in case.persons,
        "in-the-circle": who in case.circle.members,
        "information-giver": who in case.givers,
        "set-a-bottom-line": any(line.setter == who for line in case.bottom_lines.values()),
        "released-for-good": who in case.search.barred,
    }
    return tuple(word for word, applies in found.items() if applies)


def independent(candidate: Candidate, case: Case) -> bool:
    """Whether nothing ties them to the case."""
    return not stakes(candidate, case)
