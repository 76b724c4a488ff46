"""What a proof says and when it proves something; its signature; what is typed stays with whoever typed it."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import to_json
from typer.testing import CliRunner, Result

from contracts.coordination import InviteParticipant, ParticipantInvited
from contracts.samples import envelope, opaque
from services.chassis.sealing import ERASED_VALUE
from services.desk.cli import proving as cli
from services.desk.cli.main import app
from services.desk.proof import controls, inventory, proving, signing
from services.desk.proof.keys import SubjectKey
from services.desk.proof.report import of_search, report
from services.desk.proof.search import Needles, Sought
from services.desk.proof.searching import Searched, search

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
GONE = SubjectKey("els", asked=True, confirmed=True, absent=True, tombstone=NOW, epoch=3, destroyed=NOW)
NADIA = SubjectKey("nadia", asked=False, confirmed=False, absent=False, tombstone=None, epoch=None, destroyed=None)
TRIED = [controls.Control("text", "form-0", found=True)]


def proven(*keys: SubjectKey, searched: dict[str, Any] | None = None) -> bool:
    """Whether this is a proof."""
    said: bool = report("case-1", NOW, keys, Counter(), searched)["proven"]
    return said


def test_it_is_proven_when_nothing_can_bring_back_who_was_to_be_erased() -> None:
    """Whoever is of the organisation keeps their key."""
    assert proven(GONE, NADIA)


@pytest.mark.parametrize(
    "what_is_left",
    [
        {"confirmed": False},
        {"absent": False},
        {"tombstone": None},
        {"destroyed": None},
    ],
)
def test_one_thing_that_is_left_is_enough_to_prove_nothing(what_is_left: dict[str, Any]) -> None:
    """A key, no tombstone, a key-encryption key that lives, or an erasure that is under way."""
    assert not proven(GONE, SubjectKey(**{**vars(GONE), "subject": "mike", **what_is_left}))


def test_where_nobody_was_to_be_erased_nothing_is_proven() -> None:
    """R34: an erasure is asked for before it is proven."""
    assert not proven(NADIA)


@pytest.mark.parametrize(
    ("text", "tried", "clean"),
    [
        ("nothing of the kind", TRIED, True),
        ("Els van der Zande", TRIED, False),
        ("nothing of the kind", [controls.Control("text", "form-0")], False),
        ("nothing of the kind", [], False),
    ],
)
def test_a_search_proves_something_if_it_found_its_controls_and_nothing_else(
    tmp_path: Path, text: str, tried: list[controls.Control], clean: bool
) -> None:
    """A search that missed a control, or tried none, is worth nothing."""
    (tmp_path / "desk.log").write_text(text)
    found = search([tmp_path], Needles([Sought("value 1", "Els van der Zande")]))
    said = of_search(["logs"], 1, found, tried)

    assert (said["clean"], proven(GONE, searched=said)) == (clean, clean)
    assert "Els" not in json.dumps(said)


def test_a_place_that_cannot_be_read_proves_nothing(tmp_path: Path) -> None:
    """It may hold anything."""
    (tmp_path / "old.log.gz").write_bytes(b"\x1f\x8b" + b"?" * 50)

    assert not of_search(["logs"], 1, search([tmp_path], Needles([])), TRIED)["clean"]


def test_a_wrapped_key_may_lie_where_what_wrapped_it_is_destroyed(tmp_path: Path) -> None:
    """It says so, and fails where the key-encryption key lives."""
    (tmp_path / "wal").write_bytes(b"w" * 60)
    destroyed = "its wrapping key (epoch 3) is destroyed"

    def searched(worthless: str) -> Searched:
        return search([tmp_path], Needles([Sought("wrapped key of els", b"w" * 60, worthless)]))

    assert [one.worthless for one in searched(destroyed).findings] == [destroyed]
    assert of_search(["keyring"], 1, searched(destroyed), TRIED)["clean"]
    assert not of_search(["keyring"], 1, searched(""), TRIED)["clean"]


def test_sealed_fields_are_counted_by_whose_they_are() -> None:
    """From the contract, without opening; what reads as erased rests nowhere."""
    message = envelope(ParticipantInvited).model_dump(mode="json", exclude_none=True)
    fields = [path.path[-1] for path in ParticipantInvited.personal if message["data"].get(path.path[-1]) is not None]

    assert Counter(inventory.of_envelope(to_json(message))) == {opaque("participant"): len(fields)}
    message["data"] |= dict.fromkeys(fields, ERASED_VALUE)
    assert [*inventory.of_envelope(to_json(message))] == []
    assert [*inventory.of_envelope(b"no JSON")] == []
    assert InviteParticipant.personal


def test_a_report_is_as_it_was_signed() -> None:
    """Nobody changes it unseen, and nobody else signs it."""
    key = signing.new_key()
    document = signing.signed({"proven": False, "case": "case-1"}, key)

    assert signing.verified(document, key) == document["report"]
    for other in ({**document, "report": {"proven": True, "case": "case-1"}}, {"report": document["report"]}, "none"):
        with pytest.raises(signing.BadSignature):
            signing.verified(other, key)
    with pytest.raises(signing.BadSignature):
        signing.verified(document, signing.new_key())


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A key that signs."""
    path = tmp_path / "proof-key.json"
    path.write_text(json.dumps(signing.new_key().as_dict(private=True)))
    return path


