"""What the privacy service is told: complete, and no key in plain text over a wire."""

from pathlib import Path

import pytest

from services.privacy.epochs import FileEpochs, MovingEpochs
from services.privacy.settings import PrivacySettings
from services.privacy.transit import TransitEpochs

ALWAYS = {
    "EKC_PART": "privacy",
    "EKC_KEYRING_DATABASE_URL": "postgresql://keyring@localhost/keyring",
    "EKC_KEYRING_TOKENS_FILE": "tokens.json",
}
TRANSIT = {"EKC_KEK": "transit", "EKC_KEK_ADDRESS": "https://openbao:8200", "EKC_KEK_TOKEN_FILE": "token"}


def told(monkeypatch: pytest.MonkeyPatch, **more: str) -> PrivacySettings:
    """The settings from an environment."""
    for name, value in {**ALWAYS, **more}.items():
        monkeypatch.setenv(name, value)
    return PrivacySettings()


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"EKC_KEK_DIR": "kek"}, FileEpochs),
        (TRANSIT, TransitEpochs),
        ({**TRANSIT, "EKC_KEK_DIR": "kek"}, MovingEpochs),
        ({**TRANSIT, "EKC_KEK_ADDRESS": "http://localhost:8200", "EKC_ENVIRONMENT": "development"}, TransitEpochs),
    ],
    ids=["file", "transit", "from file to transit", "transit in development"],
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
        ({}, "EKC_KEK=file needs EKC_KEK_DIR"),
        ({**TRANSIT, "EKC_KEK_ADDRESS": ""}, "needs EKC_KEK_ADDRESS"),
        ({**TRANSIT, "EKC_KEK_ADDRESS": "http://openbao:8200"}, "has to begin with https"),
    ],
    ids=["no folder", "no address", "in plain text"],
)
def test_what_is_missing_stops_the_start(monkeypatch: pytest.MonkeyPatch, more: dict[str, str], why: str) -> None:
    """It says which variable."""
    with pytest.raises(ValueError, match=why):
        told(monkeypatch, **more)
