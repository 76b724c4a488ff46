"""What operators do: a case stands still, a topic is read no further; and what they do without the desk."""

from typing import Any

from fastapi import APIRouter

from contracts.access import Act, OperatorActed
from contracts.base import Command
from contracts.catalogue import PARTS
from contracts.operations import EVERYTHING, ParkStream, PauseTopic, ReleaseStream, ResumeTopic
from contracts.topics import TOPICS, agency_of, commands
from services.desk.api.access import Caller, TheDesk
from services.desk.api.operating import STREAM, ask, write_down
from services.desk.api.problems import Problem, bad_input
from services.desk.api.shapes_operations import OperationIn, OperationOut

router = APIRouter(tags=["operations"])
OF_A_CASE: dict[Act, type[Command]] = {Act.PARK: ParkStream, Act.RELEASE: ReleaseStream}
OF_A_TOPIC: dict[Act, type[PauseTopic | ResumeTopic]] = {Act.PAUSE: PauseTopic, Act.RESUME: ResumeTopic}
HAVE_CASES = ("referral", "coordination", "plan", "workflows")
"""Who decides about cases, and who passes their milestones on. The desk goes on showing what there is."""
READERS = {topic.name: topic.readers & set(PARTS) for topic in TOPICS}
KNOWN = "SELECT 1 FROM cases WHERE id = $1"


@router.post("/operations", response_model=OperationOut, summary="Have parts do something, or say what you do yourself")
async def operate(wish: OperationIn, desk: TheDesk, caller: Caller) -> dict[str, Any]:
    """It is in the access log first. What parts are asked for survives their restart; each of their replicas obeys."""
    parts, command = wanted(wish)
    if wish.act in OF_A_CASE and await desk.pool.fetchval(KNOWN, wish.about) is None:
        raise Problem(404, "not-found", "There is no such case.")
    said = {"act": wish.act, "about": wish.about, "parts": parts, "asked": False}
    if wish.dry_run:
        return said
    acted = OperatorActed(act=wish.act, about=wish.about, parts=tuple(parts), reason=wish.reason)
    stream = wish.about if wish.act in OF_A_CASE else STREAM
    async with desk.pool.acquire() as connection, connection.transaction():
        await write_down(desk, connection, caller, acted, stream)
        if command:
            await ask(desk, connection, caller, parts, stream, command)
    desk.accepting.wake_relay()
    return {**said, "asked": command is not None}


def wanted(wish: OperationIn) -> tuple[list[str], Command | None]:
    """Of whom what is asked.

    Raises:
        Problem: nobody could do it.
    """
    if wish.act in OF_A_CASE:
        return chosen(wish, HAVE_CASES), OF_A_CASE[wish.act]()
    if wish.act in OF_A_TOPIC:
        parts = chosen(wish, readers(wish.about))
        if wish.about in map(commands, parts):
            raise Problem(409, "not-pausable", "On this topic comes the word to read on: it stays open.")
        return parts, OF_A_TOPIC[wish.act](topic=wish.about)
    return list(wish.parts), None


def readers(topic: str) -> tuple[str, ...]:
    """Who reads a topic; the desk first, for what is asked of others comes through it.

    Raises:
        Problem: there is no such topic.
    """
    if topic == EVERYTHING:
        return PARTS
    if agency_of(topic):
        return ("referral",)
    if topic not in READERS:
        raise Problem(404, "no-such-topic", "There is no such topic of ours.")
    return tuple(part for part in PARTS if part in READERS[topic])


def chosen(wish: OperationIn, possible: tuple[str, ...]) -> list[str]:
    """The parts that were named, or all.

    Raises:
        Problem: one of them does not do this.
    """
    if unfit := [part for part in wish.parts if part not in possible]:
        raise bad_input([("parts", f"{unfit[0]} has nothing to do with it; {', '.join(possible)} have")])
    return list(wish.parts or possible)
