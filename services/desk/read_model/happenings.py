"""What happened, as the read model takes it in: an event or an answer, with its personal fields sealed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from pydantic_core import from_json

from contracts.base import Event, Message
from contracts.envelope import Envelope
from contracts.notices import NoticeDue
from contracts.operations import CommandRefused, CommandRejected, DeadLetterAnnounced
from services.chassis.decider import Decided


class Happening(msgspec.Struct, frozen=True):
    """One event of a stream, or one answer to a command."""

    stream: str
    message: Message
    envelope: Envelope
    data: dict[str, Any]
    """Its data, personal fields sealed."""

    @property
    def service(self) -> str:
        """The part that speaks."""
        return self.envelope.source.rpartition(":ekc-")[2]

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.envelope.time

    @property
    def in_story(self) -> bool:
        """Whether it has a story's own date."""
        return self.envelope.storytime is not None

    @property
    def who(self) -> str:
        """The role that brought it about."""
        return self.envelope.actorrole or "service"

    @property
    def told(self) -> bool:
        """Whether a timeline shows it; of a notice what came of it is told instead."""
        return not isinstance(self.message, NoticeDue)

    @property
    def cause(self) -> str | None:
        """The command, or whatever else it answers."""
        return self.envelope.causationid


def happenings(decided: Decided) -> Iterator[Happening]:
    """The event or the answer that arrived, then what the desk itself decided.

    What was decided about reads personal fields as erased; `raw` holds them as they arrived, sealed.
    """
    if isinstance(decided.message, Event | CommandRefused | CommandRejected | DeadLetterAnnounced):
        yield Happening(decided.stream, decided.message, decided.cause, from_json(decided.raw).get("data") or {})
    for event, envelope in decided.events:
        yield Happening(decided.stream, event, envelope, envelope.data)
