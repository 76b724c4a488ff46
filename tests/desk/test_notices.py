"""Telling people, or keeping silent (R31, R44), against a real database."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from contracts.base import Refusal
from contracts.coordination import ParticipantDied, ParticipantVetoed, ParticipantWithdrew
from contracts.notices import ChooseHowToBeTold, NoticeKind, ReportDelivery
from contracts.operations import CommandRefused
from contracts.people import Address, Channel, Ending, Means
from contracts.referral import (
    BottomLineSet,
    CaseEnded,
    Danger,
    DeathNoted,
    PersonLeft,
    SafetyMeasuresTaken,
    SafetySignalRaised,
)
from services.chassis.keyring import KeyringUnreachable
from services.desk.notices.notifier import Notifier
from tests.desk.cases import CASE, MONDAY, SECRETS, in_preparation, invitation, invited, opened
from tests.desk.house import House

WITHDRAWS: dict[str, Any] = {
    "type": "referral.withdraw-case",
    "subject": CASE,
    "data": {"person": "mike"},
    "id": "stop-1",
}


async def tell(house: House) -> None:
    """Let the notifier do what it can do now."""
    await Notifier(house.desk, lambda: None).work_off()


async def notices(house: House, role: str = "manager", **parameters: Any) -> dict[str, dict[str, Any]]:
    """The notices of the case by id."""
    found = (await house.get(f"/cases/{CASE}/notices", role, **parameters))["notices"]
    return {one["notice"]: one for one in found}


async def test_a_notice_is_told_in_the_recipients_language_with_who_what_where_and_when(house: House) -> None:
    """R44: the coordinator asks, for whom, where and when; the words are shown to whoever may read them."""
    await in_preparation(house)
    await house.happened(CASE, invitation(when=MONDAY + timedelta(days=20)), service="coordination", at=MONDAY)

    await tell(house)

    told = (await notices(house, texts=True))["notice-1"]
    assert (told["state"], told["channel"], told["language"]) == ("sent", "mail", "nl")
    for words in ("Beste Els van der Zande", "Fatma Yilmaz", "van Mike", "zondag 23 maart 2025", "buurthuis De Klok"):
        assert words in told["text"]


async def test_a_notice_is_told_once_and_published_sealed(house: House) -> None:
    """Promise 1 and 3: one `notice-sent`, its text under the recipient's key."""
    await in_preparation(house)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)

    await tell(house)
    await tell(house)

    _, (topic, envelope) = await house.outbox()
    assert (topic, envelope["sequence"], envelope["data"]["recipient_key"]) == ("ekc.desk.events", "2", "els")
    assert envelope["time"] == "2025-03-03T10:00:00+01:00"
    assert "Els" not in envelope["data"]["text"]


async def test_two_notifiers_at_once_tell_it_once(house: House) -> None:
    """Promise 1: another replica of the desk may be at work too."""
    await in_preparation(house)
    notices_due = [invitation(f"notice-{number}") for number in range(5)]
    await house.happened(CASE, *notices_due, service="coordination", at=MONDAY)

    await asyncio.gather(*(tell(house) for _ in range(3)))

    sent = [one["data"]["notice"] for _, one in await house.outbox() if one["type"].endswith("notice-sent.v1")]
    assert sorted(sent) == [f"notice-{number}" for number in range(5)]


async def test_whom_the_case_is_about_stays_so_in_every_capacity(house: House) -> None:
    """R38: they can be in the circle too, and set no language aside by it."""
    await in_preparation(house)
    line = BottomLineSet(
        bottom_line="line-1",
        version=1,
        setter="mike",
        setter_name="Mike",
        mandate="other",
        text="Niet alleen thuis.",
        ground="Zorgen.",
    )
    await house.happened(CASE, line, at=MONDAY)

    mike = (await people(house))["mike"]

    assert (mike["kind"], mike["language"], mike["channel"]) == (
        "person-concerned",
        "en",
        "letter",
    )


async def test_nothing_is_told_after_the_end(house: House) -> None:
    """R31: what had not left when the case ended is withheld; that it is off is told."""
    await in_preparation(house)
    called_off = invitation("notice-2", kind=NoticeKind.CALLED_OFF)
    ended = CaseEnded(ending=Ending.WITHDRAWN, ended=MONDAY, round=1, person="mike")
    await house.happened(CASE, invitation(), called_off, service="coordination", at=MONDAY)
    await house.happened(CASE, ended, at=MONDAY)

    await tell(house)

    found = await notices(house)
    assert (found["notice-1"]["state"], found["notice-1"]["why"]) == ("withheld", "ended")
    assert found["notice-2"]["state"] == "sent"


