"""Counts that lead to nobody: those under 5 are not shown, nor what would give them away (R36). Pure."""

from collections.abc import Mapping, Sequence
from math import inf

SMALL = 5
"""A count under this is shown as `<5`."""
FEW, HIDDEN = f"<{SMALL}", "hidden"

type Sums = Sequence[tuple[str, tuple[str, ...]]]
"""Which count is the sum of which."""


def shown(counts: Mapping[str, int], sums: Sums) -> dict[str, str]:
    """Each count as people see it.

    A small one is hidden, and as many others as it takes that nobody can work out a hidden one from the sums.
    """
    hidden = {name for name, count in counts.items() if count < SMALL}
    while given_away := worked_out(counts, hidden, sums):
        hidden.add(another(given_away, counts, hidden, sums))
    return {name: str(count) if name not in hidden else mark(count) for name, count in counts.items()}


def mark(count: int) -> str:
    """What stands for a count that is hidden."""
    return FEW if count < SMALL else HIDDEN


def worked_out(counts: Mapping[str, int], hidden: set[str], sums: Sums) -> str | None:
    """A hidden count for which only one value is possible, by all that is shown."""
    possible = {name: bounds(name, counts, hidden) for name in counts}
    changed = True
    while changed:
        changed = False
        for total, parts in sums:
            for name in (total, *parts):
                lower, upper = narrowed(name, total, parts, possible)
                if (lower, upper) != possible[name]:
                    possible[name], changed = (lower, upper), True
    known = (name for name in sorted(hidden) if possible[name][0] == possible[name][1])
    return next((name for name in known if in_a_sum(name, sums)), None)


def in_a_sum(name: str, sums: Sums) -> bool:
    """Whether others could tell something about it."""
    return any(name in (total, *parts) for total, parts in sums)


def bounds(name: str, counts: Mapping[str, int], hidden: set[str]) -> tuple[float, float]:
    """What is known of a count by how it is shown."""
    if name not in hidden:
        return counts[name], counts[name]
    return (0, SMALL - 1) if counts[name] < SMALL else (SMALL, inf)


def narrowed(
    name: str, total: str, parts: tuple[str, ...], possible: Mapping[str, tuple[float, float]]
) -> tuple[float, float]:
    """What a sum says of one of its counts."""
    others = [possible[part] for part in parts if part != name]
    least, most = sum(lower for lower, _ in others), sum(upper for _, upper in others)
    lower, upper = possible[name]
    if name == total:
        return max(lower, least), min(upper, most)
    all_of_them = possible[total]
    from_below = all_of_them[0] - most if most < inf else 0
    return max(lower, from_below), min(upper, all_of_them[1] - least)


def another(given_away: str, counts: Mapping[str, int], hidden: set[str], sums: Sums) -> str:
    """What is hidden besides: the smallest count beside it, or the total itself; first where nothing else is hidden.

    Where all beside it is hidden already, what says too much stands farther on, in a sum of something that is hidden.
    """
    reached = {given_away}
    while True:
        near = [{total, *parts} for total, parts in sums if reached & {total, *parts}]
        for total, parts in sorted(sums, key=lambda one: len(hidden & {one[0], *one[1]})):
            beside = [part for part in parts if part not in hidden] or [total]
            if {total, *parts} in near and beside[0] not in hidden:
                return min(beside, key=lambda part: (counts[part], part))
        farther = reached.union(*near)
        if farther == reached:
            raise ValueError("Everything is hidden, and still a count is known: this cannot be.")
        reached = farther
