"""While what is kept of a case rests nobody reads it and nobody is told (GDPR, article 18), against a real database."""

import pytest

from contracts.notices import NoticeKind
from contracts.rights import Ground, ProcessingRestricted, RestrictionLifted
from services.desk.notices.silence import WHILE_RESTING, Verdict, verdict
from tests.desk.cases import CASE, MONDAY, in_preparation, invitation
from tests.desk.house import House
from tests.desk.telling import notices, tell
from tests.desk.test_silence import QUIET

RESTS = ProcessingRestricted(asked_by="mike", ground=Ground.ACCURACY_CONTESTED)


@pytest.mark.parametrize("staff", [False, True])
@pytest.mark.parametrize("kind", NoticeKind)
def test_only_what_protects_people_is_told_while_it_rests(kind: NoticeKind, staff: bool) -> None:
    """That it is off, the last status, and that somebody is not safe; the rest waits, also for staff."""
    told = verdict(kind, **{**QUIET, "staff": staff, "resting": True})

    assert told is (Verdict.SEND if kind in WHILE_RESTING else Verdict.WAIT)
    assert {NoticeKind.CALLED_OFF, NoticeKind.SAFETY} < WHILE_RESTING


def test_nothing_waits_for_ever_in_a_case_that_ended_while_it_rested() -> None:
    """Promise 4: staff hear it, and nobody else."""
    over = {**QUIET, "resting": True, "ended": True}

    assert verdict(NoticeKind.DEVIATION, **{**over, "staff": True}) is Verdict.SEND
    assert verdict(NoticeKind.PLAN, **over) is Verdict.ENDED


async def test_it_is_not_read_but_for_what_the_law_allows(house: House) -> None:
    """Lists go on, for they hold no name; names are shown with consent, for claims, to protect, to lift it."""
    await in_preparation(house)
    await house.happened(CASE, RESTS, at=MONDAY)

    async with house.client() as client:
        shown = await client.get(f"/cases/{CASE}", params={"personal": True})
    assert (shown.status_code, shown.json()["type"]) == (409, "urn:ekc:problem:restricted")
    for purpose in ("looking", "consent of Els", "Legal claims: the appeal", "protecting the children", "lifting it"):
        async with house.client() as client:
            answer = await client.get(f"/cases/{CASE}", params={"personal": True, "purpose": purpose})
        assert answer.status_code == (409 if purpose == "looking" else 200)
    assert (await house.get(f"/cases/{CASE}"))["phase"] == "preparation"
    assert (await house.get(f"/cases/{CASE}/persons/els"))["kept"]
    sentences = (await house.get(f"/cases/{CASE}/why"))["sentences"]
    assert any("What is kept rests" in one for one in sentences)


@pytest.mark.long
async def test_what_is_to_be_told_waits_until_it_is_lifted(house: House) -> None:
    """Nothing is lost, and nothing is read meanwhile."""
    await in_preparation(house)
    await house.happened(CASE, RESTS, at=MONDAY)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)
    await tell(house)
    assert (await notices(house))["notice-1"]["state"] == "due"

    await house.happened(CASE, RestrictionLifted(), at=MONDAY)
    await tell(house)

    assert (await notices(house))["notice-1"]["state"] == "sent"
    assert (await house.get(f"/cases/{CASE}", personal=True))["people"]
