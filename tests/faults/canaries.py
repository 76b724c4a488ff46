"""What must lie nowhere: the personal values of stories."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contracts.base import NAMESPACE
from contracts.catalogue import MESSAGES
from deploy.local.demo.story import Step, Story
from services.chassis.sealing import holders
from services.desk.proof.forms import SHORTEST

NOT_PERSONAL = frozenset(
    {"is", "language", "languages", "region", "regions", "capacity", "channel", "reasons", "sector"}
)


def personal_values(stories: Iterable[Story]) -> set[str]:
    """Names and the words in them, contacts, birth dates, addresses and texts, as the stories write them."""
    found: set[str] = set()
    for story in stories:
        for person in story.people.values():
            found.update(leaves(person.model_extra or {}))
            found.update(str((person.model_extra or {}).get("name", "")).split())
        for step in story.steps:
            found.update(of_step(step))
    return {value for value in found if len(value) >= SHORTEST}


def of_step(step: Step) -> Iterator[str]:
    """What a step says: all that an agency sends, what a contract marks as personal, and whatever reads like a text."""
    if step.sends:
        yield from leaves(step.data)
        return
    kind = MESSAGES[f"{NAMESPACE}.{step.does}.v1"]
    for path in kind.personal:
        for holder in holders(step.data, path.path):
            yield from leaves(holder[path.path[-1]])
    yield from (value for value in leaves(step.data) if " " in value)


def leaves(value: Any) -> Iterator[str]:
    """Every word and text in a piece of data, but words of fixed lists."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in NOT_PERSONAL:
                yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)
    elif value is not None and not isinstance(value, bool | int):
        yield str(value)
