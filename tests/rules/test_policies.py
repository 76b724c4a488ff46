"""The policies of the regions: validated, versioned, and complete in `default.yaml` (R10)."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from contracts.people import ReferrerKind, Status
from contracts.policy import Policy
from services.chassis.policies import load_policies

FOLDER = Path(__file__).parents[2] / "policies"


def test_the_default_policy_says_everything_and_says_what_the_requirements_name() -> None:
    """Whoever reads the file sees every value that can differ; contracts/policy.py has the same defaults."""
    written = yaml.safe_load((FOLDER / "default.yaml").read_text())

    assert set(written) == set(Policy.model_fields)
    assert Policy.model_validate(written) == Policy()


def test_a_region_s_file_says_only_where_it_differs() -> None:
    """What it leaves out follows from the default; its version is its own."""
    policies = load_policies(FOLDER)

    for region in set(policies) - {"default"}:
        written = yaml.safe_load((FOLDER / f"{region}.yaml").read_text())
        usual = policies["default"].model_dump(mode="json")
        assert all(value != usual[name] for name, value in written.items())
        assert policies[region].version != policies["default"].version
        assert policies[region].participants == policies["default"].participants


def test_noord_holland_has_more_time() -> None:
    """R13, R19: the values that the region's file names are those that its cases get."""
    policy = load_policies(FOLDER)["noord-holland"]

    assert (policy.offer_working_days, policy.preparation_weeks) == (5, 8)
    assert policy.heard_by[ReferrerKind.NEIGHBOUR] == (Status.RECEIVED,)


@pytest.mark.parametrize(
    "mistake", ["contact_working_dayz: 3", "consent_weeks: -1", "heard_by: {nobody: []}", "reminders: often"]
)
def test_a_mistake_in_a_file_is_found_when_it_is_read(mistake: str, tmp_path: Path) -> None:
    """An unknown key, a value out of range, a word that is none: the service does not start with it."""
    (tmp_path / "default.yaml").write_text(mistake)

    with pytest.raises(ValidationError):
        load_policies(tmp_path)
