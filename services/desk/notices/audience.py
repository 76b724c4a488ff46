"""Who reads which part of a plan: the circle, named persons of it, or a setter (R43, R24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reader:
    """Somebody who is shown a plan. By default staff: they read what is for the whole circle."""

    subject: str = ""
    """Somebody of the circle."""
    whole: bool = False
    """The coordinator, who wrote it up as the circle said it."""
    lines: frozenset[str] | None = None
    """A setter: what answers these bottom lines, and nothing else (R24)."""

    def reads(self, kind: str, matter: str, facts: Mapping[str, Any]) -> bool:
        """Whether a part is for them."""
        if self.lines is not None:
            return kind in ("bottom-line", "answer") and matter in self.lines
        named = facts.get("readers") or ()
        return self.whole or not named or self.subject in named
