"""The identity provider as `ekc` uses it: the device flow (RFC 8628), renewing (RFC 6749), revoking (RFC 7009)."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import httpx

ANSWER_SECONDS = 10.0
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class SignInFailed(Exception):
    """There is no token. The text says why, and what to do."""


@dataclass(frozen=True)
class Given:
    """Tokens that the provider gave."""

    access: str
    refresh: str
    until: float


@dataclass(frozen=True)
class Asked:
    """What somebody does in a browser, on any device."""

    address: str
    code: str
    device: str
    every: float
    until: float


class Provider:
    """An identity provider, for one client of it."""

    def __init__(self, issuer: str, client: str, http: httpx.Client) -> None:
        self.issuer = issuer
        self.client = client
        self.http = http
        self.known: dict[str, Any] = {}

    @classmethod
    def at(cls, issuer: str, client: str, authority: str | None = None) -> Self:
        """The provider at an address; its certificate is of this authority (a file), or of one the system trusts."""
        verify = ssl.create_default_context(cafile=authority)
        return cls(issuer, client, httpx.Client(timeout=ANSWER_SECONDS, trust_env=False, verify=verify))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def ask(self) -> Asked:
        """Begin to sign in.

        Raises:
            SignInFailed: the provider cannot be reached, or does not know this client.
        """
        said = self.post("device_authorization_endpoint", scope="openid")
        address = said.get("verification_uri_complete") or said["verification_uri"]
        until = time.monotonic() + float(said["expires_in"])
        return Asked(address, said["user_code"], said["device_code"], float(said.get("interval", 5)), until)

    def wait(self, asked: Asked, sleep: Callable[[float], None] = time.sleep) -> Given:
        """The tokens, once somebody said yes in the browser.

        Raises:
            SignInFailed: they said no, or nothing in time.
        """
        every = asked.every
        while time.monotonic() < asked.until:
            try:
                return self.tokens(grant_type=DEVICE, device_code=asked.device)
            except SignInFailed as error:
                if str(error) not in ("authorization_pending", "slow_down"):
                    raise SignInFailed(f"You are not signed in ({error}).") from None
                every += 5 * (str(error) == "slow_down")
            sleep(every)
        raise SignInFailed("Nobody signed in within the time: ask again.")

    def renewed(self, refresh: str) -> Given:
        """Tokens after these.

        Raises:
            SignInFailed: the provider gives none any more.
        """
        try:
            return self.tokens(grant_type="refresh_token", refresh_token=refresh)
        except SignInFailed as error:
            raise SignInFailed(f"You are not signed in any more ({error}): `ekc sign-in`.") from None

    def revoke(self, refresh: str) -> None:
        """Tell the provider that these are not used any more.

        Raises:
            SignInFailed: it cannot be reached.
        """
        self.post("revocation_endpoint", token=refresh)

    def tokens(self, **what: str) -> Given:
        """Tokens for something."""
        said = self.post("token_endpoint", **what)
        return Given(said["access_token"], said.get("refresh_token", ""), time.time() + float(said["expires_in"]))

    def post(self, endpoint: str, **what: str) -> dict[str, Any]:
        """Ask the provider; its own words where it says no (RFC 6749 section 5.2)."""
        try:
            answer = self.http.post(self.found(endpoint), data={"client_id": self.client, **what})
            said: dict[str, Any] = answer.json() if answer.content else {}
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise SignInFailed(f"The identity provider cannot be reached ({type(error).__name__}).") from None
        if not answer.is_success:
            raise SignInFailed(str(said.get("error", answer.status_code)))
        return said

    def found(self, endpoint: str) -> str:
        """Where something is asked, as the provider itself says (OpenID Connect Discovery 1.0)."""
        if not self.known:
            answer = self.http.get(f"{self.issuer}/.well-known/openid-configuration").raise_for_status()
            self.known = answer.json()
        return str(self.known[endpoint])
