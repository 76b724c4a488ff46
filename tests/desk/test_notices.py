"""Notices are told once, whatever goes wrong, and what became of them is known (R40), against a real database."""

import asyncio
from typing import Any

import pytest

from contracts.notices import NoticeKind, ReportDelivery
from services.chassis.keyring import KeyringUnreachable
from services.desk.notices.notifier import Notifier
from tests.desk.cases import CASE, MONDAY, in_preparation, invitation
from tests.desk.house import House
from tests.desk.telling import notices, tell


async def test_a_notice_is_told_once_and_published_sealed(house: House) -> None:
    """Promise 1 and 3: one `notice-sent`, its text under the recipient's key."""
    await in_preparation(house)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)

    await tell(house)
    await tell(house)

    _, (topic, envelope) = await house.outbox()
    assert (topic, envelope["sequence"], envelope["data"]["recipient_key"]) == ("ekc.desk.events", "2", "els")
    assert envelope["time"] == "2025-03-03T10:00:00+01:00"
    assert " " not in envelope["data"]["text"]  # no words, but base64


async def test_two_notifiers_at_once_tell_it_once(house: House) -> None:
    """Promise 1: another replica of the desk may be at work too."""
    await in_preparation(house)
    notices_due = [invitation(f"notice-{number}") for number in range(5)]
    await house.happened(CASE, *notices_due, service="coordination", at=MONDAY)

    await asyncio.gather(*(tell(house) for _ in range(3)))

    sent = [one["data"]["notice"] for _, one in await house.outbox() if one["type"].endswith("notice-sent.v1")]
    assert sorted(sent) == [f"notice-{number}" for number in range(5)]


async def test_while_the_keyring_is_away_a_notice_waits(house: House) -> None:
    """An outage pauses; nothing is lost and nothing is told without its names."""
    await in_preparation(house)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)
    house.keyring.reachable = False
    with pytest.raises(KeyringUnreachable):
        await tell(house)

    house.keyring.reachable = True
    await tell(house)

    assert (await notices(house))["notice-1"]["state"] == "sent"


async def test_a_notice_that_cannot_be_written_holds_up_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise 4: however few are told at once, the next one has its place while it waits to be tried again."""
    monkeypatch.setattr("services.desk.notices.notifier.AT_ONCE", 1)
    await in_preparation(house)
    await house.happened(CASE, invitation("notice-1"), invitation("notice-2"), service="coordination", at=MONDAY)
    notifier = Notifier(house.desk, lambda: None)
    gather = notifier.gathering.gather

    async def fails_for_the_first(case: str, due: Any, *rest: Any) -> Any:
        if due.notice == "notice-1":
            raise ArithmeticError
        return await gather(case, due, *rest)

    monkeypatch.setattr(notifier.gathering, "gather", fails_for_the_first)

    await notifier.work_off()
    await notifier.work_off()

    assert {name: one["state"] for name, one in (await notices(house)).items()} == {
        "notice-1": "due",
        "notice-2": "sent",
    }


async def test_what_became_of_a_notice_is_recorded(house: House) -> None:
    """R40, R44: told as it was, and shown."""
    await in_preparation(house)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)
    await tell(house)

    bounced = ReportDelivery(notice="notice-1", outcome="bounced")
    await house.answered(CASE, bounced, "desk", topic="ekc.desk.commands")

    assert (await notices(house))["notice-1"]["state"] == "bounced"


async def test_what_was_brought_leaves_the_list_of_what_is_to_be_brought(house: House) -> None:
    """R40: the coordinator says what became of it, and how they know; a notice that bounced is listed as such."""
    await in_preparation(house)
    consent = invitation("notice-2", "mike", kind=NoticeKind.CONSENT_ASKED)
    await house.happened(CASE, invitation(), consent, service="coordination", at=MONDAY)
    await tell(house)

    await reported(house, "notice-1", "answered")
    await reported(house, "notice-2", "bounced")
    await tell(house)

    assert (await house.get("/notices", "coordinator"))["notices"] == []
    assert [one["notice"] for one in (await house.get("/notices", state="bounced"))["notices"]] == ["notice-2"]
    deviation = next(one for one in (await notices(house, texts=True)).values() if one["kind"] == "deviation")
    assert "een bericht kwam niet aan" in deviation["text"]


async def reported(house: House, notice: str, outcome: Any) -> None:
    """Somebody says what became of a notice."""
    await house.answered(CASE, ReportDelivery(notice=notice, outcome=outcome), "desk", topic="ekc.desk.commands")
