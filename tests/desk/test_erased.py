"""After an erasure every reader at the desk goes on, and shows it (R34), against a real database and a real keyring."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.base import Event
from contracts.erasure import (
    CaseErased,
    EpochClosed,
    ErasureConfirmed,
    ErasureGround,
    ErasureRequested,
    KeysDeleted,
    LegalHoldPlaced,
    RetentionSet,
)
from contracts.notices import NoticeWithheld
from contracts.people import Ending
from contracts.referral import CaseEnded
from tests.desk.cases import CASE, MONDAY, SECRETS, in_preparation, invitation
from tests.desk.house import House, built
from tests.desk.telling import tell
from tests.desk.test_cli import Terminal, terminal
from tests.platform import Databases

__all__ = ["terminal"]

WHOLE = (CASE, "mike", "els")
PAGES = ("", "/timeline", "/why", "/notices", "/erasures")


def requested(*subjects: str, whole: bool = False) -> ErasureRequested:
    """Somebody is to be forgotten."""
    return ErasureRequested(
        request="erasure-1",
        subjects=subjects,
        whole=whole,
        ground=ErasureGround.ASKED,
        requested=MONDAY,
        confirm_by=MONDAY + timedelta(days=28),
        reason="Wij willen dat er niets bewaard blijft",
    )


def done(*subjects: str) -> list[Event]:
    """All steps after the request."""
    return [
        KeysDeleted(request="erasure-1", subjects=subjects, epoch=1),
        EpochClosed(request="erasure-1", epoch=2),
        ErasureConfirmed(request="erasure-1", subjects=subjects),
    ]


async def erased(house: House, *subjects: str, whole: bool = False) -> None:
    """Somebody was forgotten, as the privacy service tells it."""
    await house.happened(CASE, requested(*subjects, whole=whole), at=MONDAY)
    await house.keyring.keyring.erase(subjects)
    await house.happened(CASE, *done(*subjects), *([CaseErased()] if whole else []), at=MONDAY)


async def people(house: House, **asked: Any) -> dict[str, dict[str, Any]]:
    """Who is in the case."""
    return {one["id"]: one for one in (await house.get(f"/cases/{CASE}", **asked))["people"]}


async def test_one_is_erased_and_the_others_are_read_as_before(house: House) -> None:
    """Keys are per subject: what is left of them is an id, and that they were."""
    await in_preparation(house)
    await erased(house, "els")

    found = await people(house, personal=True)

    assert found["mike"]["name"] == "Mike"
    assert (found["els"]["name"], found["els"]["erased"], found["els"]["gone"]) == ("[erased]", True, True)
    assert (found["els"]["channel"], found["els"]["answer"]) == ("spoken", None)
    assert found["mike"]["erased"] is False


async def test_of_an_erased_case_every_page_is_shown(house: House, terminal: Terminal) -> None:
    """Lists, its timeline, why it waits, its notices: with ids and dates, and [erased] in the place of words."""
    await in_preparation(house)
    await house.happened(CASE, invitation(), at=MONDAY)
    await tell(house)
    await house.happened(CASE, CaseEnded(ending=Ending.CLOSED, ended=MONDAY, round=1), at=MONDAY)
    await erased(house, *WHOLE, whole=True)

    shown = [await house.get(f"/cases/{CASE}{page}") for page in PAGES]
    opened = [await house.get(f"/cases/{CASE}", personal=True), await house.get(f"/cases/{CASE}/notices", texts=True)]
    printed = [(await terminal.ekc("case", what, CASE)) for what in ("show", "timeline", "why", "notices")]

    assert not any(secret in str([*shown, *opened]) for secret in SECRETS if secret != "Fatma Yilmaz")
    assert "[erased]" in str(opened[0])
    assert [one["text"] for one in opened[1]["notices"]] == ["[erased]"]
    assert [one.exit_code for one in printed] == [0, 0, 0, 0]
    assert "erased" in printed[0].output
    assert CASE in [one["id"] for one in (await house.get("/cases", ended=True))["cases"]]


async def test_a_notice_that_waits_is_withheld(house: House) -> None:
    """Nothing is sent to whoever is to be forgotten, from the request on."""
    await in_preparation(house)
    await house.happened(CASE, requested("els"), invitation(), at=MONDAY)

    await tell(house)

    assert [one["type"] for _, one in await house.outbox() if "notice" in one["type"]] == [NoticeWithheld.type]


async def test_a_rebuilt_read_model_reads_as_the_first(database: Databases, tmp_path: Path) -> None:
    """Everything is read from the topics again, fields that nobody can read among it: nothing stumbles (promise 5)."""
    keyring = database("keyring")
    async with built(database("desk"), keyring, tmp_path, "development") as first:
        await in_preparation(first)
        await erased(first, *WHOLE, whole=True)
        before = await people(first)
    async with built(database("desk"), keyring, tmp_path, "development") as again:
        await in_preparation(again)
        await again.happened(CASE, requested(*WHOLE, whole=True), *done(*WHOLE), CaseErased(), at=MONDAY)

        assert await people(again) == before
        named = {one["name"] for one in (await people(again, personal=True)).values()}

    assert named == {"[erased]", "Fatma Yilmaz"}


async def test_the_status_says_what_was_done_and_what_is_waited_for(house: House, terminal: Terminal) -> None:
    """Steps with their times, holds, and until when a case is kept."""
    await in_preparation(house)
    kept = RetentionSet(until="2030-03-03", ending=Ending.CLOSED, basis=())
    await house.happened(CASE, kept, LegalHoldPlaced(hold="hold-1", reason="De rechter"), at=MONDAY)
    before = await terminal.ekc("erasure", "status", CASE)
    await house.happened(CASE, requested("els"), done("els")[0], at=MONDAY)

    found = await house.get(f"/cases/{CASE}/erasures")
    after = await terminal.ekc("erasure", "status", CASE)

    assert [step["step"] for step in found["erasures"][0]["steps"]] == ["requested", "keys-deleted"]
    assert (found["holds"][0]["hold"], found["until"]) == ("hold-1", "2030-03-03")
    assert "kept until 2030-03-03" in before.output
    assert "waits for the end of the epoch" in after.output
    assert "rechter" not in str(found)


@pytest.mark.parametrize("other", ["stranger", "lead-of-zuid"])
async def test_the_status_is_for_whoever_sees_the_case(house: House, other: str) -> None:
    """Another coordinator, another region: there is no such case."""
    await in_preparation(house)
    async with house.client(other) as client:
        assert (await client.get(f"/cases/{CASE}/erasures")).status_code == 404


async def test_who_is_not_sure_erases_nothing(house: House, terminal: Terminal) -> None:
    """Nothing brings it back: without --yes nothing is asked; with it the service is."""
    await in_preparation(house)

    unsure = await terminal.ekc("erasure", "request", CASE, "--wait", "0")
    sure = await terminal.ekc("erasure", "request", CASE, "--subject", "els", "--yes", "--wait", "0")

    assert (unsure.exit_code, sure.exit_code) == (2, 0)
    (asked,) = [one for topic, one in await house.outbox() if topic == "ekc.privacy.commands"]
    assert (asked["subject"], asked["data"]["subjects"]) == (CASE, ["els"])
