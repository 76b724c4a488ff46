"""One line for each event, without personal data: pure."""

from string import Formatter

import pytest

from contracts.base import MESSAGES, Event, Message
from services.desk.app import SERVICE
from services.desk.cases.lines import LINES

EVENTS = sorted((kind for kind in MESSAGES.values() if issubclass(kind, Event)), key=lambda kind: kind.type)


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_every_event_has_a_line_that_shows_nothing_personal(kind: type[Message]) -> None:
    """What a line shows are words of fixed lists, numbers and dates of the event itself."""
    _, words = LINES[kind]

    shown = {name for _, name, _, _ in Formatter().parse(words) if name}
    assert shown <= kind.model_fields.keys() - {path.path[0] for path in kind.personal}
    assert SERVICE
