"""What came of complaints, for whoever settles them and whoever complained (R41), against a real database."""

from typing import Any

from contracts.coordination import ComplaintSettled
from contracts.notices import NoticeKind
from contracts.privacy import PersonalDataRead
from tests.desk.cases import COMPLAINT, MONDAY, WORDS, complained, in_preparation, invitation
from tests.desk.house import House
from tests.desk.telling import tell
from tests.desk.test_cli import Terminal, terminal

__all__ = ["terminal"]
ANSWER = "Er komt iemand anders."


async def settled(house: House, by: str = "regional-manager") -> None:
    """Whoever it went to said what came of it, and whoever complained is to hear it."""
    done = ComplaintSettled(outcome="partly-upheld", answer=ANSWER)
    due = invitation(
        "notice-2",
        kind=NoticeKind.COMPLAINT,
        asked_by=by,
        detail="settled",
        refers_to=(COMPLAINT,),
        region="noord",
        rule="R41",
    )
    await house.happened(COMPLAINT, done, due, service="coordination", at=MONDAY)
    await tell(house)


async def listed(house: House, role: str = "manager", **asked: Any) -> list[dict[str, Any]]:
    """The complaints that somebody finds."""
    found: list[dict[str, Any]] = (await house.get("/complaints", role, **asked))["complaints"]
    return found


async def test_whoever_settles_complaints_sees_what_came_of_each_and_what_was_told(house: House) -> None:
    """R41, R44: the answer goes to whoever complained, by their own channel; the words are read on record (R33)."""
    await in_preparation(house)
    await complained(house)
    (open_one,) = await listed(house, settled=False)
    await settled(house)

    (found,) = await listed(house)
    (in_words,) = await listed(house, texts=True, purpose="looking back")

    assert (open_one["outcome"], open_one["notice"], open_one["answer_by"]) == (None, None, "2025-04-14")
    assert (found["complaint"], found["outcome"], found["by"]) == (COMPLAINT, "partly-upheld", "els")
    assert (found["text"], found["answer"]) == (None, None)
    assert [found["notice"][name] for name in ("recipient", "state", "channel")] == ["els", "sent", "mail"]
    assert (in_words["text"], in_words["answer"]) == (WORDS, ANSWER)
    assert await listed(house, settled=False) == []
    read = [one for _, one in await house.outbox() if one["type"] == PersonalDataRead.type]
    assert [one["data"]["kinds"] for one in read if one["actorid"] == "manager-1"] == [
        ["complaint-raised.text", "complaint-settled.answer"]
    ]


async def test_whoever_settled_it_brings_the_answer(house: House) -> None:
    """R40, R41: it is among what is to be brought, and can be read aloud; by nobody else."""
    await complained(house)
    await settled(house)

    brought = {one["notice"]: one for one in (await house.get("/notices"))["notices"]}
    text = (await house.get("/notices/notice-2", purpose="reading it aloud"))["text"]

    assert (brought["notice-2"]["recipient"], brought["notice-2"]["channel"]) == ("els", "spoken")
    assert ANSWER in text
    for other in ("lead", "operator", "coordinator"):
        assert (await house.get("/notices", other))["notices"] == []


SEEN: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"manager", "lead"}),
    ({"to": "region-lead", "about": "regional-manager"}, {"lead"}),
    ({"about": "region-lead"}, {"manager"}),
    ({"about": "other", "whom": "manager-1"}, {"lead"}),
    ({"region": "zuid"}, {"lead"}),
]
"""Complaints, and who may settle them: this lead is of every region, the manager of `noord`."""


async def test_whom_it_is_about_and_who_does_not_settle_it_see_none(house: House) -> None:
    """R41, R4: the list is of those who may settle it, in its region; other roles may not even ask."""
    for about, seen_by in SEEN:
        await complained(house, **about)

        assert {role for role in ("manager", "lead") if await listed(house, role)} == seen_by


async def test_a_complaint_that_was_raised_again_is_open_again(house: House) -> None:
    """R41, R39: what came of it before is what it is about now."""
    await complained(house)
    await settled(house)
    await complained(house)

    (found,) = await listed(house)

    assert (found["outcome"], found["notice"]) == (None, None)


async def test_complaints_on_the_terminal(terminal: Terminal) -> None:
    """R41: a line for each, words only when asked for."""
    await in_preparation(terminal.house)
    await complained(terminal.house)
    await settled(terminal.house)

    table = await terminal.ekc("complaints", "--settled")
    words = await terminal.ekc("complaints", "--texts", "--purpose", "looking back")
    nothing = await terminal.ekc("complaints", "--open")

    assert table.exit_code == words.exit_code == nothing.exit_code == 0
    assert "partly-upheld" in table.output
    assert "sent by mail" in table.output
    assert ANSWER not in table.output
    assert ANSWER in words.output
    assert "No complaints." in nothing.output
