"""Possible duplicates on the real path: noticed by blind indexes, linked, undone; nothing of it in plain text (R3)."""

import json
from typing import Any

from contracts.base import Message
from contracts.privacy import SubjectErased
from contracts.referral import LinkEarlierCase, PossibleDuplicateNoticed, SameCase, UndoSameCase, WithdrawCase
from services.chassis.sealing import concerned, seal_fields
from tests.chassis.agency_path import ReferralPath, referral
from tests.chassis.path import MANAGER

FIRST = {"name": "Wilhelmina Zonneveld", "birth_date": "2011-05-01", "postcode": "9999 XX"}
SPELLED = {"name": "W. Sonnevelt", "birth_date": "2011-05-01"}
ELSE = {"name": "Karel Appelman", "birth_date": "1980-01-01"}


def about(person: dict[str, str], reference: str) -> dict[str, Any]:
    """A referral about somebody, in the manager's region."""
    return referral(persons=[person], reference=reference, region="noord")


async def ask(agency: ReferralPath, message: Message, case: str) -> None:
    """A command of the regional manager."""
    data = message.model_dump(mode="json", exclude_none=True)
    seal_fields(type(message), data, case, await agency.keyring.create({case, *concerned(type(message), data, case)}))
    await agency.handle(agency.event("ekc.referral.commands", type(message), case, data, **MANAGER))
    await pass_on(agency)


async def pass_on(agency: ReferralPath) -> None:
    """What linked cases tell each other, until nothing is told any more; each piece of news twice."""
    while rows := await agency.pool.fetch("DELETE FROM outbox WHERE topic = 'ekc.referral.links' RETURNING value"):
        for row in rows:
            await agency.handle(*[agency.record("ekc.referral.links", row["value"]) for _ in range(2)])


async def noticed(agency: ReferralPath, case: str) -> list[str]:
    """Which cases were flagged in a case."""
    rows = await agency.pool.fetch("SELECT envelope FROM event_log WHERE stream = $1 ORDER BY position", case)
    events = [json.loads(row["envelope"]) for row in rows]
    return [one["data"]["case"] for one in events if one["type"] == PossibleDuplicateNoticed.type]


async def test_the_same_person_in_another_spelling_is_noticed(agency: ReferralPath) -> None:
    """R3: in one batch or two; somebody else is not."""
    await agency.handle(agency.sent(about(FIRST, "one")))
    (first,) = await agency.cases()
    await agency.handle(agency.sent(about(ELSE, "two")), agency.sent(about(SPELLED, "three")))

    later = [case for case in await agency.cases() if case != first]

    assert sorted([await noticed(agency, case) for case in later]) == [[], [first]]


async def test_two_in_one_batch_notice_each_other(agency: ReferralPath) -> None:
    """R3: the second sees what the first decided."""
    await agency.handle(agency.sent(about(FIRST, "one")), agency.sent(about(SPELLED, "two")))

    flags = [await noticed(agency, case) for case in await agency.cases()]

    assert sorted(map(len, flags)) == [0, 1]


async def test_the_table_holds_keyed_digests_and_nothing_that_people_wrote(agency: ReferralPath) -> None:
    """Promise 3: neither name nor birth date nor postcode, nor how a name sounds."""
    await agency.handle(agency.sent(about(FIRST, "one")), agency.sent(about(SPELLED, "two")))

    rows = await agency.pool.fetch("SELECT mark, case_id, person FROM likeness")
    kept = b" ".join(row["mark"] + f"{row['case_id']} {row['person']}".encode() for row in rows)
    logged = b" ".join(row[0] for row in await agency.pool.fetch("SELECT envelope FROM event_log"))

    assert len(rows) > 5
    for word in (b"onnevel", b"snflt", b"2011", b"9999"):
        assert word not in kept
        assert word not in logged


async def linked(agency: ReferralPath) -> tuple[str, str]:
    """Two cases about the same person, the later one linked to the first."""
    await agency.handle(agency.sent(about(FIRST, "one")))
    (first,) = await agency.cases()
    await agency.handle(agency.sent(about(SPELLED, "two")))
    (later,) = [case for case in await agency.cases() if case != first]
    await ask(agency, SameCase(case=first), later)
    return first, later


async def test_a_linked_referral_hears_from_the_first_case(agency: ReferralPath) -> None:
    """R3, R30: whatever is told twice has one effect; with the first case the other one ends."""
    first, later = await linked(agency)

    assert (await agency.events(later))[-1] == "case-linked"
    assert (await agency.events(first)).count("referral-linked") == 1
    (person,) = [
        row[0] for row in await agency.pool.fetch("SELECT DISTINCT person FROM likeness WHERE case_id = $1", first)
    ]
    await ask(agency, WithdrawCase(person=person), first)
    assert (await agency.events(later))[-2:] == ["case-ended", "erasure-asked"]
    ended = [subject for subject, data in await agency.told() if data["status"] == "ended"]
    assert len(ended) == len(set(ended)) == 2


async def test_a_link_is_undone_and_a_later_one_goes_to_the_first_again(agency: ReferralPath) -> None:
    """R3: what rests is found as the case that it is the same as."""
    first, later = await linked(agency)
    await agency.handle(agency.sent(about(FIRST, "three")))
    (third,) = [case for case in await agency.cases() if case not in (first, later)]

    assert await noticed(agency, third) == [first]
    await ask(agency, UndoSameCase(), later)
    assert (await agency.events(first))[-1] == "referral-unlinked"
    assert "case-unlinked" in await agency.events(later)
    await agency.handle(agency.sent(about(FIRST, "four")))
    (fourth,) = [case for case in await agency.cases() if case not in (first, later, third)]
    assert sorted(await noticed(agency, fourth)) == sorted([first, later, third])


async def test_what_cannot_be_linked_is_refused_by_what_is_known_of_the_other_case(agency: ReferralPath) -> None:
    """R3, R29: unknown, itself linked, not ended yet."""
    first, later = await linked(agency)
    await agency.handle(agency.sent(about(ELSE, "three")))
    (third,) = [case for case in await agency.cases() if case not in (first, later)]
    (person,) = [
        row[0] for row in await agency.pool.fetch("SELECT DISTINCT person FROM likeness WHERE case_id = $1", third)
    ]

    for message in (
        SameCase(case="no-such-case"),
        SameCase(case=later),
        LinkEarlierCase(case=first, wished_by=person),
        LinkEarlierCase(case="no-such-case", wished_by=person),
    ):
        await ask(agency, message, third)

    problems = [one["data"]["problem"]["title"] for one in await agency.outbox(third) if "problem" in one["data"]]
    assert problems == ["no such case", "other linked", "still open", "no such case"]


async def test_of_who_withdrew_and_of_who_was_erased_nothing_is_compared(agency: ReferralPath) -> None:
    """R31, R34: the indexes go with the person."""
    await agency.handle(agency.sent(about(FIRST, "one")), agency.sent(about(ELSE, "two")))
    rows = await agency.pool.fetch("SELECT DISTINCT case_id, person FROM likeness ORDER BY case_id")
    (gone, person), (erased, other) = [(row["case_id"], row["person"]) for row in rows]

    await ask(agency, WithdrawCase(person=person), gone)
    await agency.handle(agency.fact(SubjectErased(epoch=1), other, 1), agency.fact(SubjectErased(epoch=1), erased, 1))

    assert await agency.pool.fetchval("SELECT count(*) FROM likeness") == 0
    known = await agency.pool.fetch("SELECT case_id, ended FROM known_case")
    assert [(row["case_id"], row["ended"]) for row in known] == [(gone, "withdrawn")]
    assert await agency.letters() == []
