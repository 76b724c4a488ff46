"""Outside development nothing goes over a wire in plain text: what would let it does not start, and says why."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from deploy.local.issuer import ISSUER
from deploy.local.layout import ROOT
from deploy.local.parts import PARTS
from services.chassis.migrate import MigrationSettings
from services.chassis.settings import BadSettings, FencedSettings, Settings
from services.desk.cli.main import app
from services.desk.proof import signing
from services.desk.settings import DeskSettings
from tests.fence.production import PASSWORD, variables
from workflows.settings import WorkflowSettings


@pytest.fixture(scope="module")
def safe(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables with which every part starts in production."""
    return variables(tmp_path_factory.mktemp("production"))


def told(kind: type[FencedSettings], variables: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The settings of an environment that has these variables alone."""
    for name in [name for name in os.environ if name.startswith("EKC_")]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return kind.told()


KINDS: list[type[FencedSettings]] = [Settings, DeskSettings, WorkflowSettings, MigrationSettings]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_safe_is_taken(
    kind: type[FencedSettings], safe: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Production is the default, TLS too: what is refused below differs in one thing each."""
    assert told(kind, safe, monkeypatch).environment == "production"
    assert told(Settings, {**safe, "EKC_KAFKA_SECURITY_PROTOCOL": "SSL"}, monkeypatch).kafka_cert_file


UNSAFE: list[tuple[type[FencedSettings], dict[str, str], str]] = [
    (Settings, {"EKC_DATABASE_TLS": "false"}, "EKC_DATABASE_TLS"),
    (Settings, {"EKC_KAFKA_SECURITY_PROTOCOL": "PLAINTEXT"}, "EKC_KAFKA_SECURITY_PROTOCOL"),
    (Settings, {"EKC_KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT"}, "EKC_KAFKA_SECURITY_PROTOCOL"),
    (Settings, {"EKC_KAFKA_SECURITY_PROTOCOL": "SSL", "EKC_KAFKA_KEY_FILE": ""}, "EKC_KAFKA_KEY_FILE"),
    (Settings, {"EKC_KAFKA_USERNAME": ""}, "EKC_KAFKA_USERNAME"),
    (Settings, {"EKC_KAFKA_PASSWORD": ""}, "EKC_KAFKA_PASSWORD"),
    (Settings, {"EKC_KEYRING_URL": "http://privacy.test"}, "EKC_KEYRING_URL"),
    (Settings, {"EKC_KEYRING_URL": ""}, "EKC_KEYRING_URL"),
    (Settings, {"EKC_HTTP_CERT_FILE": ""}, "EKC_HTTP_CERT_FILE"),
    (DeskSettings, {"EKC_PARTS_URLS": '{"plan": "http://plan.test"}'}, "EKC_PARTS_URLS"),
    (DeskSettings, {"EKC_OIDC_ISSUER": "http://issuer.test"}, "EKC_OIDC_ISSUER"),
    (DeskSettings, {"EKC_OIDC_ISSUER": ISSUER}, "EKC_OIDC_ISSUER"),
    (DeskSettings, {"EKC_OIDC_KEYS_FILE": "issuer.jwks"}, "EKC_OIDC_KEYS_FILE"),
    (WorkflowSettings, {"EKC_TEMPORAL_TLS": "false"}, "EKC_TEMPORAL_TLS"),
    (WorkflowSettings, {"EKC_TEMPORAL_KEY_FILE": ""}, "EKC_TEMPORAL_KEY_FILE"),
    (WorkflowSettings, {"EKC_TEMPORAL_CODEC_KEY_FILE": ""}, "EKC_TEMPORAL_CODEC_KEY_FILE"),
    (MigrationSettings, {"EKC_DATABASE_TLS": "false"}, "EKC_DATABASE_TLS"),
]


@pytest.mark.parametrize(("kind", "changed", "named"), UNSAFE)
def test_what_is_unsafe_is_refused(
    kind: type[FencedSettings],
    changed: dict[str, str],
    named: str,
    safe: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the name of the variable, and no value that could be a secret; in development it is allowed."""
    variables = {name: value for name, value in {**safe, **changed}.items() if value}

    with pytest.raises(BadSettings, match=named) as refused:
        told(kind, variables, monkeypatch)

    assert PASSWORD not in str(refused.value)
    assert told(kind, {**variables, "EKC_ENVIRONMENT": "development"}, monkeypatch)


@pytest.mark.parametrize("name", ["EKC_DATABASE_URL", "EKC_KEYRING_TOKEN", "EKC_MINT_KEY"])
def test_what_a_part_with_messages_cannot_do_without_is_named(
    name: str, safe: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would wait for ever for an empty address, or make ids with an empty key. The worker has none of these."""
    assert told(Settings, safe, monkeypatch).for_messages()
    without = told(Settings, {**safe, name: ""}, monkeypatch)

    with pytest.raises(BadSettings, match=name):
        without.for_messages()


MALFORMED = {
    "EKC_DATABASE_URL": "db.test",
    "EKC_DATABASE_CA_FILE": __file__,
    "EKC_HTTP_CERT_FILE": __file__,
    "EKC_KAFKA_BOOTSTRAP": "kafka.test",
    "EKC_KAFKA_CA_FILE": __file__,
    "EKC_MINT_KEY": "abc",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_malformed_is_named_in_any_environment(
    name: str, safe: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part does not wait for what can never be, and never quotes it."""
    malformed = {**safe, "EKC_ENVIRONMENT": "development", name: MALFORMED[name]}

    with pytest.raises(BadSettings, match=f"{name}: ") as refused:
        told(Settings, malformed, monkeypatch)

    assert MALFORMED[name] not in str(refused.value)


def test_a_file_that_is_not_there_is_named(safe: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The part does not wait for a server that it could never trust."""
    with pytest.raises(BadSettings, match="EKC_KAFKA_CA_FILE: "):
        told(Settings, {**safe, "EKC_KAFKA_CA_FILE": "/nowhere"}, monkeypatch)


@pytest.mark.parametrize(
    "part",
    [pytest.param(part, id=part.name, marks=[] if part.name == "plan" else pytest.mark.long) for part in PARTS],
)
def test_every_part_refuses_to_start(part: Any, safe: dict[str, str]) -> None:
    """The process ends at once, with one line that says which variable, and with an exit code that says so too."""
    system = {name: value for name, value in os.environ.items() if not name.startswith("EKC_")}
    unsafe = {**safe, "EKC_PART": part.part, "EKC_DATABASE_TLS": "false"}

    ended = subprocess.run(
        [sys.executable, "-m", part.module],
        env={**system, **unsafe},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert "EKC_DATABASE_TLS is off" in line
    assert PASSWORD not in line


@pytest.mark.parametrize(
    ("words", "variables", "named"),
    [
        (["agency", "show", "ggd"], {"EKC_KAFKA_ADMIN_SECURITY_PROTOCOL": "SASL_PLAINTEXT"}, "EKC_KAFKA_ADMIN_"),
        (["agency", "apply"], {"EKC_KAFKA_AGENCY_SECURITY_PROTOCOL": "PLAINTEXT"}, "EKC_KAFKA_AGENCY_"),
        (["erasure", "prove", "case-1"], {"EKC_DATABASE_TLS": "false"}, "EKC_DATABASE_TLS"),
        (["cases"], {"EKC_DESK_URL": "http://desk.test", "EKC_DESK_TOKEN": PASSWORD}, "EKC_DESK_URL"),
    ],
)
def test_ekc_asks_nobody_without_tls(
    words: list[str],
    variables: dict[str, str],
    named: str,
    safe: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An operator's password and a coordinator's token are as good as the data behind them."""
    monkeypatch.chdir(tmp_path)
    agencies = tmp_path / "agencies.yaml"
    agencies.write_text("ggd: {organisation: 'urn:nld:oin:00000099000000009000', contact: Loket}\n")
    operator = {"EKC_AGENCIES_FILE": str(agencies), "EKC_KAFKA_BOOTSTRAP": "k:9", "EKC_KAFKA_ADMIN_PASSWORD": PASSWORD}
    key = tmp_path / "proof-key.json"
    key.write_text(json.dumps(signing.new_key().as_dict(private=True)))
    proving = {"EKC_PROOF_KEY_FILE": str(key), "EKC_POSTGRES_URL_REFERRAL": "postgresql://db.test/referral"}
    known = {**operator, **proving, "EKC_KAFKA_AGENCY_BOOTSTRAP": "k:9", **variables}

    refused = CliRunner().invoke(app, words, env={"EKC_ENVIRONMENT": None, "COLUMNS": "200", **known})

    assert refused.exit_code == 2
    assert named in refused.output
    assert PASSWORD not in refused.output
