"""What falls due on a day: birthdays, action dates, retention. Rows of `streams`, swept by one message a day."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from pydantic import ValidationError

from contracts.operations import DayTurned
from services.chassis.bad_message import BadMessage
from services.chassis.envelopes import Arrival, bad_input, write

STREAMS = 200
"""Streams that one transaction of the sweep handles."""
STEP = re.compile(r"due-.*-(\d{8}T\d{6})Z-\d+")
"""The id of what a process asks for holds the moment at which it was due (`workflows/asking.py`)."""


def of(turn: Arrival) -> tuple[date, str | None]:
    """The day that began, and the only stream that it began for, if it is a story's."""
    message = DayTurned.model_validate(turn.envelope.data)
    return message.day, message.only


def of_a_story(item: Arrival) -> bool:
    """Whether it is the day of one stream with a calendar of its own."""
    return item.kind is DayTurned and isinstance(item.envelope.data, dict) and "only" in item.envelope.data


def check(item: Arrival) -> BadMessage | None:
    """What is wrong with a message that says that a day began."""
    try:
        of(item)
    except ValidationError as error:
        return bad_input(error, "invalid")
    return None


def for_stream(turn: Arrival, stream: str) -> Arrival:
    """The turn of the day as one stream hears of it; the same on every delivery."""
    envelope = turn.envelope.model_copy(update={"id": f"{turn.envelope.id}/{stream}", "subject": stream})
    return replace(turn, id=envelope.id, stream=stream, envelope=envelope, value=write(envelope))


def moment(item: Arrival) -> datetime | None:
    """When a step that a process asks for was due. A story's own calendar says nothing about that."""
    found = STEP.fullmatch(item.id) if item.topic.endswith(".due") and not item.envelope.storytime else None
    return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None
