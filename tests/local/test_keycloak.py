"""Staff sign in at a real Keycloak with the realm of the local platform: as `ekc` does, and as a page will."""

import asyncio
import re
import secrets
import stat
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from typer.testing import CliRunner, Result

from deploy.local import keycloak
from deploy.local.parts import GROUPS
from deploy.local.platform import Platform
from services.desk.cli import provider, signed_in
from services.desk.cli.main import app
from services.desk.signin.groups import Groups
from services.desk.signin.signing_keys import SigningKeys, from_provider
from services.desk.signin.tokens import NoRole, NotSignedIn, Tokens
from tests.desk.cases import CASE, in_preparation
from tests.desk.conftest import house
from tests.desk.house import House
from tests.desk.test_cli import served

__all__ = ["house"]
pytestmark = [pytest.mark.servers, pytest.mark.long]
PAGE = "http://127.0.0.1/signed-in"


@dataclass(frozen=True)
class Identity:
    """Keycloak, and how somebody uses it in a browser."""

    platform: Platform

    @property
    def issuer(self) -> str:
        """Where it is."""
        return keycloak.issuer(self.platform.environments.ports)

    def tokens(self) -> Tokens:
        """What reads its tokens, as the desk of the local platform does."""
        return Tokens(SigningKeys(from_provider(self.issuer, None)), self.issuer, "ekc-desk", Groups.read(GROUPS))

    def browse(self, address: str, user: str, password: str = "") -> httpx.Response:
        """Open an address, sign in, and say yes to whatever is asked; what comes last."""
        word = password or keycloak.password(self.platform.environments.secrets, user)
        with httpx.Client(trust_env=False, timeout=60) as browser:
            browser.event_hooks = {"response": [lambda _: trust_this_machine(browser)]}
            answer = browser.get(address, follow_redirects=True)
            answer = browser.post(form(answer), data={"username": user, "password": word})
            while answer.is_redirect and not answer.headers["location"].startswith(PAGE):
                answer = browser.get(answer.headers["location"])
            if 'name="accept"' in answer.text:
                answer = browser.post(form(answer), data={"code": field(answer, "code"), "accept": "Yes"})
            return answer


def trust_this_machine(browser: httpx.Client) -> None:
    """A browser sends cookies that are for TLS alone to its own machine too."""
    for cookie in browser.cookies.jar:
        cookie.secure = False


def form(page: httpx.Response) -> str:
    """Where the form of a page goes."""
    found = re.search(r'<form[^>]*action="([^"]+)"', page.text)
    assert found, page.text
    return str(page.url.join(unescape(found[1])))


def field(page: httpx.Response, name: str) -> str:
    """A hidden field of a form."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)
    return found[1] if found else ""


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Identity]:
    """A Keycloak, alone."""
    platform = Platform(tmp_path_factory.mktemp("identity"), processes=("keycloak",))
    platform.start(seconds=170)
    yield Identity(platform)
    platform.stop()


def token_of(identity: Identity, user: str) -> str:
    """The access token of somebody, by the device flow."""
    with provider.Provider.at(identity.issuer, "ekc") as asking:
        asked = asking.ask()
        identity.browse(asked.address, user)
        return asking.wait(asked).access


async def test_ekc_signs_in_with_a_browser_and_out_again(
    identity: Identity, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 8628: the tokens are in the user's own folder, for their eyes only, renewed when old, and revoked."""
    await in_preparation(house)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(provider.Provider, "wait", signed_in_meanwhile(identity, "manager"))
    async with served(house, identity.tokens()) as url:
        known = {"EKC_ENVIRONMENT": "development", "EKC_DESK_URL": url, "EKC_OIDC_ISSUER": identity.issuer}
        known |= {"XDG_CONFIG_HOME": str(tmp_path)}

        async def ekc(*words: str) -> Result:
            return await asyncio.to_thread(lambda: CliRunner().invoke(app, words, env=known))

        assert (await ekc("cases")).exit_code == 2
        assert "You are signed in" in (await ekc("sign-in")).output
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        file, first = signed_in.file(), signed_in.load(url)
        assert first is not None
        assert CASE in (await ekc("cases")).output
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert signed_in.load(url) == first

        signed_in.save(url, replace(first, until=0.0))
        assert CASE in (await ekc("cases")).output
        second = signed_in.load(url)
        assert second is not None
        assert second.access != first.access

        assert "You are signed out." in (await ekc("sign-out")).output
        assert signed_in.load(url) is None
        signed_in.save(url, replace(second, until=0.0))
        said = await ekc("cases")
        assert said.exit_code == 1
        assert "not signed in any more" in said.output


