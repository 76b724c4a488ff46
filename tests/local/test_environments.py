"""What each part is told: what it works with, and no secret of another."""

from pathlib import Path

import pytest

from deploy.local.layout import Layout
from deploy.local.parts import PARTS, Environments

PORTS = dict.fromkeys(("kafka", "temporal", "postgres", *(part.name for part in PARTS)), 40_000)
ONLY_FOR = {
    "EKC_TEMPORAL_CODEC_KEY_FILE": {"bridge", "worker"},
    "EKC_INBOUND_KEYS_FILE": {"referral"},
    "EKC_KEK_DIR": {"privacy"},
    "EKC_KEYRING_DATABASE_URL": {"privacy"},
    "EKC_KEYRING_ERASER_DATABASE_URL": {"privacy"},
    "EKC_DATABASE_OWNER_URL": set(),
    "EKC_KEYRING_TOKENS_FILE": {"privacy"},
}


@pytest.fixture
def told(tmp_path: Path) -> dict[str, dict[str, str]]:
    """The variables of every part."""
    environments = Environments(Layout(tmp_path), PORTS)
    return {part.name: environments.of(part) for part in PARTS}


@pytest.mark.parametrize(("variable", "parts"), ONLY_FOR.items(), ids=lambda one: one if isinstance(one, str) else "")
def test_a_key_is_given_to_who_needs_it(told: dict[str, dict[str, str]], variable: str, parts: set[str]) -> None:
    """Least privilege: a part that is broken into gives away no more than its own work."""
    assert {name for name, variables in told.items() if variable in variables} == parts


@pytest.mark.parametrize("variable", ["EKC_KAFKA_PASSWORD", "EKC_DATABASE_URL", "EKC_KEYRING_TOKEN", "EKC_MINT_KEY"])
def test_every_part_has_a_password_of_its_own(told: dict[str, dict[str, str]], variable: str) -> None:
    """Only bridge and worker, which are one part, share theirs."""
    assert len({variables[variable] for variables in told.values()}) == len(PARTS) - 1
    assert told["bridge"][variable] == told["worker"][variable]
