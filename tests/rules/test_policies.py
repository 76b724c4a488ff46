"""The policies of the regions: validated, versioned, complete in `default.yaml`, and never counting backwards (R10)."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from contracts.base import Actor
from contracts.deciding import AMSTERDAM, Given
from contracts.people import ReferrerKind, Status
from contracts.policy import Policy, PolicyVersions
from deploy.local.layout import ROOT
from services.chassis.policies import load_policies
from services.chassis.written import BadFile

FOLDER = ROOT / "deploy" / "policies"
FILES = sorted(FOLDER.glob("*.yaml"))
TODAY = date(2026, 3, 2)
NEW_YEAR = date(2027, 1, 1)

DEFAULT = """\
version: 2026-1
offer_working_days: 3
participants: 3
changes:
  - from: 2027-01-01
    version: 2027-1
    participants: 4
"""
NOORD = """\
version: noord-1
offer_working_days: 5
changes:
  - from: 2026-07-01
    version: noord-2
    offer_working_days: 4
"""


def folder(place: Path, **files: str) -> Path:
    """A folder of policies."""
    for name, text in files.items():
        (place / f"{name}.yaml").write_text(text)
    return place


def given(policies: dict[str, PolicyVersions], at: datetime) -> Given:
    """What a decision at this moment is given."""
    return Given(stream="case-1", message="m-1", at=at, by=Actor(id="process", role="process"), policies=policies)


def test_the_default_policy_says_everything_and_says_what_the_requirements_name() -> None:
    """Whoever reads the file sees every value that can differ; contracts/policy.py has the same defaults."""
    written = yaml.safe_load((FOLDER / "default.yaml").read_text())
    written.pop("changes", None)

    assert set(written) == set(Policy.model_fields)
    assert Policy.model_validate(written) == Policy()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_region_s_file_says_only_where_it_differs(file: Path) -> None:
    """What it leaves out follows from the default; its version names both."""
    written = yaml.safe_load(file.read_text())
    policies = load_policies(FOLDER)
    usual, own = (policies[name].on(TODAY) for name in ("default", file.stem))

    if file.stem != "default":
        as_usual = usual.model_dump(mode="json")
        assert all(value != as_usual.get(name) for name, value in written.items())
        assert own.version == f"{usual.version}+{written['version']}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_keeps_to_the_schema_that_editors_use(file: Path) -> None:
    """The schema is generated from contracts/policy.py, and each file names it."""
    schema = json.loads((ROOT / "contracts" / "policy.schema.json").read_text())
    said = json.loads(json.dumps(yaml.safe_load(file.read_text()), default=str))

    Draft202012Validator(schema).validate(said)
    assert file.read_text().startswith("# yaml-language-server: $schema=../../contracts/policy.schema.json\n")


def test_noord_holland_has_more_time() -> None:
    """R13, R19: the values that the region's file names are those that its cases get."""
    policy = load_policies(FOLDER)["noord-holland"].on(TODAY)

    assert (policy.offer_working_days, policy.preparation_weeks) == (5, 8)
    assert policy.heard_by[ReferrerKind.NEIGHBOUR] == (Status.RECEIVED,)


def test_a_change_counts_from_its_day_on_and_not_before(tmp_path: Path) -> None:
    """A region follows the changes of the default where it says nothing; the version names what counted."""
    noord = load_policies(folder(tmp_path, default=DEFAULT, noord=NOORD))["noord"]

    told = [noord.on(day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31), NEW_YEAR)]

    assert [one.offer_working_days for one in told] == [5, 4, 4, 4]
    assert [one.participants for one in told] == [3, 3, 3, 4]
    assert [one.version for one in told] == [
        "2026-1+noord-1",
        "2026-1+noord-2",
        "2026-1+noord-2",
        "2027-1+noord-2",
    ]


def test_a_decision_uses_what_counts_when_it_is_taken_in_dutch_time(tmp_path: Path) -> None:
    """A quarter past midnight in Amsterdam is the new year already, whatever the clock in UTC says."""
    policies = dict(load_policies(folder(tmp_path, default=DEFAULT)))
    midnight = datetime(2027, 1, 1, tzinfo=AMSTERDAM).astimezone(UTC)
    before, after = given(policies, midnight - timedelta(seconds=1)), given(policies, midnight)

    assert (before.today, after.today) == (date(2026, 12, 31), date(2027, 1, 1))
    assert (before.policy("zuid").participants, after.policy("zuid").participants) == (3, 4)
    assert (before.shaped_by, after.shaped_by) == ({"2026-1"}, {"2027-1"})


