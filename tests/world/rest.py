"""A world at rest: everything was heard, nothing was lost, nothing waits, and each case has its one ending."""

from datetime import timedelta

from services.privacy.state import Kept, Step
from tests.world import links
from tests.world.checks import Broken
from tests.world.known import Known
from tests.world.part import Part
from tests.world.world import World

ON_ITS_WAY = timedelta(days=2)
"""Somebody can fall due to be forgotten on the last day of a world: then its end comes before everybody heard."""


def at_rest(world: World, *, must_end: bool = True) -> None:
    """Everything was heard: all parts agree that each case has its one ending, and nothing waits (promise 4).

    Raises:
        Broken: something waits, or somebody thinks otherwise.
    """
    for part in world.parts.values():
        nothing_waits(part)
        nothing_is_lost(world, part)
    if world.operators.open():
        raise Broken("promise 4", f"{world.operators.open()} were not handled again", "operators")
    nobody_is_forgotten(world)
    whoever_is_to_be_forgotten_is(world)
    for command, (case, _) in world.desk.stopping.items():
        asked = next(one for one in world.asked if one.id == command)
        raise Broken("promise 4", f"{type(asked.message).__name__} keeps notices back for ever", case)
    for name, known in world.desk.known.items():
        if known.opened and (known.ended or must_end):
            one_ending(world, name, known)
            lost = links.astray(world.checks.known, name)
            if lost:
                raise Broken("r3_each_referrer_keeps_their_stream", lost, name)


def nothing_waits(part: Part) -> None:
    """Promise 4: no message about a case is held, and no stream stands still.

    Raises:
        Broken: it does.
    """
    for name, held in part.held.items():
        if held and name.startswith("case"):
            raise Broken("promise 4", f"{part.name} still holds {[one.id for one in held]}", name)
    for name, stream in part.streams.items():
        if stream.parked:
            raise Broken("promise 4", f"{part.name} stands behind {stream.parked}", name)


def nothing_is_lost(world: World, part: Part) -> None:
    """Promise 1: a part has handled all that was decided about a case by those to whom it listens.

    Raises:
        Broken: something never came.
    """
    for producer in part.listens_to & world.parts.keys():
        for name, stream in world.parts[producer].streams.items():
            if producer == "privacy" and stream.last_at and stream.last_at > world.clock.now - ON_ITS_WAY:
                continue
            mark = world.checks.marks.get((part.name, name, producer), 0)
            if name in world.desk.known and mark != stream.sequence:
                raise Broken("promise 1", f"{part.name} has {mark} of {stream.sequence} of {producer}", name)


def nobody_is_forgotten(world: World) -> None:
    """R44: every notice was sent or withheld, or still waits at the desk in a case that goes on.

    Raises:
        Broken: one was lost.
    """
    for notice, case in world.checks.notices.items():
        if notice not in world.desk.due[case] or world.desk.known[case].ended:
            raise Broken("r44_told_once", f"{notice} was neither sent nor withheld", case)


def whoever_is_to_be_forgotten_is(world: World) -> None:
    """R5, R34: what fell due was requested, and every request is confirmed within its term.

    Raises:
        Broken: one is not.
    """
    for name, stream in world.parts["privacy"].streams.items():
        kept = stream.state if isinstance(stream.state, Kept) else Kept()
        late = [one for one in kept.requests.values() if one.step is not Step.CONFIRMED]
        if any(one.confirm_by < world.clock.now for one in late):
            raise Broken("r34_erased_in_time", "an erasure was not confirmed", name)
        overdue = [day for day in kept.lapsing.values() if day < world.clock.now.date() and not kept.holds]
        if overdue:
            raise Broken("r5_erased_without_a_yes", "nobody requested what fell due", name)


def one_ending(world: World, name: str, known: Known) -> None:
    """R32: it has ended, and everybody knows the same ending.

    Raises:
        Broken: not so.
    """
    if not known.ended:
        raise Broken("every case can reach an ending", "it was withdrawn, and has not ended", name)
    for who in ("referral", "coordination", "plan"):
        if world.checks.known[who, name].ended is not known.ended:
            raise Broken("one ending", f"{who} knows another ending than {known.ended}", name)
    life = world.lives.last(name)
    ended = {known.ended, "erased"} if name in world.eraser.erased else {known.ended}
    if life is None or life.ended not in ended:
        raise Broken("one ending", f"the process ended as {life and life.ended}, not {known.ended}", name)
