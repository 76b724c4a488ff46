"""Who looked: the access log as the desk shows it, and that looking at it is in it too (R33)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.access import AccessLogRead
from contracts.privacy import PersonalDataRead
from tests.desk.cases import CASE, in_preparation
from tests.desk.house import House

ROW: dict[str, Any] = {
    "region": "noord",
    "number": 3,
    "at": datetime(2026, 3, 2, 9, tzinfo=UTC).isoformat(),
    "event": "urn:nld:oin:00000099000000000000:systeem:ekc-desk#case-1-desk-1",
    "kind": "personal-data-read",
    "action": "R",
    "outcome": "done",
    "actor": "manager-1",
    "role": "regional-manager",
    "actor_region": "noord",
    "on_behalf": None,
    "case_id": CASE,
    "subjects": ["els"],
    "data": ["participant-invited.name"],
    "use": "case-work",
    "reason": None,
}


async def looked(house: House) -> list[tuple[str, dict[str, Any]]]:
    """Who looked at the log, and at what of it, as it was published."""
    found = [one for _, one in await house.outbox() if one["type"] == AccessLogRead.type]
    return [(one["actorid"], {name: said for name, said in one["data"].items() if said}) for one in found]


async def test_whoever_looks_at_the_log_is_in_it(house: House) -> None:
    """R33: written down before it is asked for."""
    house.access_log.rows = [ROW]

    found = await house.get("/access-log", "officer", case=CASE, actor="manager-1")

    assert found["rows"] == [{**ROW, "at": "2026-03-02T09:00:00Z"}]
    assert await looked(house) == [("officer-1", {"case": CASE, "about": "manager-1"})]


@pytest.mark.parametrize("path", ["/access-log", "/access-log/verified"])
@pytest.mark.parametrize(
    ("role", "asked", "status", "of"),
    [
        ("officer", None, 200, None),
        ("officer", "noord", 200, "noord"),
        ("lead", "zuid", 200, "zuid"),
        ("lead-of-zuid", None, 200, "zuid"),
        ("lead-of-zuid", "noord", 403, None),
        ("manager", None, 403, None),
        ("coordinator", None, 403, None),
        ("operator", None, 403, None),
    ],
)
async def test_a_region_lead_sees_the_log_of_the_region_and_the_privacy_officer_all_of_it(
    house: House, path: str, role: str, asked: str | None, status: int, of: str | None
) -> None:
    """Nobody else does; who may not is not in the log as having looked."""
    async with house.client(role) as client:
        answer = await client.get(path, params={"region": asked} if asked else {})

    assert answer.status_code == status
    assert [about["region"] for _, about in house.access_log.asked] == ([of] if status == 200 else [])
    assert len(await looked(house)) == (status == 200)


async def test_while_the_log_is_away_it_says_ask_again(house: House) -> None:
    """An outage is no empty log."""
    house.access_log.reachable = False
    async with house.client("officer") as client:
        answer = await client.get("/access-log")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_the_readers_own_words_are_opened_for_who_asks_for_them_and_that_is_a_reading(house: House) -> None:
    """R33: they can name somebody, so they are sealed with the case's key; erased they stay unread."""
    await in_preparation(house)
    await house.get(f"/cases/{CASE}", personal=True, purpose="Els belde over haar zus")
    (read,) = [one for _, one in await house.outbox() if one["type"] == PersonalDataRead.type]
    house.access_log.rows = [{**ROW, "reason": read["data"]["purpose"]}, ROW]

    quiet = await house.get("/access-log", "officer")
    found = await house.get("/access-log", "officer", reasons=True, purpose="a complaint")

    assert [row["reason"] for row in quiet["rows"]] == [None, None]
    assert [row["reason"] for row in found["rows"]] == ["Els belde over haar zus", None]
    last = [one for _, one in await house.outbox() if one["type"] == PersonalDataRead.type][-1]
    assert (last["actorid"], last["data"]["use"], last["data"]["kinds"]) == (
        "officer-1",
        "audit",
        ["personal-data-read.purpose"],
    )


async def test_looking_at_the_log_is_in_no_timeline(house: House) -> None:
    """Nobody in a case learns of it by a list."""
    await in_preparation(house)
    last = (await house.get("/changes", "lead"))["last"]

    await house.get("/access-log", "officer", case=CASE)

    assert (await house.get("/changes", "lead"))["last"] == last


async def test_what_was_tampered_with_is_said(house: House) -> None:
    """Whole is only a log in which nothing was found."""
    chain = {"region": "noord", "rows": 3, "signed": 2, "signed_at": ROW["at"], "findings": []}
    house.access_log.chains = [chain]
    assert (await house.get("/access-log/verified", "officer"))["whole"]

    changed = {"what": "changed", "number": 2, "until": 2, "was": None}
    house.access_log.chains = [{**chain, "findings": [changed]}]
    found = await house.get("/access-log/verified", "officer")

    assert (found["whole"], found["chains"][0]["findings"]) == (False, [changed])
