"""Secrets come from the environment or from files, and no answer shows one."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from services.chassis.describing import described, described_routes
from services.chassis.http import health_app
from services.chassis.settings import BadSettings, Settings

SECRET = "5e" * 32
USUAL = {"EKC_PART": "plan", "EKC_ENVIRONMENT": "development", "EKC_ORGANISATION": "urn:nld:kvknr:00000000:systeem"}


def told(monkeypatch: pytest.MonkeyPatch, **more: str) -> Settings:
    """The settings of a part, from these variables."""
    for name, value in {**USUAL, **more}.items():
        monkeypatch.setenv(name, value)
    return Settings.told()


def test_a_secret_is_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As containers get them; the line's end is not part of it."""
    (tmp_path / "secret").write_text(f"{SECRET}\n")

    found = told(
        monkeypatch, EKC_MINT_KEY_FILE=str(tmp_path / "secret"), EKC_KAFKA_PASSWORD_FILE=str(tmp_path / "secret")
    )

    assert found.mint_key.get_secret_value() == SECRET
    assert found.kafka_password == SecretStr(SECRET)


def test_a_secret_that_is_given_twice_or_cannot_be_read_stops_the_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody guesses which one counts; the variable is named, and nothing quoted."""
    with pytest.raises(BadSettings, match="EKC_MINT_KEY_FILE") as missing:
        told(monkeypatch, EKC_MINT_KEY_FILE=str(tmp_path / "not-there"))
    (tmp_path / "secret").write_text(SECRET)
    with pytest.raises(BadSettings, match="say one of them") as twice:
        told(monkeypatch, EKC_MINT_KEY=SECRET, EKC_MINT_KEY_FILE=str(tmp_path / "secret"))

    assert SECRET not in str(missing.value) + str(twice.value)


def test_what_is_no_secret_comes_from_no_file_of_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`EKC_KAFKA_CA_FILE` is a file, and no file of `EKC_KAFKA_CA`."""
    (tmp_path / "host").write_text("0.0.0.0")

    assert told(monkeypatch, EKC_HTTP_HOST_FILE=str(tmp_path / "host")).http_host == "127.0.0.1"


async def asked(settings: Settings, token: str) -> httpx.Response:
    """What a part answers who asks for its settings."""

    async def ready() -> dict[str, Any]:
        return {"ready": True}

    transport = httpx.ASGITransport(health_app(ready, described_routes(settings)))
    async with httpx.AsyncClient(transport=transport, base_url="http://part") as client:
        return await client.get("/described", headers={"authorization": f"Bearer {token}"})


async def test_settings_are_told_to_who_has_the_token_with_secrets_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything else as it counts now; without a token in the settings there is no such address."""
    settings = told(monkeypatch, EKC_DESCRIBE_TOKEN=SECRET, EKC_DATABASE_URL=f"postgresql://plan:{SECRET}@db/plan")

    answer = await asked(settings, SECRET)

    assert answer.json()["settings"]["EKC_PART"] == "plan"
    assert answer.json()["settings"]["EKC_DATABASE_URL"] == "**********"
    assert SECRET not in answer.text + str(described(settings))
    assert (await asked(settings, "another")).status_code == 401
    assert (await asked(settings, "")).status_code == 401
    assert (await asked(settings.model_copy(update={"describe_token": SecretStr("")}), "")).status_code == 404
