"""A failure as a story: made as short as it can be and still fail, then told in the order in which it happened."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import timedelta

from contracts.base import Event
from services.desk.cases.lines import line
from tests.world.checks import Broken
from tests.world.crowd import HORIZON, Crowd
from tests.world.part import Step
from tests.world.people import COORDINATORS
from tests.world.rest import at_rest
from tests.world.surprises import name_of
from tests.world.wires import RestlessError, Trouble
from tests.world.world import MONDAY, Asked, World

type Play = Callable[[Sequence[Asked], Trouble], World]


@dataclass(frozen=True)
class Failure:
    """What failed, and all that it takes to make it fail again."""

    seed: str
    cases: int
    broken: Broken
    asked: tuple[Asked, ...]
    trouble: Trouble


def lived(seed: str, cases: int, trouble: Trouble | None = None) -> tuple[World, Failure | None]:
    """Let a world live; what failed, if something did."""
    crowd = Crowd(seed, cases, trouble)
    try:
        with coming_to_rest(crowd.world):
            return crowd.live(), None
    except Broken as broken:
        return crowd.world, Failure(seed, cases, broken, tuple(crowd.world.asked), crowd.trouble)


def played(seed: str, asked: Sequence[Asked], trouble: Trouble, hears: Callable[[Step], None] | None = None) -> World:
    """The same again without people: what was asked comes at its moments.

    Raises:
        Broken: something does not hold.
    """
    world = World(seed, trouble)
    world.hears = hears or world.hears
    for one in asked:
        world.clock.at(one.at, world.ask, one)
    with coming_to_rest(world):
        world.clock.run(MONDAY + HORIZON + timedelta(days=30))
    at_rest(world, must_end=False)
    return world


@contextmanager
def coming_to_rest(world: World) -> Iterator[None]:
    """What goes round in circles is told as what else does not hold (promise 4), of the case that did most.

    Raises:
        Broken: the world does not come to rest.
    """
    try:
        yield
    except RestlessError:
        steps = {case: sum(len(part.logs[case]) for part in world.parts.values()) for case in world.desk.known}
        raise Broken("promise 4", "it does not come to rest", max(steps, key=steps.__getitem__)) from None


def broken_by(failure: Failure, asked: Sequence[Asked], trouble: Trouble) -> bool:
    """Whether the same rule fails for the same case."""
    try:
        played(failure.seed, asked, trouble)
    except Broken as broken:
        return (broken.rule, broken.case) == (failure.broken.rule, failure.broken.case)
    return False


def shrunk(failure: Failure) -> Failure:
    """Without whatever it fails without: other cases, troubles, and everything asked that does not matter."""
    asked, trouble = failure.asked, failure.trouble
    if not broken_by(failure, asked, trouble):
        return failure
    own = tuple(one for one in asked if one.subject in (failure.broken.case, *COORDINATORS))
    asked = own if broken_by(failure, own, trouble) else asked
    for one in fields(Trouble):
        less = replace(trouble, **{one.name: False})
        trouble = less if broken_by(failure, asked, less) else trouble
    size = len(asked) // 2
    while size:
        start = 0
        while start < len(asked):
            fewer = asked[:start] + asked[start + size :]
            if broken_by(failure, fewer, trouble):
                asked = fewer
            else:
                start += size
        size //= 2
    return replace(failure, asked=asked, trouble=trouble)


def told(failure: Failure) -> str:
    """The story, for people."""
    lines: list[str] = []

    def hear(step: Step) -> None:
        if step.stream == failure.broken.case and step.part not in ("desk", "workflows"):
            lines.extend(sentences(step))

    try:
        played(failure.seed, failure.asked, failure.trouble, hear)
    except Broken as broken:
        lines.append(f"Then {broken}")
    else:
        lines.append(f"Then, only with its people, {failure.broken}")
    troubles = [one.name for one in fields(Trouble) if getattr(failure.trouble, one.name)]
    head = f"Seed {failure.seed}, {failure.cases} cases, with {', '.join(troubles) or 'nothing going wrong'}:"
    return "\n  ".join([head, *lines])


def sentences(step: Step) -> list[str]:
    """One step, as the desk's timeline would tell it."""
    message, at = step.arrival.message, step.given.at
    if message is None or not (step.events or step.refused):
        return []
    who = "" if isinstance(message, Event) else f"{step.given.by.role} {step.given.by.id}: "
    said = "" if isinstance(message, Event) else f" {message.model_dump(mode='json', exclude_defaults=True)}"
    came = f"refused ({step.refused.reason})" if step.refused else "; ".join(line(event)[1] for event in step.events)
    return [f"{at:%-d %b %Y %H:%M} {step.part} | {who}{name_of(message)}{said} -> {came}"]
