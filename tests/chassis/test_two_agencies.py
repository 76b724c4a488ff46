"""The walls between two agencies in what they say: nothing of one is reached by the words of the other (promise 6)."""

from typing import Any
from uuid import uuid4

import pytest

from contracts.agency import MessageRejected, ReferralRetracted
from contracts.agreement import State
from services.chassis.envelopes import Record
from services.desk.agencies.register import changed
from tests.chassis.agency_path import AGREED, KEY, OTHER, PRIVATE, SOURCE, ReferralPath, encrypted, referral

THEIRS = "ekc.in.wijkteam"


def by_other(agency: ReferralPath, message: dict[str, Any], kind: Any = None, **changes: Any) -> Record:
    """What the other agency publishes, on its own topic and in its own name."""
    kinds = {"kind": kind} if kind else {}
    return agency.sent(message, topic=THEIRS, **{"source": f"{OTHER}:systeem:x", **kinds, **changes})


async def rejected(agency: ReferralPath) -> list[str]:
    """The problems that the other agency heard of."""
    told = await agency.told("ekc.out.wijkteam")
    return [MessageRejected.model_validate(data).problem for _, data in told if "problem" in data]


async def test_the_same_reference_and_id_from_both_are_two_referrals(agency: ReferralPath) -> None:
    """R3: an id and a reference mean something to their own agency alone; each hears of its own."""
    own_id = str(uuid4())

    await agency.handle(agency.sent(referral(), own_id=own_id), by_other(agency, referral(), own_id=own_id))

    assert len(await agency.cases()) == 2
    ((ours, _),), ((theirs, _),) = await agency.told(), await agency.told("ekc.out.wijkteam")
    assert ours != theirs


async def test_a_stolen_source_is_refused(agency: ReferralPath) -> None:
    """The topic says who wrote, and nothing else does; the one whose name was used hears nothing."""
    await agency.handle(by_other(agency, referral(), source=f"{SOURCE}:systeem:x"))

    assert await agency.cases() == []
    assert await rejected(agency) == ["wrong-source"]
    assert await agency.told() == []


@pytest.mark.parametrize("alike", [f"{OTHER}0:systeem:x", OTHER, f"{OTHER}.systeem.x"])
async def test_a_source_that_only_begins_alike_is_refused(agency: ReferralPath, alike: str) -> None:
    """A number that is one digit longer is nobody's, and one without a system neither."""
    await agency.handle(by_other(agency, referral(), source=alike))

    assert await rejected(agency) == ["not-cloudevent"]


@pytest.mark.parametrize("what", ["its own reference", "our id of the referral", "the id of the case"])
async def test_a_referral_of_another_agency_cannot_be_withdrawn(agency: ReferralPath, what: str) -> None:
    """Whatever it knows or guesses: by its own reference, by our ids. The answer is that for what never was."""
    await agency.handle(agency.sent(referral()))
    (case,) = await agency.cases()
    ((subject, _),) = await agency.told()
    known = {"its own reference": PRIVATE[1], "our id of the referral": subject, "the id of the case": case}[what]

    await agency.handle(
        by_other(agency, {"reference": known}, ReferralRetracted),
        by_other(agency, {"reference": known}, ReferralRetracted, subject=subject),
        by_other(agency, {"reference": "never was"}, ReferralRetracted),
    )

    assert await rejected(agency) == ["unknown-case"] * 3
    assert "case-ended" not in await agency.events(case)
    assert len(await agency.told()) == 1


async def test_a_referral_of_another_agency_cannot_be_written_over(agency: ReferralPath) -> None:
    """The subject of an event and the reference in it lead to a case of whoever wrote it."""
    await agency.handle(agency.sent(referral()))
    (case,) = await agency.cases()
    before = await agency.events(case)

    await agency.handle(by_other(agency, referral(contact_name="Other"), subject=case))

    assert await agency.events(case) == before
    assert len(await agency.cases()) == 2


async def test_a_region_that_was_not_agreed_is_refused(agency: ReferralPath) -> None:
    """The agreement says to which regions it refers; the others are as they were."""
    await agency.handle(by_other(agency, referral(region="friesland")), by_other(agency, referral(region="utrecht")))

    assert await rejected(agency) == ["region-not-agreed"]
    assert len(await agency.cases()) == 1


async def test_a_form_that_was_not_agreed_is_refused(agency: ReferralPath) -> None:
    """Structured mode was agreed with the other, both with this one."""
    headers = {"specversion": "1.0", "id": str(uuid4()), "time": "2026-03-02T10:00:00Z"}
    kind = "nl.eigenkrachtconferenties.referral-submitted.v1"

    def binary(topic: str, organisation: str) -> Record:
        attributes = {**headers, "type": kind, "source": f"{organisation}:systeem:x"}
        fields = [(f"ce_{name}", value.encode()) for name, value in attributes.items()]
        data = encrypted(referral(), KEY).encode()
        return agency.record(topic, data, [*fields, ("content-type", b"application/jose")])

    await agency.handle(binary(THEIRS, OTHER), binary("ekc.in.jeugdzorg", SOURCE))

    assert await rejected(agency) == ["mode-not-agreed"]
    assert len(await agency.cases()) == 1


@pytest.mark.parametrize("state", [State.SUSPENDED, State.REMOVED])
async def test_what_it_wrote_before_its_end_is_handled(agency: ReferralPath, state: State) -> None:
    """Kafka lets it write no more; what is on its topic is from before that."""
    inbox = agency.opening.inbox
    assert inbox
    inbox.agencies = {**AGREED, "wijkteam": changed(AGREED["wijkteam"], state=state)}

    await agency.handle(by_other(agency, referral()))

    assert len(await agency.cases()) == 1


async def test_nothing_is_taken_of_whom_nothing_is_agreed_with(agency: ReferralPath) -> None:
    """Also when that is so from one moment to the next: the message is kept with its reason, and nothing stops."""
    inbox = agency.opening.inbox
    assert inbox
    inbox.agencies = {"jeugdzorg": AGREED["jeugdzorg"]}

    await agency.handle(by_other(agency, referral()), agency.sent(referral()))

    assert await agency.letters() == [("wrong-source", "dead")]
    assert len(await agency.cases()) == 1
