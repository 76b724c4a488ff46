"""What the privacy service is told: complete, and no key in plain text over a wire."""

from pathlib import Path

import pytest

from services.chassis.settings import BadSettings
from services.chassis.written import BadFile
from services.privacy.epochs import FileEpochs, MovingEpochs
from services.privacy.settings import PrivacySettings
from services.privacy.transit import TransitEpochs

ALWAYS = {
    "EKC_PART": "privacy",
    "EKC_ENVIRONMENT": "development",
    "EKC_KEYRING_DATABASE_URL": "postgresql://keyring@localhost/keyring",
    "EKC_KEYRING_ERASER_DATABASE_URL": "postgresql://keyring_eraser@localhost/keyring",
    "EKC_KEYRING_TOKENS_FILE": "tokens.json",
    "EKC_CHECKPOINT_KEYS_FILE": "checkpoints.json",
}
TRANSIT = {"EKC_KEK": "transit", "EKC_KEK_ADDRESS": "http://127.0.0.1:8200", "EKC_KEK_TOKEN_FILE": "token"}


@pytest.fixture(autouse=True)
def files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is told of is there."""
    monkeypatch.chdir(tmp_path)
    for name in ("tokens.json", "checkpoints.json"):
        (tmp_path / name).touch()


def told(monkeypatch: pytest.MonkeyPatch, **more: str) -> PrivacySettings:
    """The settings from an environment."""
    for name, value in {**ALWAYS, **more}.items():
        monkeypatch.setenv(name, value)
    return PrivacySettings.told()


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"EKC_KEK_DIR": "kek"}, FileEpochs),
        (TRANSIT, TransitEpochs),
        ({**TRANSIT, "EKC_KEK_DIR": "kek"}, MovingEpochs),
    ],
    ids=["file", "transit", "from file to transit"],
)
async def test_what_keeps_the_keys_is_a_setting(
    monkeypatch: pytest.MonkeyPatch, more: dict[str, str], kind: type
) -> None:
    """In files, in transit, or on the way from one to the other."""
    async with told(monkeypatch, **more).epochs() as epochs:
        assert isinstance(epochs, kind)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, "EKC_KEK_DIR is needed"),
        ({**TRANSIT, "EKC_KEK_ADDRESS": ""}, "EKC_KEK_ADDRESS and EKC_KEK_TOKEN_FILE are needed"),
        ({**TRANSIT, "EKC_ENVIRONMENT": "production"}, "EKC_KEK_ADDRESS is no https address"),
    ],
    ids=["no folder", "no address", "in plain text"],
)
def test_what_is_missing_stops_the_start(monkeypatch: pytest.MonkeyPatch, more: dict[str, str], why: str) -> None:
    """It says which variable."""
    with pytest.raises(BadSettings, match=why):
        told(monkeypatch, **more)


def test_tokens_that_are_none_are_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is named, in one sentence; the keyring would let nobody in."""
    Path("tokens.json").write_text('{"plan": "a-token-of-nobody",')

    with pytest.raises(BadFile, match=r"tokens\.json") as refused:
        _ = told(monkeypatch, EKC_KEK_DIR="kek").keyring_tokens

    assert "a-token-of-nobody" not in str(refused.value)


async def test_a_folder_of_keys_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A volume was forgotten: the root of an image cannot be written to."""
    with pytest.raises(BadSettings, match="EKC_KEK_DIR"):
        await told(monkeypatch, EKC_KEK_DIR="tokens.json/kek").epochs().__aenter__()
