"""`ekc agency` as an operator uses it without Kafka: for Strimzi's operator."""

import stat
from pathlib import Path

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner, Result

from deploy.local import certificates
from services.desk.agencies.credentials import SecretThere, client, environment, read, write_once
from services.desk.cli.main import app

OIN = "00000099000000007000"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with nothing in it, and what an environment says of it."""
    monkeypatch.setenv("EKC_AGENCIES_FILE", str(tmp_path / "agencies.yaml"))
    authority = tmp_path / "ca.pem"
    authority.write_text(certificates.authority("Test"))
    monkeypatch.setenv("EKC_CLIENT_CA_FILE", str(authority))
    return tmp_path


def ekc(place: Path, *arguments: str) -> Result:
    """Run `ekc agency`, writing manifests where it would ask Kafka."""
    return CliRunner().invoke(app, ["agency", *arguments, "--manifests", str(place / "manifests")])


def users(place: Path) -> list[str]:
    """The users in the manifests of the agency `ggd`."""
    documents = yaml.safe_load_all((place / "manifests" / "ggd.yaml").read_text())
    return [one["metadata"]["name"] for one in documents if one["kind"] == "KafkaUser"]


def test_the_life_of_an_agency(place: Path) -> None:
    """Added, given a new secret, suspended, resumed, removed: the file of the agreements and the manifests follow."""
    assert ekc(place, "add", "ggd", "--oin", OIN, "--contact", "Loket", "--region", "utrecht").exit_code == 0
    assert users(place) == ["ggd"]
    assert ekc(place, "rotate", "ggd").exit_code == 0
    assert users(place) == ["ggd", "ggd.2"]
    assert ekc(place, "rotate", "ggd", "--finish").exit_code == 0
    assert users(place) == ["ggd.2"]
    for command in ("suspend", "resume", "apply", "remove"):
        assert ekc(place, command, *([] if command == "apply" else ["ggd"])).exit_code == 0
    assert users(place) == []
    listed = CliRunner().invoke(app, ["agency", "list"])
    assert "removed" in listed.output


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--contact", "Loket"), "--oin or --kvk"),
        (("--contact", "Loket", "--oin", OIN, "--kvk", "00000099"), "--oin or --kvk"),
        (("--contact", "Loket", "--oin", OIN), "--region"),
        (("--contact", "Loket", "--region", "utrecht", "--oin", "1"), "organisation"),
        (("--contact", "Loket", "--region", "utrecht", "--oin", OIN, "--producer-rate", "1"), "producer_byte_rate"),
    ],
)
def test_what_cannot_be_agreed_is_bad_input(place: Path, arguments: tuple[str, ...], why: str) -> None:
    """Exit code 2, where it is and why; nothing is written."""
    done = ekc(place, "add", "ggd", *arguments)

    assert (done.exit_code, why in done.output) == (2, True)
    assert not (place / "agencies.yaml").exists()


def test_a_certificate_is_signed_and_written_for_its_owner_alone(place: Path) -> None:
    """The agency's key is never here: it sends a request."""
    request = place / "request.pem"
    request.write_text(certificates.request(ec.generate_private_key(ec.SECP256R1())))
    arguments = ("--csr", str(request), "--secrets", str(place / "given"))

    assert (
        ekc(place, "add", "ggd", "--oin", OIN, "--contact", "Loket", "--region", "utrecht", *arguments).exit_code == 0
    )

    (made,) = (place / "given").iterdir()
    assert made.read_text().startswith("-----BEGIN CERTIFICATE")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert ekc(place, "rotate", "ggd").exit_code == 2  # the next one has to ask for a certificate as well


def test_a_secret_is_never_written_over_another(tmp_path: Path) -> None:
    """Shown once, to its owner alone; the file is what clients and `ekc agency check` read."""
    connection = {"AGENCY_BOOTSTRAP": "kafka:9093", "AGENCY_SECURITY_PROTOCOL": "SASL_SSL"}
    path = tmp_path / "ggd.2.env"
    write_once(path, environment("ggd", "ggd.2", f"urn:nld:oin:{OIN}", connection, "p" * 64))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert client(read(path))["sasl.username"] == "ggd.2"
    with pytest.raises(SecretThere, match="is there already"):
        write_once(path, "another")
    assert "another" not in path.read_text()
