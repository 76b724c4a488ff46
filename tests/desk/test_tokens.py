"""Whose token it is: what is accepted, and every way in which one is not."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from contracts.base import Actor
from services.desk.signin.tokens import NoRole, NotSignedIn, Tokens
from tests.desk.issuer import AUDIENCE, GROUPS, ISSUER, KEY, SUBJECT, keys, signed, tokens

NOW = int(time.time())
MANAGER: dict[str, Any] = {"ekc_id": "manager-1", "groups": ["managers-noord"]}
RSA = RSAKey.generate_key(2048, {"kid": "key-2", "use": "sig"})


async def test_a_good_token_says_who_asks_in_which_role_and_region() -> None:
    """By the id that we gave them, and by their groups."""
    assert await tokens().actor(signed(**MANAGER)) == Actor(id="manager-1", role="regional-manager", region="noord")


async def test_a_provider_may_sign_with_rsa() -> None:
    """Most do."""
    reads = Tokens(keys(KEY, RSA), ISSUER, AUDIENCE, GROUPS)
    claims = {"iss": ISSUER, "aud": [AUDIENCE, "account"], "exp": NOW + 3600, "sub": "x", **MANAGER}

    assert (await reads.actor(jwt.encode({"alg": "RS256", "kid": "key-2"}, claims, RSA))).id == "manager-1"


async def test_two_clocks_may_differ_a_little() -> None:
    """Thirty seconds."""
    now = int(time.time())

    assert await tokens().actor(signed(exp=now - 20, nbf=now + 20, **MANAGER))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://another.example"},
        {"iss": None},
        {"aud": "another-service"},
        {"aud": None},
        {"exp": NOW - 600},
        {"exp": None},
        {"exp": "tomorrow"},
        {"nbf": NOW + 3600},
        {"iat": NOW + 3600},
        {"sub": None},
    ],
    ids=str,
)
async def test_a_token_of_another_issuer_for_somebody_else_or_out_of_its_time_is_not_accepted(
    claims: dict[str, Any],
) -> None:
    """Also one that leaves out what has to be in it."""
    with pytest.raises(NotSignedIn):
        await tokens().actor(signed(**MANAGER, **claims))


@pytest.mark.parametrize("typ", ["logout+jwt", "secevent+jwt", "dpop+jwt"])
async def test_another_kind_of_token_is_no_access_token(typ: str) -> None:
    """RFC 8725 section 3.11: what was signed for one use is not taken for another."""
    with pytest.raises(NotSignedIn):
        await tokens().actor(signed(header={"typ": typ}, **MANAGER))


def unsigned() -> str:
    """`alg: none`."""
    return f"{part({'alg': 'none', 'kid': 'key-1'})}.{signed(**MANAGER).split('.')[1]}."


def by_the_published_key() -> str:
    """HS256 with the public key as its secret, which everybody knows."""
    said = f"{part({'alg': 'HS256', 'kid': 'key-1'})}.{signed(**MANAGER).split('.')[1]}"
    digest = hmac.digest(KEY.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{urlsafe_b64encode(digest).decode().rstrip('=')}"


def part(header: dict[str, str]) -> str:
    """A header as it stands in a token."""
    return urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")


def by_another_key() -> str:
    """Signed by somebody else, under the name of the provider's key."""
    return signed(ECKey.generate_key("P-256", {"kid": "key-1"}), **MANAGER)


def changed() -> str:
    """Another body under the same signature."""
    head, _, signature = signed(**MANAGER).split(".")
    return f"{head}.{signed(**{**MANAGER, 'groups': ['leads']}).split('.')[1]}.{signature}"


@pytest.mark.parametrize(
    "token",
    ["", "nobody", "a.b.c", "é" * 40, "x" * 20_000, unsigned(), by_the_published_key(), by_another_key(), changed()],
    ids=["nothing", "a word", "dots", "signs", "long", "alg none", "HS256", "another key", "changed"],
)
async def test_a_forged_token_is_nobodys(token: str) -> None:
    """No algorithm counts that needs no secret of the provider."""
    with pytest.raises(NotSignedIn):
        await tokens().actor(token)


async def test_a_key_that_the_provider_does_not_have_signs_nothing() -> None:
    """Whatever it is called."""
    with pytest.raises(NotSignedIn):
        await tokens().actor(signed(ECKey.generate_key("P-256", {"kid": "key-9"}), **MANAGER))


async def test_who_is_in_no_group_of_ours_has_no_role() -> None:
    """A group that the file does not list is nothing here."""
    for groups in (["sports-club"], [], None, "managers-noord", [{"name": "leads"}]):
        with pytest.raises(NoRole):
            await tokens().actor(signed(**{**MANAGER, "groups": groups}))


async def test_who_has_several_roles_says_as_which_one_they_ask() -> None:
    """Nothing is done in a role that nobody chose."""
    both = signed(ekc_id="a-1", groups=["managers-noord", "managers-zuid", "operators"])

    with pytest.raises(NoRole, match="operator, regional-manager/noord, regional-manager/zuid"):
        await tokens().actor(both)
    with pytest.raises(NoRole):
        await tokens().actor(both, "regional-manager")
    with pytest.raises(NoRole):
        await tokens().actor(both, "region-lead")
    assert (await tokens().actor(both, "operator")).role == "operator"
    assert (await tokens().actor(both, "regional-manager/zuid")).region == "zuid"


async def test_staff_go_by_the_providers_own_id_where_it_can_be_no_name() -> None:
    """What is written down of them is opaque; `sub` may be a name or an address."""
    assert (await tokens().actor(signed(groups=["leads"]))).id == SUBJECT
    for sub in ("jan.de.vries", "jan@example.org"):
        with pytest.raises(NoRole):
            await tokens().actor(signed(sub=sub, groups=["leads"]))


@pytest.mark.parametrize("group", ["coordinators", "setters", "persons"])
async def test_whose_cases_are_found_by_their_id_has_the_one_that_we_gave_them(group: str) -> None:
    """A coordinator, a setter, a person concerned: the provider's own id would find nothing."""
    assert (await tokens().actor(signed(ekc_id="known-1", groups=[group]))).id == "known-1"
    for known_as in (None, "", "Jan de Vries", 7, ["known-1"]):
        with pytest.raises(NoRole):
            await tokens().actor(signed(ekc_id=known_as, groups=[group]))