def signed_in_meanwhile(identity: Identity, user: str) -> Any:
    """While `ekc` waits, somebody signs in with a browser."""
    usual = provider.Provider.wait

    def wait(asking: provider.Provider, asked: provider.Asked) -> provider.Given:
        identity.browse(asked.address, user)
        return usual(asking, asked)

    return wait


async def test_groups_and_ids_of_the_realm_are_roles_here(identity: Identity) -> None:
    """A manager goes by the provider's own id, a coordinator by ours; who is in no group of ours is nobody."""
    reads = identity.tokens()
    manager, coordinator, both, visitor = [
        await asyncio.to_thread(token_of, identity, name) for name in ("manager", "coordinator", "both", "visitor")
    ]

    found = await reads.actor(manager)
    assert (found.role, found.region, len(found.id)) == ("regional-manager", "noord", 36)
    assert (await reads.actor(coordinator)).id == "coordinator-1"
    assert (await reads.actor(both, "region-lead")).region == "noord"
    for nobody in (both, visitor):
        with pytest.raises(NoRole):
            await reads.actor(nobody)


async def test_a_page_signs_in_with_a_code_and_pkce_and_not_without(identity: Identity) -> None:
    """RFC 7636: a code is of use to whoever asked for it alone."""
    verifier = secrets.token_urlsafe(48)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    asks = {"client_id": "page", "response_type": "code", "redirect_uri": PAGE, "scope": "openid", "state": "s"}

    def code(**more: str) -> dict[str, list[str]]:
        address = httpx.URL(f"{identity.issuer}/protocol/openid-connect/auth", params={**asks, **more})
        return parse_qs(urlsplit(identity.browse(str(address), "lead").headers["location"]).query)

    def redeemed(found: str, word: str) -> httpx.Response:
        given = {"grant_type": "authorization_code", "client_id": "page", "redirect_uri": PAGE}
        with httpx.Client(trust_env=False) as page:
            where = f"{identity.issuer}/protocol/openid-connect/token"
            return page.post(where, data={**given, "code": found, "code_verifier": word})

    (good,) = (await asyncio.to_thread(code, code_challenge=challenge, code_challenge_method="S256"))["code"]
    (other,) = (await asyncio.to_thread(code, code_challenge=challenge, code_challenge_method="S256"))["code"]
    given = await asyncio.to_thread(redeemed, good, verifier)
    stolen = await asyncio.to_thread(redeemed, other, secrets.token_urlsafe(48))

    assert (await identity.tokens().actor(given.json()["access_token"])).role == "region-lead"
    assert stolen.status_code == 400
    with pytest.raises(NotSignedIn):
        await identity.tokens().actor(given.json()["id_token"])
    async with httpx.AsyncClient(trust_env=False) as page:
        address = httpx.URL(f"{identity.issuer}/protocol/openid-connect/auth", params=asks)
        assert "error=invalid_request" in (await page.get(address)).headers["location"]


async def test_a_wrong_password_and_a_password_without_a_browser_give_nothing(identity: Identity) -> None:
    """No client takes passwords itself."""
    word = keycloak.password(identity.platform.environments.secrets, "manager")
    with provider.Provider.at(identity.issuer, "ekc") as asking:
        asked = asking.ask()
        page = await asyncio.to_thread(identity.browse, asked.address, "manager", "wrong")

        assert "Invalid username or password" in page.text
        with pytest.raises(provider.SignInFailed, match="authorization_pending"):
            asking.tokens(grant_type=provider.DEVICE, device_code=asked.device)
        with pytest.raises(provider.SignInFailed, match="unauthorized_client"):
            asking.tokens(grant_type="password", username="manager", password=word)
