"""Bad records among good ones: every good one is handled, every bad one kept with its reason."""

import json

import pytest

from contracts.coordination import RemindCircle
from contracts.referral import CaseAccepted
from tests.chassis.path import MessagePath
from tests.chassis.poison import COMMANDS, POISON, SECRET, changed


@pytest.mark.parametrize("kind", POISON)
async def test_good_records_beside_a_bad_one_are_handled(
    path: MessagePath, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """One bad record costs its neighbours nothing; it is a dead letter with its reason, and no log quotes it."""
    case = await path.case()
    await path.keyring.create(["known"])
    reason, poison = POISON[kind]

    await path.handle(await path.invitation(case), poison(path, case), await path.invitation(case))

    assert (await path.events(case)).count("participant-invited") == 2
    assert await path.letters() == [(reason, "dead")]
    assert SECRET not in "".join(capfd.readouterr())
    assert SECRET not in str(await path.outbox())


async def test_an_id_that_another_message_has_is_refused(path: MessagePath) -> None:
    """The same id with another content is no repetition: the second message is kept as a dead letter."""
    case = await path.case()

    await path.handle(await path.invitation(case, "Bram", id="once"))
    await path.handle(await path.invitation(case, "Joost", id="once"))

    assert (await path.events(case)).count("participant-invited") == 1
    assert await path.letters() == [("duplicate-id", "dead")]


async def test_a_rejected_command_is_answered(path: MessagePath) -> None:
    """Whoever sent a message that cannot be read hears which one, and where it is wrong."""
    case = await path.case()

    await path.handle(changed(path, case, lambda envelope: envelope["data"].pop("answer")))

    rejections = [one for one in await path.outbox(case) if one["type"].endswith("command-rejected.v1")]
    assert [one["data"]["problem"]["detail"] for one in rejections] == ["answer: missing."]


async def test_a_dead_letter_is_kept_sealed(path: MessagePath) -> None:
    """What could not be read rests under a key of the day, not in plain."""
    await path.handle(path.record(COMMANDS, f"{SECRET}{{".encode()))

    row = await path.pool.fetchrow("SELECT body, quarantine FROM dead_letters")
    assert row is not None
    assert SECRET.encode() not in row["body"]
    assert row["quarantine"] in await path.keyring.open([row["quarantine"]])


async def test_what_the_process_asks_wrongly_is_answered_to_it(path: MessagePath) -> None:
    """The process never waits for ever: what cannot be handled of it is rejected, what a rule refuses is refused."""
    case = await path.case()

    await path.handle(path.event("ekc.coordination.due", RemindCircle, case, None))

    assert any(one["type"].endswith("command-rejected.v1") for one in await path.outbox(case))


async def test_a_type_of_another_producer_that_is_not_known_passes(path: MessagePath) -> None:
    """An older consumer survives a newer producer: an unknown kind of event only moves the mark."""
    case = await path.case()
    newer = path.fact(CaseAccepted(region="noord", round=1, languages=("nl",), persons=()), case, 3)
    envelope = json.loads(newer.value or b"")
    envelope["type"] = "nl.eigenkrachtconferenties.referral.something-new.v1"

    await path.handle(path.record("ekc.referral.events", json.dumps(envelope).encode()))

    marks = await path.pool.fetchval("SELECT marks FROM streams WHERE id = $1", case)
    assert json.loads(marks) == {"referral": 3}
    assert await path.letters() == []
