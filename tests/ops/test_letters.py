"""A defect and what an operator does about it: one group is seen, its cause mended, its letters handled again."""

import asyncio

import pytest

from deploy.local.layout import write
from services.chassis.fingerprint import fingerprint
from tests.ops.operator import TOPIC, Operator

MANY = 12
GROUP = fingerprint(TOPIC, None, "region-not-agreed")


@pytest.mark.long
@pytest.mark.servers
async def test_the_letters_of_a_defect_are_counted_and_had_handled_again_once_it_is_mended(operator: Operator) -> None:
    """Replayed before it is mended they fail again and are counted so; afterwards each has its effect."""
    agreements = operator.platform.environments.agencies()
    agreed = agreements.read_text()
    write(agreements, agreed.replace("school-noord:\n", "school-noord:\n  regions: [zuid]\n"))
    await asyncio.to_thread(operator.platform.restart, "referral")
    await operator.until("referral", ready=True)
    await operator.sends(MANY)
    await operator.until("referral", dead_letters=MANY, outbox=0)

    async with asyncio.timeout(60):
        while True:
            groups = (await operator.reads("dead-letters", "groups"))["groups"]
            if groups and groups[0]["dead"] == MANY:
                break
    [group] = groups
    failed = await operator.reads("ops", "dead-letters", "replay", group["fingerprint"], code=1)
    write(agreements, agreed)
    await asyncio.to_thread(operator.platform.restart, "referral")
    await operator.until("referral", ready=True)
    mended = await operator.reads("ops", "dead-letters", "replay", group["fingerprint"], "--rate", "5")

    assert failed == {"group": group["fingerprint"], "asked": MANY, "handled": 0, "failed": MANY, "silent": 0}
    assert mended == {"group": group["fingerprint"], "asked": MANY, "handled": MANY, "failed": 0, "silent": 0}
    assert (await operator.reads("dead-letters", "groups"))["groups"] == []
    await operator.until("referral", dead_letters=0)
