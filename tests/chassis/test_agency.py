"""An agency's referral on the real path of the referral service: encrypted in, opaque ids and status only out (R30)."""

from uuid import uuid4

from contracts.agency import (
    CorrectionTaken,
    MessageRejected,
    ReferralCorrected,
    ReferralRetracted,
    StatusChanged,
)
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


async def test_a_correction_takes_the_place_of_what_was_said(agency: ReferralPath) -> None:
    """R3, R30: the agency hears that it was taken, and no status twice; who is alike is noticed by the new name."""
    own_id, other = str(uuid4()), {"name": "Karel Appelman", "birth_date": "1980-01-01"}
    await agency.handle(agency.sent(referral()))
    (case,) = await agency.cases()

    await agency.handle(agency.sent(referral(persons=[other]), ReferralCorrected, own_id=own_id))

    assert (await agency.events(case))[-2:] == ["referral-corrected", "notice-due"]
    (received, taken) = await agency.told()
    assert CorrectionTaken.model_validate(taken[1]).message == own_id
    assert (taken[0], taken[1]["offset"]) == (received[0], 1)
    await agency.handle(agency.sent(referral(reference="8")), agency.sent(referral(reference="9", persons=[other])))
    flagged = [one for one in await agency.cases() if "possible-duplicate-noticed" in await agency.events(one)]
    assert len(flagged) == 1


async def test_what_was_never_referred_cannot_be_corrected(agency: ReferralPath) -> None:
    """Promise 6: nothing comes of it, and nobody else's referral is told of."""
    await agency.handle(agency.sent(referral(reference="never sent"), ReferralCorrected))

    ((_, data),) = await agency.told()
    assert (data["problem"], data["type"]) == ("unknown-case", "urn:ekc:problem:unknown-case")
    assert await agency.cases() == []


async def test_a_rejection_points_at_each_place_that_is_wrong(agency: ReferralPath) -> None:
    """RFC 9457, RFC 6901: in the data as the agency wrote it, and never what stands there."""
    people = [{"name": ""}, {"name": PRIVATE[0], "birth_date": "yesterday", "postcode": PRIVATE[0]}]

    await agency.handle(agency.sent(referral(persons=people, reasons=["Zonneveld"], sector=PRIVATE[0])))

    ((_, data),) = await agency.told()
    rejected = MessageRejected.model_validate(data)
    assert (rejected.problem, rejected.problem_type) == ("invalid", "urn:ekc:problem:invalid")
    assert rejected.detail == "persons.0.name: string too short."
    assert {one.pointer: one.detail for one in rejected.errors} == {
        "/persons/0/name": "string too short",
        "/persons/1/birth_date": "date parsing",
        "/persons/1/postcode": "string pattern mismatch",
        "/reasons/0": "enum",
        "/sector": "enum",
    }
    assert "Zonneveld" not in str(data)


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
        agency.sent(referral()),
        agency.sent(referral()),
        agency.sent(referral(reasons=[]), own_id=PRIVATE[0]),
        agency.sent(referral(reasons=["eviction"]), ReferralCorrected),
    )

    rows = [
        bytes(value) if isinstance(value, bytes) else str(value).encode()
        for table in ("event_log", "streams", "outbox", "inbox", "dead_letters", "held")
        for row in await agency.pool.fetch(f"SELECT * FROM {table}")
        for value in row.values()
    ]

    assert len(rows) > 20
    assert not [secret for secret in PRIVATE if any(secret.encode() in row for row in rows)]