async def test_nothing_is_told_after_the_desk_accepted_a_withdrawal(house: House) -> None:
    """R31: at once, before the ending came back."""
    await in_preparation(house)
    await house.command(**WITHDRAWS)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)

    await tell(house)
    assert (await notices(house))["notice-1"]["state"] == "due"

    ended = CaseEnded(ending=Ending.WITHDRAWN, ended=MONDAY, round=1, person="mike")
    await house.happened(CASE, ended, at=MONDAY, causationid="stop-1")
    await tell(house)
    assert (await notices(house))["notice-1"]["state"] == "withheld"


async def test_a_withdrawal_that_was_refused_loses_nothing(house: House) -> None:
    """Promise 4: what waited for it is told."""
    await in_preparation(house)
    await house.command(**WITHDRAWS)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)
    problem = Refusal(type="urn:ekc:problem:unknown-person", title="unknown person", detail="They are not in the case.")
    refused = CommandRefused(problem=problem, asked="referral.withdraw-case", by_process=False)

    await house.answered(CASE, refused, "referral", causationid="stop-1")
    await tell(house)

    assert (await notices(house))["notice-1"]["state"] == "sent"


async def test_when_one_of_several_leaves_the_others_still_hear(house: House) -> None:
    """R38: who left hears nothing more; the case goes on."""
    await in_preparation(house)
    await house.command(**WITHDRAWS)
    to_mike = invitation("notice-2", "mike", kind=NoticeKind.REVIEW)
    await house.happened(CASE, invitation(), to_mike, service="coordination", at=MONDAY)

    await house.happened(CASE, PersonLeft(person="mike"), at=MONDAY, causationid="stop-1")
    await tell(house)

    found = await notices(house)
    assert (found["notice-1"]["state"], found["notice-2"]["why"]) == ("sent", "recipient-left")


async def test_after_the_death_of_somebody_who_had_left_nothing_waits_any_more(house: House) -> None:
    """R32, R39: it moves nothing; whoever told of it is answered, and what they were to hear is withheld for good."""
    await in_preparation(house)
    await house.happened(CASE, PersonLeft(person="mike"), at=MONDAY)
    await house.command(type="referral.report-death", subject=CASE, data={"person": "mike"}, id="death-1")
    to_mike = invitation("notice-2", "mike", kind=NoticeKind.REVIEW)
    await house.happened(CASE, to_mike, service="coordination", at=MONDAY)

    await tell(house)
    assert (await notices(house))["notice-2"]["why"] == "recipient-left"

    await house.happened(CASE, DeathNoted(person="mike"), at=MONDAY, causationid="death-1")
    assert (await house.get("/commands/death-1"))["state"] == "done"
    assert await house.desk.pool.fetchval("SELECT count(*) FROM stops") == 0


async def test_whoever_died_hears_nothing_also_of_the_circle(house: House) -> None:
    """R32: a participant's death stops every message to them; somebody of another case is not meant."""
    await in_preparation(house)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)

    await house.happened("case-2", opened(), DeathNoted(person="els"), at=MONDAY)
    assert not (await people(house))["els"]["gone"]

    await house.happened(CASE, DeathNoted(person="els"), at=MONDAY)
    await tell(house)

    assert (await people(house))["els"]["gone"]
    assert (await notices(house))["notice-1"]["why"] == "recipient-left"


async def people(house: House) -> dict[str, dict[str, Any]]:
    """Who is in the case, by id."""
    return {one["id"]: one for one in (await house.get(f"/cases/{CASE}"))["people"]}


async def test_who_withdrew_or_was_kept_out_hears_nothing(house: House) -> None:
    """R15, R16, R32: and neither the notice nor its absence says which of them."""
    await in_preparation(house)
    vetoed = ParticipantVetoed(participant="els", by="mike", by_representative=False)
    for gone in (ParticipantWithdrew(participant="els"), vetoed, ParticipantDied(participant="els")):
        await house.happened(CASE, gone, at=MONDAY)
        await house.happened(CASE, invitation(f"notice-{gone.type[-12]}"), service="coordination", at=MONDAY)

    await tell(house)

    assert {(one["state"], one["why"]) for one in (await notices(house)).values()} == {("withheld", "recipient-left")}


