"""An identity provider for tests of the desk: one key, and the tokens of some people."""

import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from services.desk.signin.groups import Groups, Hat
from services.desk.signin.signing_keys import SigningKeys
from services.desk.signin.tokens import Tokens

ISSUER = "https://issuer.example"
AUDIENCE = "ekc-desk"
SUBJECT = "2b6ad5d5-4b6b-4f6c-8a0e-0d5a6f2d7c11"
KEY = ECKey.generate_key("P-256", {"kid": "key-1", "use": "sig", "alg": "ES256"})
GROUPS = Groups(
    {
        "managers-noord": Hat(role="regional-manager", region="noord"),
        "managers-zuid": Hat(role="regional-manager", region="zuid"),
        "leads": Hat(role="region-lead"),
        "leads-noord": Hat(role="region-lead", region="noord"),
        "leads-zuid": Hat(role="region-lead", region="zuid"),
        "officers": Hat(role="privacy-officer"),
        "operators": Hat(role="operator"),
        "coordinators": Hat(role="coordinator"),
        "setters": Hat(role="bottom-line-setter"),
        "persons": Hat(role="person-concerned"),
    }
)
PEOPLE = {
    "manager": ("manager-1", "managers-noord"),
    "manager-of-zuid": ("manager-2", "managers-zuid"),
    "lead": ("lead-1", "leads"),
    "lead-of-noord": ("lead-3", "leads-noord"),
    "lead-of-zuid": ("lead-2", "leads-zuid"),
    "officer": ("officer-1", "officers"),
    "operator": ("operator-1", "operators"),
    "coordinator": ("coordinator-1", "coordinators"),
    "stranger": ("coordinator-2", "coordinators"),
    "setter": ("worker-1", "setters"),
    "person": ("mike", "persons"),
}
"""Name -> id here, group."""


def signed(key: ECKey = KEY, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A token with these claims; what is not given is as it should be, and what is `None` is left out."""
    now = int(time.time())
    usual = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": now + 300,
        "iat": now,
        "sub": "2b6ad5d5-4b6b-4f6c-8a0e-0d5a6f2d7c11",
    }
    given = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    return jwt.encode({"alg": "ES256", "kid": key.kid, **(header or {})}, given, key, ["ES256"])


def token_of(name: str) -> str:
    """The token of one of the people; anything else is nobody's."""
    if name not in PEOPLE:
        return "nobody"
    known_as, group = PEOPLE[name]
    return signed(ekc_id=known_as, groups=[group])


def keys(*signing: ECKey | RSAKey) -> SigningKeys:
    """The keys that the provider signs with."""

    async def fetch() -> list[dict[str, Any]]:
        return [dict(one) for one in KeySet(list(signing)).as_dict(private=False)["keys"]]

    return SigningKeys(fetch)


def tokens() -> Tokens:
    """What reads its tokens."""
    return Tokens(keys(KEY), ISSUER, AUDIENCE, GROUPS)
