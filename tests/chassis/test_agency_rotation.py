"""A key follows another while an agency goes on publishing: nothing is lost, and nothing is refused too early."""

import json
from pathlib import Path

import pytest

from contracts.agency import MessageRejected
from services.chassis.agency_keys import OwnKey, State, parsed
from services.chassis.envelopes import Record
from services.referral.keys import main, written
from tests.chassis.agency_path import PRIVATE, TOPIC, ReferralPath, encrypted, referral


def sent(agency: ReferralPath, number: int, own: OwnKey) -> Record:
    """A referral of its own, encrypted to this key."""
    return agency.sent({}, data=encrypted(referral(reference=f"2026/{number}"), own.key, kid=own.id))


async def test_a_rotation_under_traffic_loses_nothing(
    agency: ReferralPath, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Old and new in one batch, in the order in which they came; the old one, once retired, is answered, not logged."""
    file = tmp_path / "keys.json"
    old = OwnKey.made(State.CURRENT)
    file.write_text(written((old,)))
    agency.inbox.keys.file = file
    assert agency.inbox.keys.refresh()

    await agency.handle(sent(agency, 1, old))
    main(["--file", str(file), "rotate"])
    new = parsed(file.read_text())[0]
    await agency.handle(sent(agency, 2, old), sent(agency, 3, new), sent(agency, 4, old))
    assert len(await agency.cases()) == 4

    main(["--file", str(file), "retire", old.id])
    agency.inbox.keys.refresh()
    late = sent(agency, 5, old)
    await agency.handle(late, sent(agency, 6, new))

    assert len(await agency.cases()) == 5
    assert await agency.letters() == [("undecryptable", "dead")]
    (rejected,) = [MessageRejected.model_validate(data) for _, data in await agency.told() if "problem" in data]
    assert (rejected.problem, rejected.topic, rejected.offset) == ("undecryptable", TOPIC, late.offset)
    assert "no longer" in rejected.detail
    assert "ekc.keys" in rejected.detail
    said = "".join(capfd.readouterr()) + json.dumps(rejected.model_dump(mode="json"))
    assert not [word for word in PRIVATE if word in said]