async def test_staff_are_told_by_role_under_the_key_of_the_case(house: House) -> None:
    """R10: the regional manager hears, also after the end."""
    await in_preparation(house)
    await house.happened(CASE, CaseEnded(ending=Ending.STOPPED, ended=MONDAY, round=1), at=MONDAY)
    deviation = invitation("notice-1", "regional-manager", kind=NoticeKind.DEVIATION, detail="case-ended")
    await house.happened(CASE, deviation, service="coordination", at=MONDAY)

    await tell(house)

    told = (await notices(house, texts=True))["notice-1"]
    assert "de zaak was al beëindigd" in told["text"]
    sent = [envelope for _, envelope in await house.outbox() if envelope["type"].endswith("notice-sent.v1")]
    assert [envelope["data"]["recipient_key"] for envelope in sent] == [CASE]


async def test_what_became_of_a_notice_is_recorded(house: House) -> None:
    """R40, R44: told as it was, and shown."""
    await in_preparation(house)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)
    await tell(house)

    bounced = ReportDelivery(notice="notice-1", outcome="bounced")
    await house.answered(CASE, bounced, "desk", topic="ekc.desk.commands")

    assert (await notices(house))["notice-1"]["state"] == "bounced"


async def test_a_circle_without_one_e_mail_address_is_told_all_the_same(house: House) -> None:
    """R40, R44: spoken and by letter, each in their language; the desk lists what somebody has to bring."""
    await in_preparation(house)
    by_letter = invited("oma", name="Trui", language="pl", channel=Channel.LETTER)
    spoken = invited("oom", name="Jan", language="ar", channel=Channel.SPOKEN)
    asked = [invitation("notice-1", "oma"), invitation("notice-2", "oom"), invitation("notice-3", "mike")]
    await house.happened(CASE, by_letter, spoken, at=MONDAY)
    await house.happened(CASE, *asked, service="plan", at=MONDAY)

    await tell(house)

    told = await notices(house, texts=True)
    assert {(one["channel"], one["language"]) for one in told.values()} == {
        ("letter", "pl"),
        ("spoken", "ar"),
        ("letter", "en"),
    }
    assert {one["review"] for one in told.values()} == {"not reviewed by a speaker"}
    assert [told[name]["right_to_left"] for name in ("notice-1", "notice-2")] == [False, True]
    assert "Pana/Panią" in told["notice-1"]["text"]
    assert [one["notice"] for one in (await house.get("/notices", channel="spoken"))["notices"]] == ["notice-2"]
    assert (await house.get("/notices", "stranger"))["notices"] == []


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


async def test_how_somebody_chose_to_be_told_stands_whatever_others_write_of_them(house: House) -> None:
    """R44: language, channel and form of address."""
    await in_preparation(house)
    choice = ChooseHowToBeTold(recipient="els", language="tr", channel=Channel.SPOKEN, address=Address.INFORMAL)

    await house.answered(CASE, choice, "desk", topic="ekc.desk.commands")
    await house.happened(CASE, invited(language="nl", channel=Channel.MAIL), invitation(), at=MONDAY)
    await tell(house)

    told = (await notices(house, texts=True))["notice-1"]
    assert (told["language"], told["channel"]) == ("tr", "spoken")
    assert "seni" in told["text"]
    els = (await people(house))["els"]
    assert (els["language"], els["channel"], els["address"]) == ("tr", "spoken", "informal")


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


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("record-willingness", {"person": "mike", "answer": "no", "means": "spoken"}),
        ("record-permission", {"person": "mike", "holder": "els", "granted": False, "means": "spoken"}),
        ("report-death", {"person": "els"}),
    ],
)
async def test_a_no_in_other_words_is_a_withdrawal_too(house: House, kind: str, data: dict[str, Any]) -> None:
    """R31, R32: from the moment at which the desk took it in, nobody whom it could be about is told anything."""
    await in_preparation(house)
    await house.command(type=f"referral.{kind}", subject=CASE, data=data)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)

    await tell(house)

    assert (await notices(house))["notice-1"]["state"] == "due"


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
