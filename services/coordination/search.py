"""What is remembered of the search for a coordinator: ids, words of lists and moments (R11-R13, R41)."""

from datetime import datetime

from contracts.coordination import Gender, Wish
from contracts.states import State, field


class Wishes(State, frozen=True):
    """What the family wishes of its coordinator (R11)."""

    languages: tuple[str, ...] = ()
    gender: Gender | None = None
    cultures: tuple[str, ...] = ()
    backgrounds: tuple[str, ...] = ()
    musts: tuple[Wish, ...] = ()
    not_these: tuple[str, ...] = ()


class Offer(State, frozen=True):
    """One question to one coordinator (R13)."""

    offer: str
    coordinator: str
    respond_by: datetime


class Search(State, frozen=True):
    """The search for a coordinator, and who has the case (R11-R13, R41)."""

    coordinator: str | None = None
    open: Offer | None = None
    lapsed: dict[str, str] = field(default_factory=dict)
    """Offers whose time ran out, and to whom: a late yes can still count."""
    asked: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    """Never again in this case: a conflict of interest, or the family's wish."""
    had: frozenset[str] = frozenset()
    """Who has or had the case: they can claim their hours (R42)."""
    emptied: int = 0
    """How often in a row nobody was left to ask."""
    employers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For whom each who was asked or appointed works beside this (R12)."""
