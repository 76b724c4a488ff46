"""Who may read a notice: at rest nobody, and while somebody is not safe only who decides (R37), on a real database."""

from datetime import timedelta

from contracts.notices import NoticeKind
from contracts.people import Means
from contracts.referral import Danger, SafetyMeasuresTaken, SafetySignalRaised
from tests.desk.cases import CASE, MONDAY, SECRETS, in_preparation, invitation
from tests.desk.house import House
from tests.desk.telling import notices, tell


async def test_nothing_personal_is_at_rest_in_plain(house: House) -> None:
    """Promise 3: no table of the desk holds a name, a place or a text. Ids are there: the control."""
    await in_preparation(house)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)
    await tell(house)

    rest = await everything(house)

    assert "els" in rest
    assert [secret for secret in SECRETS if secret in rest] == []


async def everything(house: House) -> str:
    """All rows of all tables as text; binary columns decoded."""
    tables = await house.desk.pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = [await house.desk.pool.fetch(f"SELECT * FROM {table[0]}") for table in tables]
    values = [value for table in rows for row in table for value in row.values()]
    return " ".join(value.decode(errors="replace") if isinstance(value, bytes) else str(value) for value in values)


async def test_paused_invitations_wait_and_a_hidden_place_is_read_by_nobody_else(house: House) -> None:
    """R37: also in a notice that was sent before; lifted, what waited goes out with the place in it."""
    await in_preparation(house)
    before = invitation(when=MONDAY + timedelta(days=20))
    await house.happened(CASE, before, service="coordination", at=MONDAY)
    await tell(house)
    await house.happened(CASE, SafetyMeasuresTaken(pause=True, hide=True), at=MONDAY)
    again = invitation("notice-2", when=MONDAY + timedelta(days=20))
    moved = invitation("notice-3", kind=NoticeKind.CONFERENCE_MOVED, when=MONDAY + timedelta(days=20))
    await house.happened(CASE, again, moved, service="coordination", at=MONDAY)
    await tell(house)

    coordinator, manager = await notices(house, "coordinator", texts=True), await notices(house, texts=True)
    assert [one["state"] for one in manager.values()] == ["sent", "due", "sent"]
    assert "buurthuis De Klok" in manager["notice-1"]["text"]
    assert "buurthuis De Klok" not in manager["notice-3"]["text"]
    assert coordinator["notice-1"]["text"] is coordinator["notice-3"]["text"] is None

    await house.happened(CASE, SafetyMeasuresTaken(pause=False, hide=False), at=MONDAY)
    await tell(house)
    lifted = await notices(house, "coordinator", texts=True)
    assert lifted["notice-2"]["state"] == "sent"
    assert all("buurthuis De Klok" in lifted[name]["text"] for name in ("notice-1", "notice-2"))


async def test_the_manager_reads_a_signal_and_the_coordinator_does_not(house: House) -> None:
    """R37: its words are sealed with the case's key and shown to who decides."""
    await in_preparation(house)
    signal = SafetySignalRaised(
        signal="signal-1",
        danger=Danger.THREAT,
        about="Hij wacht haar op bij school.",
        means=Means.SPOKEN,
        decide_by=MONDAY.date(),
    )
    due = invitation("notice-1", "regional-manager", kind=NoticeKind.SAFETY, refers_to=("signal-1",))
    await house.happened(CASE, signal, at=MONDAY)
    await house.happened(CASE, due, service="referral", at=MONDAY)
    await tell(house)

    assert "Hij wacht haar op bij school." in (await notices(house, texts=True))["notice-1"]["text"]
    assert (await notices(house, "coordinator", texts=True))["notice-1"]["text"] is None
