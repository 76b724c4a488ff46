"""An agency's referral on the real path of the referral service: encrypted in, opaque ids and status only out (R30)."""

from uuid import uuid4

from contracts.agency import MessageRejected, ReferralRetracted, StatusChanged
from tests.chassis.agency_path import PRIVATE, ReferralPath, referral


async def test_a_referral_becomes_a_case_and_the_agency_hears_that_it_was_received(agency: ReferralPath) -> None:
    """R1, R30: by our id of the referral from now on; the first status says which message it answers."""
    own_id = str(uuid4())

    await agency.handle(agency.sent(referral(), own_id=own_id))

    (case,) = await agency.cases()
    assert (await agency.events(case))[:2] == ["referral-received", "case-opened"]
    ((subject, data),) = await agency.told()
    status = StatusChanged.model_validate(data)
    assert (status.status, status.message, status.offset) == ("received", own_id, 0)
    assert subject not in (case, own_id)


async def test_the_same_message_again_is_one_referral(agency: ReferralPath) -> None:
    """R3: whatever delivers it twice, there is one case and one answer."""
    own_id = str(uuid4())

    await agency.handle(agency.sent(referral(), own_id=own_id), agency.sent(referral(), own_id=own_id))
    await agency.handle(agency.sent(referral(), own_id=own_id))

    (case,) = await agency.cases()
    assert (await agency.events(case)).count("case-opened") == 1
    assert len(await agency.told()) == 1


async def test_another_message_with_a_known_reference_is_refused_and_the_agency_hears_it(agency: ReferralPath) -> None:
    """R3: nothing is overwritten by a guess, and nothing is lost in silence."""
    await agency.handle(agency.sent(referral()))

    await agency.handle(agency.sent(referral(region="friesland")))

    (case,) = await agency.cases()
    assert (await agency.events(case)).count("referral-received") == 1
    rejected = MessageRejected.model_validate((await agency.told())[1][1])
    assert (rejected.problem, rejected.offset) == ("referral-known", 1)
    assert await agency.letters() == []


async def test_a_retraction_finds_the_case_by_the_reference(agency: ReferralPath) -> None:
    """R30: nobody had said yes, so the case ends; nothing more is told."""
    await agency.handle(agency.sent(referral()))

    await agency.handle(agency.sent({"reference": PRIVATE[1]}, ReferralRetracted))

    (case,) = await agency.cases()
    assert (await agency.events(case))[-3:] == ["referral-closed", "case-ended", "erasure-asked"]
    assert len(await agency.told()) == 1


async def test_a_retraction_of_nothing_is_answered(agency: ReferralPath) -> None:
    """Promise 6: it says nothing about anybody else's referral."""
    await agency.handle(agency.sent({"reference": "never sent"}, ReferralRetracted))

    ((_, data),) = await agency.told()
    assert MessageRejected.model_validate(data).problem == "unknown-case"


async def test_a_citizen_service_number_goes_to_the_dead_letters(agency: ReferralPath) -> None:
    """R35: the agency hears where it stood, and nothing of it becomes a case."""
    await agency.handle(
        agency.sent(referral(suggested_question="Hoe kan 111222333 naar school?")), agency.sent(referral())
    )

    assert await agency.letters() == [("bsn", "dead")]
    rejected = [data for _, data in await agency.told() if data.get("problem")]
    assert rejected[0]["detail"].startswith("suggested_question:")
    assert len(await agency.cases()) == 1


async def test_nothing_personal_rests_in_plain_text(agency: ReferralPath) -> None:
    """Promise 3: neither in the log and the state, nor in what is about to be published, nor in a dead letter."""
    await agency.handle(
        agency.sent(referral()), agency.sent(referral()), agency.sent(referral(reasons=[]), own_id=PRIVATE[0])
    )

    rows = [
        bytes(value) if isinstance(value, bytes) else str(value).encode()
        for table in ("event_log", "streams", "outbox", "inbox", "dead_letters", "held")
        for row in await agency.pool.fetch(f"SELECT * FROM {table}")
        for value in row.values()
    ]

    assert len(rows) > 20
    assert not [secret for secret in PRIVATE if any(secret.encode() in row for row in rows)]
