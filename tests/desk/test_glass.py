"""A case of another region is opened in need, and one that is over goes out of its coordinator's sight (R33)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.base import Actor
from contracts.break_glass import BreakGlass, GlassBroken
from contracts.deciding import Given, Refused
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import Ending
from contracts.policy import Policy
from contracts.privacy import PersonalDataRead
from contracts.referral import CaseEnded
from services.desk.commands.glass import BreakKnown, break_glass
from tests.desk.cases import CASE, MONDAY, in_preparation
from tests.desk.house import House

REASON = "De moeder belt vanuit onze regio: zij is niet veilig."
WISH = BreakKnown(reason=REASON, home="noord", acting=("noord", "oost"))
ZUID = Actor(id="manager-2", role="regional-manager", region="zuid")


def given(by: Actor = ZUID) -> Given:
    """Somebody asks on a Monday; the region lets them read for six hours."""
    return Given(stream=CASE, message="m-1", at=MONDAY, by=by, policies={"noord": Policy(break_glass_hours=6)})


def test_the_glass_is_broken_for_some_hours_and_the_lead_of_the_region_hears() -> None:
    """R33: who, of which region, until when; the policy of the region whose case it is says for how long."""
    broken, told = break_glass(WISH, given())

    assert isinstance(broken, GlassBroken)
    assert (broken.actor, broken.region, broken.home) == ("manager-2", "zuid", "noord")
    assert broken.until == MONDAY + timedelta(hours=6)
    assert isinstance(told, NoticeDue)
    assert (told.kind, told.detail, told.region) == (NoticeKind.DEVIATION, "broken-glass", "noord")


@pytest.mark.parametrize(
    ("wish", "region", "reason"),
    [
        (WISH, "noord", "no-glass"),
        (WISH, "oost", "no-glass"),
        (WISH, None, "no-glass"),
        (BreakKnown(reason=REASON), "zuid", "no-such-case"),
    ],
)
def test_there_is_nothing_to_break_where_they_read_anyway(wish: BreakKnown, region: str | None, reason: str) -> None:
    """Their own region's, one in which they assist; and a case that is not there."""
    with pytest.raises(Refused) as refusal:
        break_glass(wish, given(ZUID.model_copy(update={"region": region})))

    assert refusal.value.reason == reason


SIDES = ("", "?personal=true", "/timeline", "/notices?texts=true")


async def looks(house: House, name: str) -> list[int]:
    """What somebody is answered who looks at the case from all sides, and asks for something in it."""
    async with house.client(name) as client:
        reads = [
            await client.get(f"/cases/{CASE}{path}")
            for path in ("", "?personal=true", "/timeline", "/notices?texts=true")
        ]
        invite = {"participant": "new:jan", "name": "Jan", "role": "uncle"}
        asked = {"type": "coordination.invite-participant", "subject": CASE, "data": invite, "wait_seconds": 0}
        return [answer.status_code for answer in (*reads, await client.post("/commands", json=asked))]


async def test_who_broke_the_glass_reads_for_a_while_and_does_nothing(house: House) -> None:
    """R33: nobody else of that region does; each reading is on record; no copy is theirs to make."""
    await in_preparation(house)
    assert await looks(house, "manager-of-zuid") == [404, 404, 404, 404, 403]

    asked = await house.command("manager-of-zuid", type="desk.break-glass", subject=CASE, data={"reason": REASON})
    assert asked.status_code == 202
    ((topic, envelope),) = [row for row in await house.outbox() if row[0] == "ekc.desk.commands"]
    await house.consumer.handle([await house.record(topic, CASE, BreakGlass(reason=REASON), **actor(envelope))])

    assert await looks(house, "manager-of-zuid") == [200, 200, 200, 200, 403]
    assert await looks(house, "lead-of-zuid") == [404, 404, 404, 404, 403]
    async with house.client("manager-of-zuid") as client:
        assert (await client.get(f"/cases/{CASE}/persons/els")).status_code == 403
    read = [one for _, one in await house.outbox() if one["type"] == PersonalDataRead.type]
    assert {one["actorid"] for one in read} == {"manager-2"}
    assert REASON not in str(await house.outbox())

    over = '{"until": "2025-01-01T00:00:00Z"}'
    await house.desk.pool.execute("UPDATE timeline SET data = data || $1 WHERE type = $2", over, GlassBroken.type)
    assert await looks(house, "manager-of-zuid") == [404, 404, 404, 404, 403]


def actor(envelope: dict[str, Any]) -> dict[str, Any]:
    """Who asks, and when, as the desk stamped it."""
    return {name: envelope[name] for name in ("id", "time", "actorid", "actorrole", "actorregion")}


@pytest.mark.parametrize(("days", "status"), [(41, 200), (43, 404)])
async def test_a_coordinator_loses_sight_of_a_case_that_is_over(house: House, days: int, status: int) -> None:
    """R33: after the days of the policy; the manager does not."""
    ended = datetime.now(UTC) - timedelta(days=days)
    await in_preparation(house)
    await house.desk.pool.execute("UPDATE cases SET story = false")
    await house.happened(CASE, CaseEnded(ending=Ending.CLOSED, round=1, ended=ended), time=ended)

    for path in ("", "/timeline", "/why", "/notices"):
        async with house.client("coordinator") as client:
            assert (await client.get(f"/cases/{CASE}{path}")).status_code == status
    assert len((await house.get("/cases", "coordinator", ended=True))["cases"]) == (status == 200)
    assert len((await house.get("/cases", "manager", ended=True))["cases"]) == 1
