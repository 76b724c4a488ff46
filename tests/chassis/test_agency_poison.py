"""Bad records on an agency's topic: each is kept with its reason, the agency hears, and its good ones are handled."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from joserfc.jwk import ECKey

from contracts.agency import ReferralSubmitted
from services.chassis.envelopes import LARGEST, Record
from tests.chassis.agency_path import KEY, PRIVATE, SOURCE, TOPIC, ReferralPath, encrypted, referral

type Poison = Callable[[ReferralPath], Record]

POISON: dict[str, tuple[str, Poison]] = {
    "null value": ("no-value", lambda agency: agency.record(TOPIC, None)),
    "null header": ("bad-header", lambda agency: binary(agency, ("ce_id", None))),
    "non-UTF-8 header": ("bad-header", lambda agency: binary(agency, ("ce_id", b"\xff\xfe"))),
    "no JSON": ("not-json", lambda agency: agency.record(TOPIC, PRIVATE[0].encode())),
    "no id": ("not-cloudevent", lambda agency: agency.sent(referral(), id=None)),
    "U+0000 in a text": ("unseen-sign", lambda agency: agency.sent(referral(contact_name="a\x00b"))),
    "unknown type": ("unknown-type", lambda agency: agency.sent(referral(), type="nl.example.something.v1")),
    "unknown version": (
        "unknown-version",
        lambda agency: agency.sent(referral(), type=ReferralSubmitted.type[:-2] + "v9"),
    ),
    "missing field": ("invalid", lambda agency: agency.sent(without("reasons"))),
    "wrong source": (
        "wrong-source",
        lambda agency: agency.sent(referral(), source="urn:nld:oin:00000099000000000002:systeem:x"),
    ),
    "too large": ("too-large", lambda agency: agency.sent(referral(suggested_question="x" * LARGEST))),
    "encrypted to somebody else": (
        "undecryptable",
        lambda agency: agency.sent({}, data=encrypted(referral(), ECKey.generate_key("P-256"))),
    ),
    "not encrypted": ("not-encrypted", lambda agency: agency.sent({}, data=referral())),
    "compressed before it was encrypted": (
        "compressed",
        lambda agency: agency.sent({}, data=encrypted(referral(), KEY, zip="DEF")),
    ),
    "a name that shows as another": (
        "unseen-sign",
        lambda agency: agency.sent(referral(contact_name="Anna \u202edlevennoZ")),
    ),
    "a name twice": (
        "duplicate-name",
        lambda agency: agency.record(TOPIC, (agency.sent(referral()).value or b"")[:-1] + b', "source": "x"}'),
    ),
    "a header twice": ("bad-header", lambda agency: binary(agency, ("ce_id", b"1"), ("CE_ID", b"2"))),
    "headers without end": (
        "too-large",
        lambda agency: binary(agency, *((f"ce_{number}", b"x" * 99) for number in range(700))),
    ),
    "depth without end": (
        "too-deep",
        lambda agency: agency.sent({}, data=encrypted({**referral(), "more": json.loads("[" * 99 + "]" * 99)}, KEY)),
    ),
    "values without end": ("too-many-values", lambda agency: agency.sent(referral(reasons=["parenting"] * 2_000))),
    "no character": ("unseen-sign", lambda agency: agency.sent({**referral(), "more": "\ufffe"})),
    "citizen service number": ("bsn", lambda agency: agency.sent(referral(contact_name="111222333"))),
    "citizen service number in an attribute": ("bsn", lambda agency: agency.sent(referral(), subject="111.222.333")),
    "source of another form": ("not-cloudevent", lambda agency: agency.sent(referral(), source=f"{SOURCE}:x")),
    "bad and in an order of its own": ("not-cloudevent", lambda agency: agency.sent({}, source="x", sequence="7")),
}


def binary(agency: ReferralPath, *headers: tuple[str, bytes | None]) -> Record:
    """A referral in binary mode with one header more."""
    required = [("ce_specversion", b"1.0"), ("ce_type", ReferralSubmitted.type.encode()), ("content-type", b"x")]
    return agency.record(TOPIC, b"{}", [*required, *headers])


def without(name: str) -> dict[str, object]:
    """A referral that lacks a field."""
    return {field: value for field, value in referral().items() if field != name}


@pytest.mark.parametrize("kind", POISON)
async def test_a_bad_message_is_kept_and_its_sender_hears(
    agency: ReferralPath, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Which of its messages, by topic and offset, and why; nobody quotes it, and its neighbour becomes a case."""
    reason, poison = POISON[kind]
    bad = poison(agency)

    await agency.handle(bad, agency.sent(referral()))

    assert await agency.letters() == [(reason, "dead")]
    rejected = [data for _, data in await agency.told() if "problem" in data]
    assert [(one["problem"], one["topic"], one["offset"]) for one in rejected] == [(reason, TOPIC, bad.offset)]
    assert rejected[0]["type"] == f"urn:ekc:problem:{reason}"
    assert len(await agency.cases()) == 1
    assert not [word for word in PRIVATE if word in "".join(capfd.readouterr()) + json.dumps(rejected)]


@pytest.mark.parametrize("batches", [1, 2])
async def test_an_id_that_another_message_has_is_refused(agency: ReferralPath, batches: int) -> None:
    """R3: the first one is a case, however late the second comes; of the second the agency hears, by its own id."""
    own_id = str(uuid4())
    first, second = [agency.sent(referral(reference=one), own_id=own_id) for one in ("2026/7", "2026/8")]

    for batch in ([first, second],) if batches == 1 else ([first], [second]):
        await agency.handle(*batch)

    assert await agency.letters() == [("duplicate-id", "dead")]
    (received, rejected) = [data for _, data in await agency.told()]
    assert (received["status"], received["message"], received["offset"]) == ("received", own_id, first.offset)
    assert (rejected["problem"], rejected["message"]) == ("duplicate-id", own_id)
    assert (rejected["topic"], rejected["offset"]) == (TOPIC, second.offset)
    assert len(await agency.cases()) == 1


async def test_an_agency_cannot_order_its_messages_among_ours(agency: ReferralPath) -> None:
    """`sequence`, `basis` and `subject` of a stranger mean nothing: it is handled, and no case stands still."""
    await agency.handle(agency.sent(referral()))
    (case,) = await agency.cases()

    await agency.handle(
        agency.sent(referral(reference="2026/8"), sequence="7", basis=f"referral/{case}=99", subject=case),
        agency.sent({}, sequence="8", subject=case),
    )

    assert len(await agency.cases()) == 2
    assert await agency.pool.fetchval("SELECT count(*) FROM held") == 0
    assert await agency.pool.fetchval("SELECT count(*) FROM streams WHERE parked IS NOT NULL") == 0
