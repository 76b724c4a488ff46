"""Figures over the API and on the terminal: whole closed quarters, frozen once published (R36)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from contracts.coordination import Attendance, ConferenceHeld, CoordinatorAssigned
from contracts.people import PersonConcerned
from contracts.referral import CaseAccepted, CaseOpened, FundingDecided
from tests.desk.cases import MONDAY
from tests.desk.house import House
from tests.desk.test_cli import Terminal, terminal

__all__ = ["terminal"]
PERIOD = {"region": "noord", "from": "2025-Q1", "to": "2025-Q1"}


async def held(house: House, case: str) -> None:
    """A case with a conference, in March 2025."""
    person = PersonConcerned(person=f"person-{case}", name="Mike")
    there = Attendance(information=("els",), private_time=("els",), presentation=("els",))
    accepted = CaseAccepted(region="noord", round=1, languages=("nl",), persons=(person.person,))
    paid = FundingDecided(payer="municipality", decision="granted")
    opened = CaseOpened(region="noord", persons=(person,), opened=MONDAY)
    await house.happened(case, opened, paid, accepted, at=MONDAY)
    conference = ConferenceHeld(session="s", attendance=there, circle=("els", "jan"), round=1)
    await house.happened(
        case, CoordinatorAssigned(coordinator="anna", round=1), conference, at=MONDAY + timedelta(days=20)
    )


async def region(house: House, cases: int) -> None:
    """A region with so many conferences."""
    for number in range(cases):
        await held(house, f"case-{number}")


async def test_figures_are_published_once_and_stay_as_they_were(house: House) -> None:
    """R36: a case that is told of later changes nothing of them."""
    await region(house, 6)
    first = await house.get("/figures", **PERIOD)
    await held(house, "case-late")

    again = await house.get("/figures", **PERIOD)

    (quarter,) = first["quarters"]
    found = {told["what"]: (told["count"], told["base"]) for told in quarter["counts"]}
    assert (found["held"], found["stopped"]) == (("hidden", "6"), ("<5", "6"))
    assert {step["step"]: step["median"] for step in quarter["lead_days"]}["preparation"] == 0.0
    assert again == first
    rows = await house.desk.pool.fetch("SELECT region, quarter FROM figures")
    assert [tuple(row) for row in rows] == [("noord", "2025-Q1")]


async def test_what_is_billed_is_exact_and_apart(house: House) -> None:
    """R36: counts only."""
    await region(house, 2)

    assert await house.get("/billable", **PERIOD) == {
        "region": "noord",
        "conferences": [{"quarter": "2025-Q1", "payer": "municipality", "conferences": 2}],
    }


@pytest.mark.parametrize(
    ("role", "changes", "status"),
    [
        ("manager", {"region": "zuid"}, 403),
        ("coordinator", {}, 403),
        ("operator", {}, 403),
        ("lead", {"region": "nowhere"}, 404),
        ("manager", {"from": "2025-02-01"}, 422),
        ("manager", {"to": f"{datetime.now(UTC).year + 1}-Q1"}, 409),
    ],
)
async def test_who_gives_no_account_of_it_or_asks_too_early_sees_none(
    house: House, role: str, changes: dict[str, str], status: int
) -> None:
    """R36: one's own region, whole quarters, and only when they are over."""
    await region(house, 1)

    for path in ("/figures", "/billable"):
        async with house.client(role) as client:
            answer = await client.get(path, params={**PERIOD, **changes})
        assert answer.status_code == status, answer.text
    assert await house.desk.pool.fetchval("SELECT count(*) FROM figures") == 0


async def test_figures_on_the_terminal(terminal: Terminal) -> None:
    """R36: a table, CSV, JSON; `2025-Q1` or its days."""
    await region(terminal.house, 6)
    asked = ("figures", "--region", "noord", "--from", "2025-01-01", "--to", "2025-Q1")

    table = await terminal.ekc(*asked)
    as_csv = await terminal.ekc(*asked, "--csv")
    as_json = await terminal.ekc(*asked, "--json")
    billed = await terminal.ekc("billable", "--region", "noord", "--from", "2025-Q1", "--to", "2025-Q1")

    assert table.exit_code == as_csv.exit_code == as_json.exit_code == billed.exit_code == 0
    assert "preparations-ended" in table.output
    assert "held,preparations-ended,hidden\n" in as_csv.output
    assert json.loads(as_json.stdout)["region"] == "noord"
    assert "municipality" in billed.output
    early = await terminal.ekc("figures", "--region", "noord", "--from", "2099-Q1", "--to", "2099-Q1")
    assert early.exit_code == 3
    assert "is not over yet" in early.output
