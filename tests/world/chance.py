"""Chance that depends on the seed and on what it is about, on nothing else.

Whoever takes something out of a world finds the rest as it was: a failure can be made smaller (story.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zlib import crc32

SPREAD = 2654435761
"""Knuth's multiplicative hash: names that differ in one letter get numbers that have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Numbers by name."""

    seed: str

    def of(self, name: str) -> float:
        """A number from 0 to 1; the same name has the same number."""
        mixed = (crc32(f"{self.seed}/{name}".encode()) * SPREAD) & 0xFFFFFFFF
        return ((mixed ^ (mixed >> 15)) * SPREAD & 0xFFFFFFFF) / 0x100000000

    def often(self, share: float, name: str) -> bool:
        """Whether it happens, in that share of cases."""
        return self.of(name) < share

    def one_of[T](self, several: Sequence[T], name: str) -> T:
        """One of several."""
        return several[int(self.of(name) * len(several))]

    def between(self, least: timedelta, most: timedelta, name: str) -> timedelta:
        """A time between two; short ones are more frequent."""
        return least + (most - least) * self.of(name) ** 3

    def about(self, name: str) -> "Chance":
        """The chance of one thing among others."""
        return Chance(f"{self.seed}/{name}")
