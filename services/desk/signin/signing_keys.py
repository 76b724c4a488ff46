"""The keys by which the identity provider signs: fetched once, kept, and fetched again when it signs with another."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from services.chassis import tls
from services.chassis.log import logger
from services.desk.settings import DeskSettings

log = logger("signin")

type SigningKey = RSAKey | ECKey
type Fetch = Callable[[], Awaitable[list[dict[str, Any]]]]
"""Where the keys come from, as members of a JWK set (RFC 7517)."""

KEPT_SECONDS = 600.0
"""After so long they are fetched again: a key that was taken back is not accepted for longer."""
AGAIN_SECONDS = 10.0
"""At most so often they are fetched, whatever tokens name."""
ANSWER_SECONDS = 5.0
KINDS: dict[str, type[SigningKey]] = {"RSA": RSAKey, "EC": ECKey}


class IssuerUnreachable(Exception):
    """The identity provider does not answer, and the key is not known: nobody can say whose token it is."""


class SigningKeys:
    """The keys as they are now. While the provider cannot be reached, those that are known go on."""

    def __init__(self, fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> None:
        self.fetch = fetch
        self.clock = clock
        self.known: dict[str, SigningKey] = {}
        self.asked = self.fetched = float("-inf")
        self.reached = True
        self.asking = asyncio.Lock()

    async def of(self, name: str) -> SigningKey | None:
        """The key of this name (`kid`), if the provider signs with it.

        Raises:
            IssuerUnreachable: it is not known, and cannot be asked for.
        """
        if name not in self.known or self.clock() - self.fetched > KEPT_SECONDS:
            async with self.asking:
                if self.clock() - self.asked > AGAIN_SECONDS:
                    await self.look()
        if name not in self.known and not self.reached:
            raise IssuerUnreachable
        return self.known.get(name)

    async def look(self) -> None:
        """Fetch them."""
        self.asked = self.clock()
        try:
            found = await self.fetch()
        except (httpx.HTTPError, OSError, ValueError, KeyError, TypeError) as error:
            self.reached = False
            log.warning("the identity provider does not answer", error=error)
        else:
            self.reached, self.fetched = True, self.asked
            self.known = usable(found)


def usable(found: list[dict[str, Any]]) -> dict[str, SigningKey]:
    """Those with a name that verify signatures; what is for something else is left out."""
    keys: dict[str, SigningKey] = {}
    for one in found:
        kind = KINDS.get(one.get("kty", ""))
        if kind and one.get("kid") and one.get("use", "sig") == "sig":
            try:
                keys[one["kid"]] = kind.import_key(one)
            except (JoseError, ValueError):
                log.warning("a key of the identity provider is none", key=one["kid"])
    return keys


def from_provider(issuer: str, ca_file: Path | None) -> Fetch:
    """From an identity provider, found as OpenID Connect Discovery 1.0 says."""
    trusted = tls.trusting(ca_file)

    async def fetch() -> list[dict[str, Any]]:
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False, verify=trusted) as client:
            about = (await client.get(f"{issuer}/.well-known/openid-configuration")).raise_for_status().json()
            if about["issuer"] != issuer:
                raise ValueError("another issuer answers there")
            if issuer.startswith("https:") and not about["jwks_uri"].startswith("https:"):
                raise ValueError("its keys would come unprotected")
            keys: list[dict[str, Any]] = (await client.get(about["jwks_uri"])).raise_for_status().json()["keys"]
            return keys

    return fetch


def from_file(file: Path) -> Fetch:
    """From a file: the development issuer, which is this machine itself."""

    async def fetch() -> list[dict[str, Any]]:
        keys: list[dict[str, Any]] = json.loads(await asyncio.to_thread(file.read_text))["keys"]
        return keys

    return fetch


def signing_keys(settings: DeskSettings) -> SigningKeys:
    """The keys of the issuer of the settings."""
    if settings.oidc_keys_file:
        return SigningKeys(from_file(settings.oidc_keys_file))
    return SigningKeys(from_provider(settings.oidc_issuer, settings.oidc_ca_file))
