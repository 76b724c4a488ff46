"""Two versions of one message side by side: both are published, and who reads one is undisturbed by the other."""

import json
from typing import Any
from uuid import uuid4

from jsonschema import Draft202012Validator

from contracts import releases
from contracts.agency import MessageRejected, MessageRejectedV2
from contracts.json_schema import schema_of
from tests.chassis.agency_path import KNOWN, ReferralPath, referral

FIRST_RELEASE = releases.HERE / "1.0.0"


async def rejected(agency: ReferralPath, **wrong: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is published of a referral with something wrong: in version 1, and in version 2."""
    await agency.handle(agency.sent(referral(**wrong)))
    first, second = await agency.published()
    return first, second


async def test_an_agency_of_the_first_release_reads_on_as_it_did(agency: ReferralPath) -> None:
    """Version 1 keeps to the schema that was released, and comes once; version 2 is of a type that it does not know."""
    first, second = await rejected(agency, reasons=[])

    schema = json.loads((FIRST_RELEASE / f"{MessageRejected.type}.json").read_text())
    Draft202012Validator(schema).validate(first)
    assert (first["data"]["problem"], first["data"]["detail"]) == ("invalid", "reasons: too short.")
    assert second["type"] not in KNOWN
    assert [data for _, data in await agency.told()] == [first["data"]]


async def test_an_agency_of_the_next_release_reads_a_problem(agency: ReferralPath) -> None:
    """RFC 9457, without the word of our own: the same message is meant, and the two events are no duplicates."""
    first, second = await rejected(agency, reasons=[])

    Draft202012Validator(schema_of(MessageRejectedV2)).validate(second)
    assert second["type"] == MessageRejectedV2.type
    assert second["data"]["type"] == "urn:ekc:problem:invalid"
    assert {**second["data"], "problem": "invalid"} == first["data"]
    assert second["subject"] == first["subject"]
    assert second["id"] != first["id"]


async def test_a_number_in_an_attribute_is_named_by_it(agency: ReferralPath) -> None:
    """R35: in both versions, and never the number."""
    await agency.handle(agency.sent(referral(), subject="111222333"))

    for said in await agency.published():
        assert [place["attribute"] for place in said["data"]["errors"]] == ["subject"]
        assert "111222333" not in json.dumps(said)


async def test_a_field_that_is_not_known_yet_is_passed_over(agency: ReferralPath) -> None:
    """An agency of a later release may send more: the referral becomes a case."""
    await agency.handle(agency.sent(referral(nickname="Mientje"), own_id=str(uuid4()), newer="x"))

    assert len(await agency.cases()) == 1
