"""What the privacy service is told: complete, and no key in plain text over a wire."""

from pathlib import Path

import pytest

from services.chassis.settings import BadSettings
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
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, more: dict[str, str], kind: type
) -> None:
    """In files, in transit, or on the way from one to the other."""
    monkeypatch.chdir(tmp_path)

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
