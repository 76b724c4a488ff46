"""The one way to personal data at the desk: on record before anything is opened (R33)."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json

from contracts.base import Actor
from contracts.coordination import ParticipantWithdrew
from services.chassis.keyring import KeyringUnreachable
from services.chassis.sealing import unseal
from services.desk.notices.notifier import Notifier
from services.desk.read_model.disclosure import Opened
from services.desk.read_model.extracts import Sealed
from tests.desk.cases import CASE, MONDAY, in_preparation, invitation, opened
from tests.desk.house import House

ROOT = Path(__file__).parents[2]
UNSEAL = {"unseal", "unseal_fields"}
MAY_UNSEAL = {
    "services/chassis/sealing.py",  # where it is defined
    "services/chassis/opening.py",  # for the rules of a service that decides about personal fields
    "services/chassis/resting.py",  # what a state keeps sealed, for the rules of its service
    "services/chassis/dead_letters.py",  # a message that is replayed, for the same rules
    "services/desk/read_model/disclosure.py",  # for people, and for what is written to them: on record
}
MANAGER = Actor(id="manager-1", role="regional-manager")


def names(file: Path) -> Iterator[str]:
    """Every name that is imported, called or looked up in a file."""
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.alias(name=name) | ast.Name(id=name) | ast.Attribute(attr=name):
                yield name


def test_nobody_else_can_unseal() -> None:
    """Plain values leave through one audited function at the desk; in the services only rules see them."""
    files = [file for folder in ("services", "workflows") for file in (ROOT / folder).rglob("*.py")]

    assert {str(file.relative_to(ROOT)) for file in files if UNSEAL.intersection(names(file))} == MAY_UNSEAL


def test_the_desk_opens_sealed_values_in_one_function() -> None:
    """Only what `reveal` returns can be read: nothing else makes an `Opened`."""
    made = {
        str(file.relative_to(ROOT)): calls
        for file in (ROOT / "services" / "desk").rglob("*.py")
        if (calls := [node for node in ast.walk(ast.parse(file.read_text())) if is_call_of(node, "Opened")])
    }

    assert {file: len(calls) for file, calls in made.items()} == {"services/desk/read_model/disclosure.py": 1}


def is_call_of(node: ast.AST, name: str) -> bool:
    """Whether a function of this name is called."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


async def name_of(house: House, subject: str) -> Sealed:
    """The sealed name of somebody."""
    sealed = await house.desk.pool.fetchval("SELECT sealed FROM people WHERE subject = $1", subject)
    name: Sealed = from_json(sealed)["name"]
    return name


async def readings(house: House) -> list[dict[str, Any]]:
    """The readings that were published, in order."""
    return [one for _, one in await house.outbox() if one["type"].endswith("personal-data-read.v1")]


async def test_what_was_not_written_down_cannot_be_read(house: House) -> None:
    """One name on record opens no other, also of somebody whose key is at hand."""
    await in_preparation(house)
    els, mike = await name_of(house, "els"), await name_of(house, "mike")

    may_read = await house.desk.disclosure.reveal(MANAGER, "preparing", {CASE: [els]})

    assert may_read.read(els) == "Els van der Zande"
    with pytest.raises(LookupError):
        may_read.read(mike)
    with pytest.raises(LookupError):
        Opened({}, {}).read(els)


async def test_what_the_notifier_reads_is_on_record_before_it_writes(house: House) -> None:
    """R33: it reads as a part of the system, for a notice: which fields of which events, and never what they say."""
    await in_preparation(house)
    await house.happened(CASE, invitation(when=MONDAY + timedelta(days=20)), service="coordination", at=MONDAY)

    await Notifier(house.desk, lambda: None).work_off()

    [reading] = await readings(house)
    assert [one["type"].split(".")[-2] for _, one in await house.outbox()] == ["personal-data-read", "notice-sent"]
    assert (reading["subject"], reading["actorid"], reading["actorrole"]) == (CASE, "notifier", "service")
    assert reading["data"]["kinds"] == [
        "case-opened.persons.*.name",
        "coordinator-registered.name",
        "participant-invited.name",
        "session-planned.session.place",
    ]
    keys = await house.keyring.open([CASE])
    bound = f"{CASE}|{reading['type']}|purpose".encode()
    assert unseal(reading["data"]["purpose"], keys[CASE], bound) == "notice"


async def test_a_batch_of_notices_is_read_in_one_write(house: House) -> None:
    """However many notices and fields: one transaction, with one event for each case."""
    await in_preparation(house)
    await house.happened("case-2", opened(), at=MONDAY)
    await house.happened(CASE, *(invitation(f"notice-{n}") for n in range(5)), service="coordination", at=MONDAY)
    await house.happened("case-2", invitation("notice-9", "mike"), service="coordination", at=MONDAY)

    assert await Notifier(house.desk, lambda: None).work_off() == 6

    assert sorted(one["subject"] for one in await readings(house)) == [CASE, "case-2"]
    rows = await house.desk.pool.fetch("SELECT xmin::text, envelope FROM event_log")
    assert len({row["xmin"] for row in rows if b"personal-data-read" in row["envelope"]}) == 1


async def test_nothing_is_read_for_who_is_not_told(house: House) -> None:
    """R15: of somebody who withdrew not even the name is opened."""
    await in_preparation(house)
    await house.happened(CASE, ParticipantWithdrew(participant="els"), at=MONDAY)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)

    assert await Notifier(house.desk, lambda: None).work_off() == 1

    assert await readings(house) == []


async def test_while_the_keyring_is_away_nothing_is_written_down_again_and_again(house: House) -> None:
    """An outage can last: what was not read is not on record as read."""
    await in_preparation(house)
    els = await name_of(house, "els")
    house.keyring.reachable = False

    with pytest.raises(KeyringUnreachable):
        await house.desk.disclosure.reveal(MANAGER, "preparing", {CASE: [els]})

    assert await readings(house) == []


async def test_reading_moves_nothing_in_the_case(house: House) -> None:
    """A story keeps its own date, and no list shows that somebody looked."""
    await in_preparation(house)
    before = await house.get(f"/cases/{CASE}")
    last = (await house.get("/changes", "lead"))["last"]

    await house.get(f"/cases/{CASE}", personal=True)

    assert await house.get(f"/cases/{CASE}") == before
    assert await house.desk.pool.fetchval("SELECT max(number) FROM timeline") == last
    assert await house.desk.pool.fetchval("SELECT latest FROM cases WHERE id = $1", CASE) == MONDAY