def test_what_began_before_a_change_keeps_what_counted_then(tmp_path: Path) -> None:
    """Never retroactively: a deadline that runs does not move."""
    policies = dict(load_policies(folder(tmp_path, default=DEFAULT)))
    later = given(policies, datetime(2027, 1, 4, 12, tzinfo=UTC))

    assert later.policy("zuid", since=datetime(2026, 12, 1, tzinfo=UTC)).participants == 3


def test_a_decision_that_asks_for_no_policy_names_none() -> None:
    """Only events that a policy shaped name its version."""
    now = given({}, datetime(2026, 3, 2, tzinfo=UTC))

    assert now.shaped_by == set()
    assert now.policy("zuid") == Policy()
    assert now.shaped_by == {Policy().version}


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("contact_working_dayz: 3", 2, "contact_working_dayz: there is no such key"),
        ("consent_weeks: -1", 2, "consent_weeks: Input should be greater than or equal to 0"),
        ("reminders: often", 2, "reminders: Input should be a valid integer"),
        ("heard_by:\n  neighbour: [received]\n  nobody: []", 4, "heard_by.nobody"),
        ("heard_by:\n  neighbour:\n    - received\n    - gossip", 5, "heard_by.neighbour.1: Input should be"),
        ("reminders: 2\nparticipants: 3\nreminders: 3", 4, "reminders stands here twice, first in line 2"),
        ("reminders: [2", 3, "this is no YAML"),
        ("consent_from_age:\n  12: person", 2, "say whose consent is needed from age 0 on"),
        ("changes:\n  - version: noord-2\n    reminders: 3", 3, "changes.0.from: Field required"),
        ("changes:\n  - from: 2026-02-31\n    version: noord-2", 3, "changes.0.from: Input should be a valid date"),
        ("changes:\n  - from: 2027-01-01\n    version: noord-2\n    reminders: -1", 5, "reminders: Input should be"),
        ("changes:\n  - from: 2027-01-01\n    version: noord-1", 1, "two versions have the same name"),
        (
            "changes:\n  - {from: 2027-02-01, version: noord-2}\n  - {from: 2027-01-01, version: noord-3}",
            1,
            "the changes are not in the order of their dates",
        ),
    ],
)
def test_a_mistake_in_a_file_stops_the_start_with_file_line_and_reason(
    text: str, line: int, why: str, tmp_path: Path
) -> None:
    """In one message that whoever wrote the file understands."""
    with pytest.raises(BadFile) as found:
        load_policies(folder(tmp_path, default="version: 2026-1", noord=f"version: noord-1\n{text}\n"))

    said = str(found.value)
    assert said.startswith(f"noord.yaml, line {line}: ")
    assert why in said
    assert "\n" not in said


def test_all_mistakes_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    """Whoever mends it need not start again for each."""
    with pytest.raises(BadFile, match=r"default\.yaml, line 2: reminderz: .*; default\.yaml, line 3: participants: "):
        load_policies(folder(tmp_path, default="version: 2026-1\nreminderz: 2\nparticipants: few"))


@pytest.mark.parametrize("text", ["", "- a list", "reminders: 3"])
def test_a_file_names_its_version(text: str, tmp_path: Path) -> None:
    """Without one, nobody could say later what counted."""
    with pytest.raises(BadFile, match=r"^default\.yaml, line 1: "):
        load_policies(folder(tmp_path, default=text))


def test_a_region_without_a_default_is_no_policy(tmp_path: Path) -> None:
    """What it leaves out would come from nowhere."""
    with pytest.raises(BadFile, match=r"there is no default\.yaml"):
        load_policies(folder(tmp_path, noord="version: noord-1"))


@pytest.mark.parametrize("content", [b"version: 2026-1\nreminders: \x00", b"version: 2026-1\nreminders: \xff"])
def test_what_is_no_text_is_no_policy(content: bytes, tmp_path: Path) -> None:
    """The message is of the same form, whatever the file holds."""
    (tmp_path / "default.yaml").write_bytes(content)

    with pytest.raises(BadFile, match=r"^default\.yaml, line 1: this is no YAML"):
        load_policies(tmp_path)


def test_a_file_that_would_not_be_read_stops_the_start_too(tmp_path: Path) -> None:
    """A region must not follow the default because its file has another ending."""
    folder(tmp_path, default="version: 2026-1")
    (tmp_path / "noord.yml").write_text("version: noord-1")

    with pytest.raises(BadFile, match=r"noord\.yml is not read"):
        load_policies(tmp_path)
