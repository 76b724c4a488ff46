"""The keys of the identity provider: fetched when needed, kept while it is away, never asked for in a storm."""

from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, KeySet, OctKey

from services.desk.signin.signing_keys import (
    AGAIN_SECONDS,
    KEPT_SECONDS,
    IssuerUnreachable,
    SigningKeys,
    usable,
)

FIRST, SECOND = (ECKey.generate_key("P-256", {"kid": kid, "use": "sig"}) for kid in ("first", "second"))


class Provider:
    """A provider that can change its keys, go away and come back; and a clock."""

    def __init__(self) -> None:
        self.signs_with = [FIRST]
        self.away = False
        self.asked = 0
        self.now = 1_000.0
        self.keys = SigningKeys(self.fetch, lambda: self.now)

    async def fetch(self) -> list[dict[str, Any]]:
        """Its keys."""
        self.asked += 1
        if self.away:
            raise httpx.ConnectError("away")
        return [dict(one) for one in KeySet(list(self.signs_with)).as_dict(private=False)["keys"]]


async def test_keys_are_fetched_once_and_kept() -> None:
    """A question costs no question to the provider."""
    provider = Provider()

    assert provider.asked == 0
    assert await provider.keys.of("first")
    assert await provider.keys.of("first")
    assert provider.asked == 1


async def test_a_new_key_is_known_at_once() -> None:
    """The provider rotates its keys, and the desk is not told."""
    provider = Provider()
    await provider.keys.of("first")
    provider.signs_with, provider.now = [FIRST, SECOND], provider.now + AGAIN_SECONDS + 1

    assert await provider.keys.of("second")


async def test_unknown_keys_are_not_asked_for_in_a_storm() -> None:
    """Whoever makes up names of keys has the provider asked once in ten seconds."""
    provider = Provider()

    for number in range(100):
        assert await provider.keys.of(f"made-up-{number}") is None
        provider.now += 0.01
    assert provider.asked == 1


async def test_a_key_that_was_taken_back_is_forgotten() -> None:
    """Within ten minutes."""
    provider = Provider()
    await provider.keys.of("first")
    provider.signs_with, provider.now = [SECOND], provider.now + KEPT_SECONDS + 1

    assert await provider.keys.of("first") is None


async def test_while_the_provider_is_away_known_keys_go_on_and_unknown_ones_are_no_verdict() -> None:
    """People who are signed in go on working; of others nobody can say whose token it is."""
    provider = Provider()
    await provider.keys.of("first")
    provider.away, provider.now = True, provider.now + KEPT_SECONDS + 1

    assert await provider.keys.of("first")
    with pytest.raises(IssuerUnreachable):
        await provider.keys.of("second")
    provider.away, provider.signs_with, provider.now = False, [FIRST, SECOND], provider.now + AGAIN_SECONDS + 1
    assert await provider.keys.of("second")


def test_only_keys_that_verify_signatures_are_used() -> None:
    """Not one for encryption, not a shared secret, not one without a name or that is none."""
    public = FIRST.as_dict(private=False)
    others: list[dict[str, Any]] = [
        {**public, "kid": "encrypts", "use": "enc"},
        {**public, "kid": ""},
        {"kty": "EC", "kid": "broken", "crv": "P-256", "x": "?"},
        dict(OctKey.generate_key(256, {"kid": "secret"}).as_dict(private=True)),
    ]

    assert list(usable([*others, dict(public)])) == ["first"]
