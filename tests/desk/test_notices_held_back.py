"""What holds notices back: an end, a withdrawal, a death, a veto (R15, R16, R31, R32), against a real database."""

from typing import Any

import pytest

from contracts.base import Event, Refusal
from contracts.coordination import ParticipantDied, ParticipantVetoed, ParticipantWithdrew
from contracts.notices import NoticeKind
from contracts.operations import CommandRefused
from contracts.people import Ending
from contracts.referral import CaseEnded, DeathNoted, PersonLeft
from tests.desk.cases import CASE, MONDAY, in_preparation, invitation, opened
from tests.desk.house import House
from tests.desk.telling import notices, people, tell

WITHDRAWS: dict[str, Any] = {
    "type": "referral.withdraw-case",
    "subject": CASE,
    "data": {"person": "mike"},
    "id": "stop-1",
}


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


@pytest.mark.parametrize("before", [None, ParticipantWithdrew(participant="mike")], ids=["waits", "withdrew"])
async def test_who_was_taken_out_hears_that_it_is_off_unless_they_had_withdrawn(
    house: House, before: Event | None
) -> None:
    """R15, R31: by somebody else's word; and nothing else any more."""
    await in_preparation(house)
    if before:
        await house.happened(CASE, before, service="coordination", at=MONDAY)
    off, other = (
        invitation(f"notice-{kind}", "mike", kind=kind) for kind in (NoticeKind.CALLED_OFF, NoticeKind.REVIEW)
    )

    await house.happened(CASE, PersonLeft(person="mike", by_others=True), off, other, at=MONDAY)
    await tell(house)

    found = await notices(house)
    assert found[off.notice]["state"] == ("withheld" if before else "sent")
    assert found[other.notice]["why"] == "recipient-left"


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


async def test_who_withdrew_or_was_kept_out_hears_nothing(house: House) -> None:
    """R15, R16, R32: and neither the notice nor its absence says which of them."""
    await in_preparation(house)
    vetoed = ParticipantVetoed(participant="els", by="mike", by_representative=False)
    for gone in (ParticipantWithdrew(participant="els"), vetoed, ParticipantDied(participant="els")):
        await house.happened(CASE, gone, at=MONDAY)
        await house.happened(CASE, invitation(f"notice-{gone.type[-12]}"), service="coordination", at=MONDAY)

    await tell(house)

    assert {(one["state"], one["why"]) for one in (await notices(house)).values()} == {("withheld", "recipient-left")}
