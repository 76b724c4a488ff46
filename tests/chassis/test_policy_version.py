"""The events that a policy shaped name its version; a policy that cannot be used stops the start."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from contracts.envelope import Envelope
from contracts.policy import Policy
from contracts.referral import DeadlineEscalated
from services.chassis.app import App, calendar
from services.chassis.deciding import Decisions
from services.chassis.envelopes import Arrival
from services.chassis.settings import Settings
from services.chassis.store import Stream
from services.chassis.written import BadFile
from services.referral.app import SERVICE

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
EVENT = DeadlineEscalated(what="contact", level=1, to="regional-manager")
SETTINGS = Settings(part="referral", environment="development", mint_key=SecretStr("00" * 32))
ASKED = Arrival(
    topic="ekc.referral.due",
    partition=0,
    offset=0,
    accepted=NOW,
    value=b"",
    envelope=Envelope(id="due-1", source="urn:nld:oin:00000099000000000000:systeem:ekc-workflows", type="t", time=NOW),
    stream="case-1",
    id="due-1",
    correlation="due-1",
)


def attributes(*regions: str) -> dict[str, Any]:
    """The CloudEvent of a decision that asked for the policies of these regions."""
    policies = {name: Policy(version=f"2026-1+{name}-1") for name in ("noord", "zuid")}
    decisions = Decisions(SERVICE, SETTINGS, policies, calendar())
    stream = Stream("case-1", "case", 1, 0, 0, {}, None, None, 0, None, None)
    given = decisions.given(stream, ASKED)
    for region in regions:
        given.policy(region)
    ((found, _),) = decisions.envelopes(stream, ASKED, given, [EVENT], {})
    return found


@pytest.mark.parametrize(
    ("regions", "named"),
    [
        (("noord",), "2026-1+noord-1"),
        (("noord", "noord"), "2026-1+noord-1"),
        (("zuid", "noord"), "2026-1+noord-1 2026-1+zuid-1"),
        (("elsewhere",), Policy().version),
    ],
)
def test_an_event_names_the_policies_that_its_decision_used(regions: tuple[str, ...], named: str) -> None:
    """In the attribute `policy`, which a reader of the contract accepts."""
    found = attributes(*regions)

    assert Envelope.model_validate(found).policy == named


def test_an_event_that_no_policy_shaped_names_none() -> None:
    """So that whoever changes a policy sees what it touched."""
    assert "policy" not in attributes()


def test_a_part_with_a_policy_that_cannot_be_used_does_not_start(tmp_path: Path) -> None:
    """Before it looks for any server."""
    (tmp_path / "default.yaml").write_text("version: 2026-1\nparticipants: few\n")

    with pytest.raises(BadFile, match=r"^default\.yaml, line 2: participants: "):
        App(SERVICE, SETTINGS.model_copy(update={"policy_dir": tmp_path}))
