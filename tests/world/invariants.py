"""What must hold always, whatever happens in whatever order: one small function for each rule, named after it.

Each looks at one event at the moment at which it was decided, with what its service had heard until then.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.base import Event
from contracts.deciding import Given
from contracts.policy import Policy
from tests.world.known import Known

type Check = Callable[["Seen", Any], bool]
HOLDS: dict[type[Event], list[Check]] = defaultdict(list)


@dataclass(frozen=True, slots=True)
class Seen:
    """An event in its place: who decided it, why, and what that service knew."""

    part: str
    known: Known
    given: Given
    cause: object
    policy: Policy
    together: Sequence[Event] = ()
    """All that was decided in the same step, this event among it."""


def always(*kinds: type[Event]) -> Callable[[Check], Check]:
    """Check this of every such event."""

    def register(check: Check) -> Check:
        for kind in kinds:
            HOLDS[kind].append(check)
        return check

    return register
