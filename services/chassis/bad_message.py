"""What cannot be handled, as its sender hears it."""

from collections.abc import Sequence

from contracts.agency import Place

NOT_CLOUDEVENT = "not-cloudevent"


class BadMessage(Exception):
    """A message that cannot be handled. The texts never quote it.

    Args:
        reason: a stable word for programs: `not-json`, `unknown-type`.
        detail: one sentence for people, with the place in the input.
        places: each place that is wrong, where it is known.
    """

    def __init__(self, reason: str, detail: str, places: Sequence[Place] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
        self.places = tuple(places)


def safe(name: str) -> str:
    """A name as it may be shown: names of fields can hold anything when strangers send them."""
    return name if name.isidentifier() and len(name) <= 40 else "a field"
