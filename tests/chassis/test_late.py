"""Messages about whoever was erased come too late: refused, counted, and nobody waits behind them (R34)."""

from uuid import uuid4

import pytest

from contracts.agency import MessageRejected, ReferralCorrected, ReferralRetracted, ReferralSubmitted
from contracts.base import Inbound
from contracts.coordination import AnswerOffer, InviteParticipant
from contracts.operations import CommandRefused, DayTurned
from contracts.privacy import SubjectErased
from contracts.referral import CaseTransferred, TransferReason
from services.chassis import metrics
from services.chassis.folding import LOGGED
from tests.chassis.agency_path import ReferralPath, referral
from tests.chassis.path import MessagePath


async def refusals(path: MessagePath) -> list[str]:
    """Why commands were refused, in order."""
    return [
        one["data"]["problem"]["type"].split(":")[-1]
        for one in await path.outbox()
        if one["type"] == CommandRefused.type
    ]


def late() -> float:
    """How many messages were counted as late."""
    return float(metrics.OUTCOMES.labels("late")._value.get())


async def test_a_command_about_an_erased_case_is_refused_and_counted(path: MessagePath) -> None:
    """The answer says why; no dead letter, nothing is written of it."""
    case = await path.case()
    invitation = await path.invitation(case)
    await path.keyring.keyring.erase([case])
    before = late()

    await path.handle(invitation, await path.command(AnswerOffer(offer="offer-1", accepted=True), case))

    assert await refusals(path) == ["erased", "erased"]
    assert (await path.events(case), await path.letters()) == ([], [])
    assert late() == before + 2


async def test_a_command_that_names_somebody_erased_is_refused_and_others_go_on(path: MessagePath) -> None:
    """R15: whoever was forgotten is not invited again; the case goes on."""
    case = await path.case()
    who = str(uuid4())
    await path.keyring.create([who])
    await path.keyring.keyring.erase([who])
    ask = InviteParticipant(participant=who, name="Bram", role="uncle")

    await path.handle(await path.command(ask, case), await path.invitation(case))

    assert await refusals(path) == ["erased"]
    assert "participant-invited" in await path.events(case)


async def test_an_event_of_another_service_parks_nothing(path: MessagePath) -> None:
    """It is a fact, of an erased case too: its mark moves, and with it the stream."""
    case = await path.case()
    await path.keyring.keyring.erase([case])
    moved = CaseTransferred(region="zuid", before="noord", reason=TransferReason.MOVED)

    await path.handle(path.fact(moved, case, 3))

    assert await path.letters() == []
    assert await path.pool.fetchval("SELECT marks::jsonb->>'referral' FROM streams WHERE id = $1", case) == "3"


async def test_nothing_of_an_erased_case_falls_due(path: MessagePath) -> None:
    """A day turns once for it, and never again."""
    case = await path.case()
    await path.pool.execute("UPDATE streams SET due = '2026-03-03' WHERE id = $1", case)
    await path.keyring.keyring.erase([case])
    day = path.event("ekc.coordination.due", DayTurned, "day", {"day": "2026-03-04"})

    await path.handle(day)

    assert await path.pool.fetchval("SELECT due FROM streams WHERE id = $1", case) is None
    assert await refusals(path) == []


async def test_a_state_is_folded_again_although_nobody_can_read_what_was_said(path: MessagePath) -> None:
    """Promise 5: another layout after an erasure is rebuilt from the log, in which fields read as erased."""
    case = await path.case()
    await path.handle(await path.invitation(case))
    (who,) = [one["data"]["participant"] for one in await path.outbox(case) if "participant-invited" in one["type"]]
    await path.keyring.keyring.erase([who])
    await path.pool.execute("UPDATE streams SET schema = 0 WHERE id = $1", case)

    await path.handle(await path.invitation(case))

    assert await path.letters() == []
    assert (await path.events(case)).count("participant-invited") == 2
    assert len(await path.pool.fetch(LOGGED, case)) > 3


async def test_a_part_forgets_the_key_of_whoever_was_erased(path: MessagePath) -> None:
    """Before anything of the same batch is opened."""
    forgotten: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(path.keyring, "forget", forgotten.extend)
        await path.handle(path.fact(SubjectErased(epoch=1), "els", 1))

    assert forgotten == ["els"]


@pytest.mark.parametrize("kind", [ReferralSubmitted, ReferralCorrected, ReferralRetracted])
async def test_an_agency_hears_that_it_is_over_and_not_why(agency: ReferralPath, kind: type[Inbound]) -> None:
    """R30: an erasure could tell of a wish, or of a yes that never came; a new reference is a new referral."""
    await agency.handle(agency.sent(referral()))
    (case,) = await agency.cases()
    await agency.keyring.keyring.erase([case])
    said = {"reference": referral()["reference"]} if kind is ReferralRetracted else referral()

    await agency.handle(agency.sent(said, kind), agency.sent(referral(reference="another-one")))

    rejected = MessageRejected.model_validate((await agency.told())[1][1])
    assert rejected.problem == "reference-over"
    assert len(await agency.cases()) == 2
