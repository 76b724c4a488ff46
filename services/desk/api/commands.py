"""Commands in, and what came of them out."""

import time
from datetime import UTC, datetime
from typing import Any

import asyncpg
from fastapi import APIRouter, Response
from pydantic_core import from_json

from contracts.base import Actor, Message
from contracts.catalogue import MESSAGES
from contracts.erasure import RequestErasure
from contracts.operations import EVERYTHING
from contracts.roles import ROLES
from services.desk.api import reading
from services.desk.api.access import READERS, Caller, TheDesk, may_see
from services.desk.api.problems import Problem, bad_input
from services.desk.api.reading import CAUSED
from services.desk.api.shapes import Answer, CommandIn
from services.desk.cases.standing import RESTING
from services.desk.commands.accepting import Accepted, Asked
from services.desk.commands.checking import kind_of, validated
from services.desk.commands.minting import redacted
from services.desk.desk import Desk
from services.desk.read_model import cases
from services.desk.rights.advice import advice
from services.desk.rights.redactions import note_texts

router = APIRouter(tags=["commands"])
DRAINED = "SELECT 1 FROM paused WHERE topic = $1"


@router.post("/commands", response_model=Answer, summary="Ask for something, or tell what happened")
async def ask(command: CommandIn, response: Response, desk: TheDesk, caller: Caller) -> dict[str, Any]:
    """Accept a command and wait for what comes of it. Asking again with the same id is harmless."""
    if await desk.pool.fetchval(DRAINED, EVERYTHING):
        raise Problem(503, "draining", "The desk takes nothing in for now: an operator drains it. Ask again later.")
    wish = asked(command, desk, caller)
    await before_erasure(desk, wish)
    accepted = await desk.accepting.accept(wish)
    known = {"repeated": accepted.repeated, "advice": await advised(desk, caller, accepted, command)}
    if command.wait_seconds == 0:
        response.status_code = 202
        return (await answer(desk, accepted.id)) | known
    came = await wait_for(desk, accepted.id, command.wait_seconds)
    return came | known


async def before_erasure(desk: Desk, wish: Asked) -> None:
    """While names can be read: in which texts of a case that goes on somebody is named who is to be erased (R34)."""
    kind = kind_of(wish.type)
    if kind is not RequestErasure or wish.by.role not in ROLES["privacy"][RequestErasure]:
        return
    erased = validated(kind, wish.data)
    row = await reading.case_row(desk.pool, wish.subject)
    if row is not None and isinstance(erased, RequestErasure) and erased.subjects:
        await note_texts(desk, wish.subject, erased.subjects)


async def advised(desk: Desk, caller: Actor, accepted: Accepted, command: CommandIn) -> list[dict[str, str]]:
    """What can stand in the place of names, for staff of the case who want to know; never while data rests."""
    row = await reading.case_row(desk.pool, accepted.stream) if command.advice else None
    if row is None or caller.role not in READERS or not may_see(caller, cases.case(row)):
        return []
    if RESTING in cases.case(row).standing.held:
        return []
    return await advice(desk, accepted.stream, accepted.kind, command.data)


@router.get("/commands/{command}", response_model=Answer, summary="What came of a command")
async def look(command: str, desk: TheDesk, caller: Caller) -> dict[str, Any]:
    """The answer as far as it is there, to whoever asked. What others asked for sounds like what nobody did."""
    if await desk.pool.fetchval("SELECT asked_by FROM commands WHERE id = $1", command) != caller.id:
        raise nothing_of(command)
    return await answer(desk, command)


def asked(command: CommandIn, desk: Desk, caller: Actor) -> Asked:
    """What is asked for, stamped with who asks. Only stories have a date and an actor of their own."""
    if not desk.settings.development:
        given = [name for name in ("at", "by") if getattr(command, name) is not None]
        if given:
            raise bad_input([(name, "only for stories, in development") for name in given])
    if command.at and command.at.astimezone(UTC) > datetime(2100, 1, 1, tzinfo=UTC):
        raise bad_input([("at", "too far away")])
    return Asked(
        type=command.type,
        subject=command.subject,
        data=command.data,
        by=command.by or caller,
        id=command.id,
        at=command.at,
        not_a_bsn=command.not_a_bsn,
    )


async def wait_for(desk: Desk, command: str, seconds: float) -> dict[str, Any]:
    """What came of a command, as soon as it is there.

    Raises:
        Problem: a refusal; or nothing came of it in time.
    """
    until = time.monotonic() + seconds
    while True:
        news = desk.bell.news
        came = await answer(desk, command)
        if came["state"] != "accepted":
            return came
        left = until - time.monotonic()
        if left <= 0:
            raise Problem(
                504,
                "no-answer",
                "Nothing came of it in time. It will have its effect; ask again with the same id.",
                id=command,
                correlation=command,
            )
        await desk.bell.wait(news, left)


async def answer(desk: Desk, command: str) -> dict[str, Any]:
    """What is known of a command.

    Raises:
        Problem: there is none of this id; or a rule refused it.
    """
    row = await desk.pool.fetchrow("SELECT * FROM commands WHERE id = $1", command)
    if row is None:
        raise nothing_of(command)
    if row["state"] in ("refused", "rejected"):
        raise refused(row)
    done = row["state"] == "done"
    events = await desk.pool.fetch(CAUSED, command) if done else []
    return {
        "id": command,
        "correlation": command,
        "subject": row["stream"],
        "type": row["type"],
        "minted": from_json(row["minted"]),
        "state": "done" if done else "accepted",
        "events": [event(one) for one in events],
    }


def nothing_of(command: str) -> Problem:
    """There is no such command of theirs."""
    return Problem(404, "not-found", "There is no such command of yours.", id=command)


def refused(row: asyncpg.Record) -> Problem:
    """The refusal that a service answered with, completed with which command it is about."""
    said = from_json(row["problem"])
    problem = Problem(said["status"], "refused", said["detail"], id=row["id"], correlation=row["id"])
    problem.body |= {name: said[name] for name in ("type", "title", "rule", "missing") if said.get(name)}
    problem.body |= {"subject": row["stream"], "minted": from_json(row["minted"])}
    return problem


def event(row: asyncpg.Record) -> dict[str, Any]:
    """An event that a command led to."""
    return {
        "id": row["event"],
        "type": row["type"],
        "service": row["service"],
        "at": row["at"],
        "data": redacted(MESSAGES.get(row["type"], Message), from_json(row["data"])),
    }
