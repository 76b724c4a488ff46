"""Bills for whoever pays, by case number and without names (R42), against a real database."""

from datetime import timedelta

from contracts.coordination import WorkBilled, WorkClaimed
from contracts.referral import CaseTransferred, FundingDecided
from tests.desk.cases import CASE, MONDAY, SECRETS, opened
from tests.desk.house import House
from tests.desk.test_cli import Terminal, terminal

__all__ = ["terminal"]
PERIOD = {"region": "noord", "from": "2025-03-01", "to": "2025-03-31"}
FUNDED = FundingDecided(payer="municipality", decision="granted", agency="stad")
BILL = WorkBilled(bill="bill-1", entries=("entry-1",), minutes=150, cents=1205)
SHOWN = {
    "bill": "bill-1",
    "case": CASE,
    "billed": "2025-03-05T09:00:00Z",
    "payer": "municipality",
    "agency": "stad",
    "minutes": 150,
    "cents": 1205,
}


async def billed(house: House) -> None:
    """Hours of a case were claimed and billed."""
    claimed = WorkClaimed(
        entry="entry-1", coordinator="coordinator-1", on=MONDAY.date(), kind="preparation", minutes=150, cents=1205
    )
    await house.happened(CASE, opened(), FUNDED, at=MONDAY)
    await house.happened(CASE, claimed, BILL, at=MONDAY + timedelta(days=2))


async def test_a_bill_says_the_case_the_payer_and_sums_and_nothing_of_people(house: House) -> None:
    """R42: no coordinator, no person concerned, not even which entries it sums."""
    await billed(house)

    found = await house.get("/bills", **PERIOD)

    assert found == {"region": "noord", "bills": [SHOWN]}
    assert not any(word in str(found) for word in (*SECRETS, "coordinator-1", "mike", "entry-1"))


async def test_what_was_billed_stays_with_the_region_and_the_payer_of_then(house: House) -> None:
    """R42, R4: a case that moves, or is paid by somebody else later, changes no bill; days are Dutch."""
    await billed(house)
    moved = CaseTransferred(region="zuid", before="noord", reason="moved")
    other = FundingDecided(payer="province", decision="granted")
    await house.happened(CASE, moved, other, at=MONDAY + timedelta(days=3))

    assert (await house.get("/bills", **PERIOD))["bills"] == [SHOWN]
    assert (await house.get("/bills", **{**PERIOD, "from": "2025-03-05", "to": "2025-03-05"}))["bills"] == [SHOWN]
    for elsewhere in ({"to": "2025-03-04"}, {"from": "2025-03-06"}):
        assert (await house.get("/bills", **{**PERIOD, **elsewhere}))["bills"] == []


REFUSED: list[tuple[str, dict[str, str], int]] = [
    ("manager", {"region": "zuid"}, 403),
    ("coordinator", {}, 403),
    ("operator", {}, 403),
    ("setter", {}, 403),
    ("manager", {"from": "in March"}, 422),
]


async def test_bills_are_for_whoever_gives_account_of_the_region(house: House) -> None:
    """R42: one's own region, in days."""
    for role, changes, status in REFUSED:
        async with house.client(role) as client:
            answer = await client.get("/bills", params={**PERIOD, **changes})
        assert answer.status_code == status, answer.text


async def test_bills_on_the_terminal(terminal: Terminal) -> None:
    """R42: a table, and CSV for the payer."""
    await billed(terminal.house)
    asked = ("bills", "--region", "noord", "--from", "2025-03-01", "--to", "2025-03-31")

    table = await terminal.ekc(*asked)
    as_csv = await terminal.ekc(*asked, "--csv")
    nothing = await terminal.ekc("bills", "--region", "noord", "--from", "2026-03-01", "--to", "2026-03-31")

    assert table.exit_code == as_csv.exit_code == nothing.exit_code == 0
    assert "municipality" in table.output
    assert as_csv.stdout == (
        "bill,case,billed,payer,agency,minutes,euros\nbill-1,case-1,2025-03-05,municipality,stad,150,12.05\n"
    )
    assert "No bills." in nothing.output
