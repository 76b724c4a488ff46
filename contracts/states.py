"""What a service remembers of a stream: values that never change, compared by what they hold, stored as JSON."""

import msgspec
from msgspec import field
from msgspec.structs import replace

__all__ = ["State", "field", "replace"]


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """A state, or a part of one. What is as it was at first is not stored."""
