"""An agency whose messages fail by the thousand: its topic is read no further, nobody else's is, and operators hear."""

import json
from datetime import UTC, datetime
from typing import Any

from contracts.agreement import Agreement
from contracts.operations import DiscardDeadLetters
from services.chassis.dead_letters import DeadLetters
from services.chassis.envelopes import Record
from services.chassis.flood import Gate
from tests.chassis.agency_path import AGREED, ReferralPath, referral

MOST = 3
TOPIC = "ekc.in.jeugdzorg"
OPERATOR = {"actorid": "operator-1", "actorrole": "operator"}


def gate(agency: ReferralPath, name: str = "jeugdzorg") -> Gate:
    """The gate of an agency, of which few messages may fail."""
    agreed = Agreement.model_validate({**AGREED[name].model_dump(), "dead_letters": MOST})
    agency.inbox.agencies = {**agency.inbox.agencies, name: agreed}
    letters = DeadLetters(agency.service.name, agency.settings, agency.keyring)
    return Gate(name, agency.inbox, agency.consumer, letters)


async def failing(agency: ReferralPath, number: int) -> None:
    """So many messages of the agency that cannot be handled."""
    await agency.handle(*[agency.sent(referral(reasons=[])) for _ in range(number)])


async def announced(agency: ReferralPath) -> list[tuple[str, str]]:
    """What operators hear of the flood itself."""
    rows = await agency.pool.fetch("SELECT value FROM outbox WHERE topic = 'ekc.referral.dead-letters' ORDER BY id")
    said = [json.loads(row["value"])["data"] for row in rows]
    return [(one["topic"], one["state"]) for one in said if one["reason"] == "flood"]


async def discard(agency: ReferralPath, **by: Any) -> None:
    """Somebody has the dead letters of the topic discarded."""
    await agency.handle(discarding(agency, **by))


def discarding(agency: ReferralPath, **by: Any) -> Record:
    """The request, made now."""
    data = DiscardDeadLetters(topic=TOPIC).model_dump(mode="json")
    attributes = {**OPERATOR, "time": datetime.now(UTC).isoformat(), **by}
    return agency.event("ekc.referral.commands", DiscardDeadLetters, "letters-1", data, **attributes)


async def test_a_topic_is_closed_when_too_many_of_its_messages_wait(agency: ReferralPath) -> None:
    """Not before; it is told once, however often it is asked, and also by another replica."""
    one, other = gate(agency), gate(agency)

    await failing(agency, MOST - 1)
    assert not await one.closed()
    await failing(agency, 1)

    assert [await one.closed(), await other.closed(), await one.closed()] == [True] * 3
    assert await announced(agency) == [(TOPIC, "parked")]
    assert agency.consumer.closed == {TOPIC}


async def test_the_topic_of_another_agency_stays_open(agency: ReferralPath) -> None:
    """Promise 6: nobody pays for what another does."""
    await failing(agency, MOST)

    assert not await gate(agency, "wijkteam").closed()


async def test_it_is_read_on_when_its_letters_were_discarded(agency: ReferralPath) -> None:
    """Operators hear that of each letter, and of the topic; nothing of what was discarded is left."""
    one = gate(agency)
    await failing(agency, MOST)
    await one.closed()

    await discard(agency)

    assert not await one.closed()
    assert await announced(agency) == [(TOPIC, "parked"), (TOPIC, "handled")]
    assert agency.consumer.closed == set()
    assert sorted(await agency.letters()) == [("flood", "handled"), *[("invalid", "handled")] * MOST]
    assert await agency.pool.fetchval("SELECT count(body) FROM dead_letters") == 0


async def test_nobody_but_an_operator_discards(agency: ReferralPath) -> None:
    """The request is a dead letter itself; those of the agency stay."""
    one = gate(agency)
    await failing(agency, MOST)

    await discard(agency, actorrole="regional-manager")

    assert await one.closed()
    assert [reason for reason, state in await agency.letters() if state == "dead"] == ["invalid"] * MOST + [
        "no-such-letter"
    ]


async def test_what_failed_after_the_request_stays(agency: ReferralPath) -> None:
    """An operator discards what they saw."""
    await failing(agency, 1)
    asked = discarding(agency)
    await failing(agency, 1)

    await agency.handle(asked)

    assert sorted(await agency.letters()) == [("invalid", "dead"), ("invalid", "handled")]
