"""`ekc-agency`, for those who write no Python: what it says, and with which exit code it ends."""

import io
import json
from pathlib import Path

import pytest

from deploy.local.layout import ROOT
from ekc_agency.__main__ import INVALID, USAGE, main
from tests.kit.test_checking import USUAL

REFERRAL = str(ROOT / "examples" / "agency" / "referral.json")


def written(tmp_path: Path, text: str) -> str:
    """A message in a file."""
    path = tmp_path / "referral.json"
    path.write_text(text)
    return str(path)


def test_check_needs_no_connection(capsys: pytest.CaptureFixture[str]) -> None:
    """The example of the repository is as it should be."""
    assert main(["check", REFERRAL]) == 0
    assert capsys.readouterr().out == "As it should be.\n"


def test_check_says_every_fault_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its JSON Pointer and what to do; the exit code says it to programs."""
    file = written(tmp_path, json.dumps({**USUAL, "sector": "school", "region": ""}))

    assert main(["check", file]) == INVALID

    faults = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in faults] == ["/region", "/sector"]


def test_what_is_no_json_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not what stands there."""
    assert main(["check", written(tmp_path, '{"reference": "SN-1"\n "region": "noord"}')]) == INVALID

    assert "line 2" in capsys.readouterr().err


def test_what_is_too_large_once_encrypted_is_told(tmp_path: Path) -> None:
    """Before anybody has a connection."""
    persons = 10 * [{"name": 4000 * "x", "contact": 4000 * "x"}]

    assert main(["check", written(tmp_path, json.dumps({**USUAL, "persons": persons}))]) == INVALID


def test_a_retraction_is_checked_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the standard input, too."""
    monkeypatch.setattr("sys.stdin", io.StringIO('{"reference": "SN-1"}'))

    assert main(["check", "-", "--kind", "referral-retracted"]) == 0


@pytest.mark.parametrize("command", [["publish", REFERRAL], ["retract", "SN-1"], ["follow"]])
def test_without_settings_it_says_which_are_missing(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with what it is."""
    for name in ("AGENCY_NAME", "AGENCY_SOURCE", "AGENCY_BOOTSTRAP", "AGENCY_PASSWORD"):
        monkeypatch.delenv(name, raising=False)

    assert main(command) == USAGE
    assert capsys.readouterr().err.startswith("AGENCY_NAME is not set: the name")


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """By its name, and in words."""
    assert main(["check", "nowhere.json"]) == USAGE
    assert capsys.readouterr().err == "nowhere.json: No such file or directory.\n"
