"""Opening a case of another region, in need: with a reason, for a while, and its region hears at once (R4, R33)."""

from typing import Annotated

from contracts.base import CASE, Command, Erased, Event, Id, Moment, Personal, Text


class BreakGlass(Command, service="desk"):
    """A regional manager has to read a case of another region now (R33). It gives no say in it."""

    reason: Annotated[Text | Erased, Personal(of=CASE)]


class GlassBroken(Event, service="desk"):
    """Somebody of another region reads the case for a while (R33)."""

    actor: Id
    region: Id
    """Of whoever reads."""
    home: Id
    """Whose case it is: its lead hears."""
    reason: Annotated[Text | Erased, Personal(of=CASE)]
    until: Moment
