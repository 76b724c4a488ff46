"""Who wanted to read and was shown nothing is in the access log too (R33)."""

from typing import Any

import pytest

from contracts.access import AccessRefused
from tests.desk.cases import CASE, in_preparation
from tests.desk.house import House


async def refused(house: House) -> list[tuple[str, str, str]]:
    """Who was refused what case, and by which word."""
    found: list[dict[str, Any]] = [one for _, one in await house.outbox() if one["type"] == AccessRefused.type]
    return [(one["data"]["by"]["id"], one["subject"], one["data"]["why"]) for one in found]


@pytest.mark.parametrize(
    ("role", "path", "status", "found"),
    [
        ("operator", f"/cases/{CASE}?personal=true", 403, [("operator-1", CASE, "not-allowed")]),
        ("stranger", f"/cases/{CASE}", 404, [("coordinator-2", CASE, "not-found")]),
        ("lead-of-zuid", f"/cases/{CASE}/timeline", 404, [("lead-2", CASE, "not-found")]),
        ("officer", f"/cases/{CASE}/notices", 403, [("officer-1", CASE, "not-allowed")]),
        ("manager", f"/cases/{CASE}/plan", 404, []),
        ("manager", "/cases/case-of-nobody", 404, []),
    ],
)
async def test_who_may_not_see_a_case_is_written_down(
    house: House, role: str, path: str, status: int, found: list[tuple[str, str, str]]
) -> None:
    """R33: a case that is not theirs; not one that does not exist, nor what is not there in a case of theirs."""
    await in_preparation(house)

    async with house.client(role) as client:
        answer = await client.get(path)

    assert (answer.status_code, await refused(house)) == (status, found)


async def test_a_refusal_stays_one_when_it_cannot_be_written_down(house: House) -> None:
    """Nothing was shown, so nothing is lost but the row."""
    await in_preparation(house)
    async with house.client("operator") as client:
        await house.desk.pool.close()
        answer = await client.get(f"/cases/{CASE}/plan")

    assert answer.status_code == 403
