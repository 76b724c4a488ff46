"""What is unusual about a reading is seen when the service hears of it, with what the log itself knows (R33)."""

from typing import Any

from contracts.access import DeclareOwnFamily, Use
from contracts.base import Actor
from contracts.privacy import PersonalDataRead
from contracts.referral import AssistanceBegan, AssistanceEnded
from tests.privacy.path import PrivacyPath

MANAGER_OF_ZUID = Actor(id="manager-2", role="regional-manager", region="zuid")


async def read(path: PrivacyPath, number: int, by: Actor = MANAGER_OF_ZUID, case: str = "case-1") -> None:
    """The desk tells that somebody read, as the envelope and the event say."""
    reading = PersonalDataRead(kinds=("case-opened.name",), purpose="to call", use=Use.CASE_WORK, by=by)
    who = {"actorid": by.id, "actorrole": by.role, "actorregion": by.region}
    await path.handle(path.fact(reading, case, number, **who))


async def told(path: PrivacyPath) -> list[dict[str, Any]]:
    """What was seen, and whom it was told."""
    found = [one for one in await path.outbox() if one["type"].split(".")[-2] in ("unusual-access-seen", "notice-due")]
    return [one["data"] for one in found]


async def test_a_reading_from_another_region_is_seen_unless_that_region_assists(path: PrivacyPath) -> None:
    """R33, R4: as it was when it was read; the lead of the region that has the case hears."""
    await path.case()
    await read(path, 1)
    await path.handle(path.fact(AssistanceBegan(region="zuid"), "case-1", 3))
    await read(path, 2)
    await path.handle(path.fact(AssistanceEnded(region="zuid"), "case-1", 4))
    await read(path, 3)

    seen, notice, *later = await told(path)

    assert (seen["kinds"], seen["by"]["id"], seen["cases"]) == (["other-region"], "manager-2", 1)
    assert (notice["kind"], notice["recipient"], notice["region"]) == ("deviation", "region-lead", "noord")
    assert [one["kinds"] for one in later if "kinds" in one] == [["other-region"]]


async def test_who_was_said_to_be_family_is_seen_and_the_row_says_who_said_so(path: PrivacyPath) -> None:
    """R33: also when they work in the region of the case."""
    await path.case()
    family = Actor(id="manager-9", role="regional-manager", region="noord")
    await read(path, 1, by=family)
    await path.ask(DeclareOwnFamily(staff="manager-9"))
    await read(path, 2, by=family)

    assert [one["kinds"] for one in await told(path) if "kinds" in one] == [["own-family"]]
    query = "SELECT actor, region FROM access_log WHERE kind = 'own-family-declared'"
    assert [tuple(row) for row in await path.pool.fetch(query)] == [("manager-1", "noord")]


async def test_how_many_cases_somebody_read_is_known_from_the_log(path: PrivacyPath) -> None:
    """R33: the default is 30 in an hour; the thirty-first is seen."""
    await path.case()
    by = Actor(id="manager-1", role="regional-manager", region="noord")
    for number in range(2, 32):
        await read(path, 1, by=by, case=f"case-{number}")
    assert await told(path) == []

    await read(path, 1, by=by)

    assert [(one["kinds"], one["cases"]) for one in await told(path) if "kinds" in one] == [(["many-cases"], 31)]
