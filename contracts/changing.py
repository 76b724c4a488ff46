"""A state with something changed."""

from typing import TYPE_CHECKING

__all__ = ["replace"]

if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(state, /, **changes):
        """What `dataclasses.replace` gives, without going through every field of a state of forty.

        For frozen dataclasses without slots and without anything that is computed, as the states of the rules are; the
        types are checked as those of `dataclasses.replace`.

        Raises:
            TypeError: a field that the state does not have.
        """
        if not changes.keys() <= state.__dict__.keys():
            raise TypeError(
                f"{type(state).__name__} has no such field: {sorted(changes.keys() - state.__dict__.keys())}"
            )
        changed = object.__new__(type(state))
        changed.__dict__.update(state.__dict__, **changes)
        return changed
