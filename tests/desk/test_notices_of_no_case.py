"""Complaints and absences, which are of no case, reach the role that they are for (R41), against a real database."""

from typing import Any

from contracts.notices import NoticeKind
from contracts.privacy import PersonalDataRead
from services.desk.notices.notifier import NOTIFIER
from tests.desk.cases import CASE, COMPLAINT, MONDAY, WORDS, complained, in_preparation, invitation
from tests.desk.house import House
from tests.desk.telling import tell


async def listed(house: House, role: str) -> list[str]:
    """The notices that somebody finds."""
    return [one["notice"] for one in (await house.get("/notices", role))["notices"]]


async def read(house: House, role: str) -> tuple[int, dict[str, Any]]:
    """Somebody asks for the text."""
    async with house.client(role) as client:
        answer = await client.get("/notices/notice-1", params={"purpose": "settling it"})
    return answer.status_code, answer.json()


async def test_a_complaint_is_found_and_read_by_whom_it_went_to(house: House) -> None:
    """R41, R33: and by nobody else, whatever else they may see; that it was read is on record."""
    await complained(house)
    await tell(house)

    assert await listed(house, "manager") == ["notice-1"]
    status, found = await read(house, "manager")
    assert (status, found["case"]) == (200, COMPLAINT)
    assert WORDS in found["text"]
    said = [one for _, one in await house.outbox() if one["type"] == PersonalDataRead.type]
    assert [(one["subject"], one["actorid"]) for one in said if one["actorid"] != NOTIFIER.id] == [
        (COMPLAINT, "manager-1")
    ]
    for other in ("lead", "operator", "coordinator"):
        assert await listed(house, other) == []
    assert [(await read(house, other))[0] for other in ("lead", "operator", "coordinator", "setter")] == [
        404,
        403,
        403,
        403,
    ]


async def test_whom_a_complaint_is_about_neither_finds_nor_reads_it(house: House) -> None:
    """R41: also where it went to their own role."""
    await complained(house, about="other", whom="manager-1")
    await tell(house)

    assert await listed(house, "manager") == []
    assert (await read(house, "manager"))[0] == 404


async def test_a_complaint_of_another_region_is_not_theirs(house: House) -> None:
    """R4, R41."""
    await complained(house, region="zuid")
    await tell(house)

    assert await listed(house, "manager") == []
    assert (await read(house, "manager"))[0] == 404


async def test_a_complaint_of_an_unknown_region_is_for_the_whole_role(house: House) -> None:
    """R41, promise 4: a case that is not accepted yet has no region there; somebody has to hear all the same."""
    await complained(house, region=None)
    await tell(house)

    assert await listed(house, "manager") == ["notice-1"]


async def test_an_absence_is_found_in_its_region(house: House) -> None:
    """R41: it is of the coordinator's stream, and of no case."""
    for number, region in enumerate(("noord", "zuid")):
        away = invitation(
            f"away-{number}",
            "regional-manager",
            kind=NoticeKind.COORDINATOR_AWAY,
            refers_to=(CASE,),
            detail="1",
            region=region,
        )
        await house.happened("coordinator-1", away, service="coordination", at=MONDAY)
    await tell(house)

    assert await listed(house, "manager") == ["away-0"]


async def test_what_is_of_a_case_is_read_with_its_case(house: House) -> None:
    """R33: not by its id alone."""
    await in_preparation(house)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)
    await tell(house)

    assert (await read(house, "manager"))[0] == 404
