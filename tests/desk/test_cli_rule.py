"""`ekc rule`: the rules on a terminal, without a desk."""

import json

import pytest
from typer.testing import CliRunner

from services.desk.cli.main import app


@pytest.mark.parametrize("number", ["R15", "r15", "15"])
def test_a_rule_is_told_as_its_page_tells_it(number: str) -> None:
    """R15: what it says, where it lives, what tests it, by which policy it counts, what it refuses."""
    told = CliRunner().invoke(app, ["rule", number])

    assert told.exit_code == 0
    for words in (
        "R15  Everybody is invited personally",
        "lives in  services/coordination/circle.py",
        "tests     tests/rules/test_coordination_circle.py",
        "policy    reminders: ",
        "refuses   not-invited: This person cannot be invited to this conference.",
    ):
        assert words in told.output


def test_a_program_gets_it_as_json() -> None:
    """The same, by name."""
    told = CliRunner().invoke(app, ["rule", "R15", "--json"])

    assert json.loads(told.output)["rule"] == "R15"


def test_without_a_number_all_are_listed() -> None:
    """A sentence each."""
    told = CliRunner().invoke(app, ["rule"])

    assert all(f"R{number} " in told.output for number in range(1, 45))


def test_what_is_no_rule_is_said_so() -> None:
    """Exit code 2, as for any bad input."""
    told = CliRunner().invoke(app, ["rule", "R99"])

    assert told.exit_code == 2
    assert "R1 to R44" in told.output