def ekc(key_file: Path, *words: str, typed: str = "") -> Result:
    """What `ekc erasure` answers; there are no servers."""
    nowhere = {
        f"EKC_POSTGRES_URL_{name.upper()}": "postgresql://127.0.0.1:1/no" for name in (*proving.PARTS, "keyring")
    }
    environment = {
        **nowhere,
        "EKC_ENVIRONMENT": "development",
        "EKC_KAFKA_ADMIN_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "EKC_KAFKA_ADMIN_PASSWORD": "none",
        "EKC_KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "EKC_PROOF_KEY_FILE": str(key_file),
    }
    return CliRunner().invoke(app, ["erasure", *words], input=typed, env=environment)


def test_a_report_is_read_with_the_public_key_alone(key_file: Path, tmp_path: Path) -> None:
    """Whoever gets it checks it without us; a report that proves nothing ends with exit code 1."""
    key = signing.read(key_file)
    public, file = tmp_path / "proof-key.jwk", tmp_path / "proof.json"
    public.write_text(json.dumps(key.as_dict(private=False)))
    proof = report("case-1", NOW, [GONE, NADIA], Counter({("desk.people", "els"): 2}))
    file.write_text(json.dumps(signing.signed(proof, key)))

    read = ekc(key_file, "verify-report", str(file), "--key", str(public))

    assert read.exit_code == 0
    assert "desk.people" in read.stdout
    assert "Proven" in read.stdout
    file.write_text(file.read_text().replace('"case-1"', '"case-2"'))
    assert ekc(key_file, "verify-report", str(file), "--key", str(public)).exit_code == 1
    file.write_text(json.dumps(signing.signed(report("case-1", NOW, [NADIA], Counter()), key)))
    assert ekc(key_file, "verify-report", str(file)).exit_code == 1


@pytest.mark.parametrize("typed", ["", "\n\n", "Els van der Zande\nJan\n"])
def test_what_is_found_everywhere_is_not_looked_for(key_file: Path, tmp_path: Path, typed: str) -> None:
    """It says which line it is, and not what stood there."""
    asked = ekc(key_file, "prove", "case-1", "--places", str(tmp_path), typed=typed)

    assert asked.exit_code == 2
    assert "Jan" not in asked.stderr + asked.stdout


def test_on_a_terminal_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for as a password is, until there is nothing more."""
    lines = iter(["Els van der Zande", "06 0000 0101", ""])
    monkeypatch.setattr(cli, "getpass", lambda _: next(lines))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    assert cli.typed() == ["Els van der Zande", "06 0000 0101"]


def test_without_a_key_nothing_is_proven(tmp_path: Path) -> None:
    """A report that nobody signed would be worth nothing."""
    asked = ekc(tmp_path / "none", "prove", "case-1")

    assert asked.exit_code == 2
    assert "Ed25519" in asked.stderr


def test_servers_that_do_not_answer_prove_nothing(key_file: Path) -> None:
    """Exit code 1, and what kind of error it was."""
    asked = ekc(key_file, "prove", "case-1")

    assert asked.exit_code == 1
    assert "cannot be looked up" in asked.stderr
