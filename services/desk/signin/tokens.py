"""Access tokens (RFC 9068, OpenID Connect): whether one is real, meant for us and still good; and whose it is."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from joserfc import jws, jwt
from joserfc.errors import JoseError
from pydantic import TypeAdapter, ValidationError

from contracts.base import Actor, Id
from services.desk.signin.groups import Groups, Hat
from services.desk.signin.signing_keys import SigningKeys

ALGORITHMS = ("RS256", "ES256")
"""What may sign a token: nothing that needs no key, and nothing whose key could be one that is published."""
TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
LEEWAY_SECONDS = 30
"""How much two clocks may differ."""
LONGEST = 16_384
"""Bytes. A provider that writes more into a token is to be told to write less."""
KNOWN_AS = "ekc_id"
"""The claim with the id by which we know somebody: of a coordinator, a setter, a person concerned."""
KNOWN_HERE = frozenset({"coordinator", "bottom-line-setter", "person-concerned"})
"""Roles whose cases are found by that id."""
OPAQUE: TypeAdapter[str] = TypeAdapter(Id)


class NotSignedIn(Exception):
    """The token shows nobody. The text says why, and quotes nothing of it."""


class NoRole(Exception):
    """Somebody is signed in, and has no role here, or several. The text says what to do."""


class Tokens:
    """Reads the tokens of one issuer that are meant for one audience."""

    def __init__(self, keys: SigningKeys, issuer: str, audience: str, groups: Groups) -> None:
        self.keys = keys
        self.groups = groups
        self.claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    async def actor(self, token: str, wanted: str = "") -> Actor:
        """Who asks, in the role that they want where their groups give them several.

        Raises:
            NotSignedIn: it is no token, or not a good one.
            NoRole: their groups make them nothing here, or more than one thing.
            IssuerUnreachable: it is signed with a key that cannot be looked up now.
        """
        claims = await self.verified(token)
        given = claims.get("groups", ())
        groups = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
        hat = chosen(self.groups.hats(groups), wanted)
        return Actor(id=known_as(claims, hat), role=hat.role, region=hat.region)

    async def verified(self, token: str) -> dict[str, Any]:
        """What a token says, once it is known to be real and good.

        Raises:
            NotSignedIn, IssuerUnreachable: see `actor`.
        """
        try:
            header = jws.extract_compact(token[: LONGEST + 1].encode()).headers()
        except (JoseError, ValueError):
            raise NotSignedIn("Authorization: Bearer <token>, with an access token of the identity provider.") from None
        if len(token) > LONGEST or str(header.get("typ", "JWT")).lower() not in TYPES:
            raise NotSignedIn("This is not an access token.")
        key = await self.keys.of(str(header.get("kid")))
        if key is None:
            raise NotSignedIn("The token is signed with a key that the identity provider does not have.")
        try:
            claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims
            self.claims.validate(claims)
        except (JoseError, ValueError) as error:
            why = getattr(error, "error", "invalid_token")
            raise NotSignedIn(f"The token is not accepted ({why}): sign in again.") from None
        return claims


def chosen(hats: Collection[Hat], wanted: str) -> Hat:
    """The one hat that somebody wears now."""
    left = [hat for hat in hats if str(hat) == wanted] or [hat for hat in hats if not wanted or hat.role == wanted]
    if len(left) == 1:
        return left[0]
    if not left:
        raise NoRole("None of your groups gives you this role here.")
    names = ", ".join(map(str, left))
    raise NoRole(f"Your groups make you {names}. Say as which one you ask: `ekc --as`, or the header `ekc-role`.")


def known_as(claims: dict[str, Any], hat: Hat) -> str:
    """The opaque id that is written down of somebody: the one that we gave them, or the provider's own.

    Raises:
        NoRole: there is none that certainly is no name.
    """
    try:
        return OPAQUE.validate_python(claims[KNOWN_AS], strict=True)
    except (KeyError, ValidationError):
        if hat.role in KNOWN_HERE or KNOWN_AS in claims:
            raise NoRole(f"Your token does not say which {hat.role} you are (claim {KNOWN_AS}).") from None
    try:
        return str(UUID(claims["sub"]))
    except ValueError:
        raise NoRole(f"Your token has neither a UUID as `sub` nor the claim {KNOWN_AS}: `sub` may be a name.") from None
