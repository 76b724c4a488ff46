"""Two coordinators say yes in the same moment: one has the case, the other hears it (R13)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.coordination import AnswerOffer, FindCoordinator, LapseOffer, RegisterCoordinator
from services.chassis.envelopes import Record
from tests.chassis.path import MANAGER, MessagePath

GIVE_UP_SECONDS = 20
COORDINATORS = {"coordinator-1": "Anna Terpstra", "coordinator-2": "Bert Hoekstra"}
BOTH_WAIT = "SELECT count(*) = 2 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def test_of_two_who_accept_at_once_one_has_the_case_and_the_other_hears_why(path: MessagePath) -> None:
    """R13: both are late and nobody else is asked, so that each yes alone would count; two consumers handle them."""
    case = await path.case()
    offered = await lapsed_offers(path, case)
    other = MessagePath(path.pool, path.keyring, path.settings, offsets=path.offsets)
    one_yes, other_yes = [await accepted(path, case, offer, who) for who, offer in offered.items()]

    await both_in_transactions(path, case, path.handle(one_yes), other.handle(other_yes))

    (assigned,) = await told(path, case, "coordinator-assigned")
    (loser,) = offered.keys() - {assigned["data"]["coordinator"]}
    (refused,) = await told(path, case, "command-refused")
    assert refused["causationid"] == f"yes of {loser}"
    assert (refused["data"]["problem"]["title"], refused["data"]["problem"]["rule"]) == ("offer taken", "R13")
    assert await path.letters() == []


async def lapsed_offers(path: MessagePath, case: str) -> dict[str, str]:
    """Both were asked, one after the other, and did not answer in time: who, and with which offer."""
    for who, name in COORDINATORS.items():
        registered = RegisterCoordinator(name=name, regions=("noord",), languages=("nl",), capacity=1)
        await path.handle(await path.command(registered, who))
    for weeks in range(1, len(COORDINATORS) + 1):
        late = datetime.now(UTC) + timedelta(weeks=2 * weeks)
        await path.handle(path.event("ekc.coordination.due", FindCoordinator, case, {}))
        await path.handle(path.event("ekc.coordination.due", LapseOffer, case, {}, time=late))
    offers = await told(path, case, "coordinator-offered")
    return {one["data"]["coordinator"]: one["data"]["offer"] for one in offers}


async def accepted(path: MessagePath, case: str, offer: str, who: str) -> Record:
    """A coordinator's own yes."""
    actor = {**MANAGER, "actorid": who, "actorrole": "coordinator"}
    return await path.command(AnswerOffer(offer=offer, accepted=True), case, id=f"yes of {who}", **actor)


async def both_in_transactions(path: MessagePath, case: str, *batches: Any) -> None:
    """Let both come so far that they wait for the case, which somebody else holds; then let them go on."""
    async with asyncio.timeout(GIVE_UP_SECONDS):
        async with path.pool.acquire() as holder, holder.transaction():
            await holder.execute("SELECT FROM streams WHERE id = $1 FOR UPDATE", case)
            handling = asyncio.gather(*batches)
            while not await path.pool.fetchval(BOTH_WAIT):
                pass
        await handling


async def told(path: MessagePath, case: str, kind: str) -> list[dict[str, Any]]:
    """What was said of a kind."""
    return [one for one in await path.outbox(case) if one["type"].endswith(f".{kind}.v1")]
