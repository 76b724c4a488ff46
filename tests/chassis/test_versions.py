"""Two versions of one message side by side: both are published, and who reads one is undisturbed by the other."""

import json
from typing import Any
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator

from contracts import releases
from contracts.agency import MessageRejected, MessageRejectedV2
from contracts.json_schema import schema_of
from tests.chassis.agency_path import TOPIC, ReferralPath, referral

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
    assert first["data"] == {
        "topic": TOPIC, "offset": 0, "message": first["data"]["message"], "problem": "invalid", "title": "invalid",
        "detail": "reasons: too short.",
    }  # fmt: skip
    assert not (FIRST_RELEASE / f"{second['type']}.json").exists()
    assert len(await agency.told()) == 1


async def test_an_agency_of_the_next_release_reads_a_problem_with_its_place(agency: ReferralPath) -> None:
    """RFC 9457, and RFC 6901 for the place: the same message is meant, and the two events are no duplicates."""
    first, second = await rejected(agency, reasons=[])

    Draft202012Validator(schema_of(MessageRejectedV2)).validate(second)
    said = MessageRejectedV2.model_validate(second["data"])
    assert (second["type"], said.problem.pointer) == (MessageRejectedV2.type, "/data/reasons")
    assert (said.problem.type, said.problem.status) == ("urn:ekc:problem:invalid", 422)
    assert (said.message, said.offset, second["subject"]) == (
        first["data"]["message"],
        first["data"]["offset"],
        first["subject"],
    )
    assert second["id"] != first["id"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"persons": [{"name": ""}]}, "/data/persons/0/name"),
        ({"contact_name": "111222333"}, "/data/contact_name"),
    ],
)
async def test_the_place_leads_to_what_is_wrong(agency: ReferralPath, wrong: dict[str, Any], pointer: str) -> None:
    """Also inside a list, and where a citizen service number stands (R35)."""
    _, second = await rejected(agency, **wrong)

    assert second["data"]["problem"]["pointer"] == pointer


async def test_an_attribute_is_a_place_too(agency: ReferralPath) -> None:
    """A source of another form."""
    await agency.handle(agency.sent(referral(), source="x"))

    assert (await agency.published())[1]["data"]["problem"]["pointer"] == "/source"


async def test_what_a_rule_refuses_has_no_place(agency: ReferralPath) -> None:
    """R3: a reference that is known; nothing in the message is wrong."""
    await agency.handle(agency.sent(referral()))

    await agency.handle(agency.sent(referral(region="friesland")))

    *_, second = await agency.published()
    assert (second["data"]["problem"]["status"], second["data"]["problem"].get("pointer")) == (409, None)


async def test_a_field_that_is_not_known_yet_is_passed_over(agency: ReferralPath) -> None:
    """An agency of a later release may send more: the referral becomes a case."""
    await agency.handle(agency.sent(referral(nickname="Mientje"), own_id=str(uuid4()), newer="x"))

    assert len(await agency.cases()) == 1
