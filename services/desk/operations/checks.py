"""One thing that was looked at: whether it is as it should be, in a sentence, and what to do if it is not."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Check:
    """What was found of one thing."""

    name: str
    state: Literal["ok", "failed", "unknown"]
    said: str
    do: str = ""
    """What to do now."""

    def shown(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


def ok(name: str, said: str) -> Check:
    """It is as it should be."""
    return Check(name, "ok", said)


def failed(name: str, said: str, do: str) -> Check:
    """It is not."""
    return Check(name, "failed", said, do)


def unknown(name: str, said: str, do: str) -> Check:
    """Nobody can say now."""
    return Check(name, "unknown", said, do)


def of_all(name: str, mistakes: Iterable[str], good: str, do: str) -> Iterator[Check]:
    """A failure for each mistake, or one line that there is none."""
    found = [failed(name, one, do) for one in mistakes]
    yield from found or [ok(name, good)]
