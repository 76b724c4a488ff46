"""The plan handed over and read: each reader gets only their parts (R43, R24), and it is written down (R33)."""

from datetime import date

import pytest

from contracts.notices import NoticeKind
from contracts.people import Means
from contracts.plan import (
    ActionAnswered,
    AnsweredQuestion,
    MetBottomLine,
    PlanAccepted,
    PlanAgreed,
    PlannedAction,
)
from contracts.referral import BottomLineSet, Question, QuestionsAgreed
from tests.desk.cases import CASE, MONDAY, in_preparation, invitation
from tests.desk.house import House
from tests.desk.telling import tell

LINE = BottomLineSet(
    bottom_line="line-1",
    version=1,
    setter="worker-1",
    setter_name="Wouter Prins",
    mandate="child-protection",
    text="Niet alleen met hem.",
    ground="Zorgen.",
)
AGREED = PlanAgreed(
    plan="plan-1",
    version=1,
    answers=(AnsweredQuestion(question="school", answer="Oma loopt mee."),),
    actions=(
        PlannedAction(action="drive", owner="els", what="Meerijden.", by=date(2025, 5, 1), agreed=True),
        PlannedAction(
            action="talk", owner="mike", what="Samen praten.", by=date(2025, 5, 1), agreed=False, readers=("mike",)
        ),
    ),
    bottom_lines=(MetBottomLine(bottom_line="line-1", answer="Oom Bas is er dan ook."),),
    monitor="els",
    agreed_on=date(2025, 3, 3),
    present=("els", "mike"),
    agreed_by=("els", "mike"),
    requests=("Een taalcoach",),
    with_meeting=True,
)


async def planned(house: House) -> None:
    """A case with a plan that was handed to Els and Mike."""
    await in_preparation(house)
    question = Question(question="school", text="Hoe gaat Mike weer naar school?")
    await house.happened(CASE, QuestionsAgreed(questions=(question,), confirmed_by="mike"), LINE, at=MONDAY)
    await house.happened(CASE, AGREED, PlanAccepted(version=1, with_meeting=True, reviews=()), at=MONDAY)
    handed = [invitation(f"plan-{who}", who, kind=NoticeKind.PLAN, asked_by="circle") for who in ("els", "mike")]
    await house.happened(CASE, *handed, service="plan", at=MONDAY)
    await tell(house)


async def read(house: House, role: str, **parameters: str) -> str:
    """The plan as somebody reads it."""
    text: str = (await house.get(f"/cases/{CASE}/plan", role, **parameters))["text"]
    return text


async def test_each_gets_their_own_document(house: House) -> None:
    """R43: in their own language, and with what is for them; a part for Mike alone Els does not get."""
    await planned(house)

    told = (await house.get(f"/cases/{CASE}/notices", texts=True))["notices"]
    text = {one["recipient"]: one["text"] for one in told}

    assert "Hoe gaat Mike weer naar school?\nOma loopt mee." in text["els"]
    assert "Els van der Zande: Meerijden (uiterlijk 1 mei 2025)" in text["els"]
    assert "Samen praten" not in text["els"]
    assert "Mike: Samen praten" in text["mike"]
    assert "The circle's plan, version 1" in text["mike"]
    assert "Een taalcoach" in text["mike"]


async def test_it_can_be_printed_or_read_aloud_for_somebody(house: House) -> None:
    """R40, R43: the coordinator hands it over as its reader would get it."""
    await planned(house)

    assert "Samen praten" not in await read(house, "coordinator", reader="els")
    assert "Samen praten" in await read(house, "coordinator", reader="mike")
    assert "Samen praten" in await read(house, "coordinator")
    assert "Samen praten" not in await read(house, "manager")


async def test_a_setter_reads_what_answers_their_bottom_line_and_nothing_else(house: House) -> None:
    """R24: no name of the circle, no other part; logged."""
    await planned(house)

    text = await read(house, "setter")

    assert "Niet alleen met hem.\nOom Bas is er dan ook." in text
    for word in ("Els", "Mike", "Meerijden", "Oma", "taalcoach"):
        assert word not in text
    readings = [one["data"] for _, one in await house.outbox() if one["type"].endswith("personal-data-read.v1")]
    assert readings[-1]["kinds"] == ["bottom-line-set.text", "plan-agreed.bottom_lines.*.answer"]


async def test_who_has_no_part_in_it_reads_none(house: House) -> None:
    """R30, R43: another coordinator, an operator, a reader to whom it was not handed, a setter of another case."""
    await planned(house)
    await in_preparation(house, "case-2")

    for role, path, reader, status in (
        ("stranger", CASE, None, 404),
        ("operator", CASE, None, 403),
        ("coordinator", CASE, "worker-1", 404),
        ("setter", "case-2", None, 404),
        ("coordinator", "case-2", None, 404),
    ):
        async with house.client(role) as client:
            answer = await client.get(f"/cases/{path}/plan", params={"reader": reader} if reader else {})
        assert answer.status_code == status, (role, path, answer.text)


@pytest.mark.parametrize(("agreed", "open_"), [(True, False), (False, True)])
async def test_what_became_of_an_action_shows(house: House, agreed: bool, open_: bool) -> None:
    """R23: who was absent said yes, or has not yet."""
    await planned(house)
    answered = ActionAnswered(action="talk", by="mike", agreed=agreed, means=Means.SPOKEN)

    await house.happened(CASE, answered, service="plan", at=MONDAY)

    assert ("als daar nog ja op gezegd wordt" in await read(house, "coordinator")) is open_
