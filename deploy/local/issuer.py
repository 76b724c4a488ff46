"""The development issuer: this machine signs the tokens of its own staff. No other environment takes them."""

import json
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from deploy.local.layout import Layout, write_json

ISSUER = "urn:ekc:issuer:this-machine"
AUDIENCE = "ekc-desk"
GOOD_SECONDS = 30 * 24 * 3600
"""So long `.local/env` can be used; `make up` writes it anew."""
STAFF: Mapping[str, Mapping[str, str]] = {
    "regional-manager": {"ekc_id": "manager", "sub": "0f9d6d0a-3c0e-4f5c-9a53-7a1f0b6f2c01"},
    "region-lead": {"ekc_id": "lead", "sub": "0f9d6d0a-3c0e-4f5c-9a53-7a1f0b6f2c02"},
    "privacy-officer": {"ekc_id": "privacy-officer", "sub": "0f9d6d0a-3c0e-4f5c-9a53-7a1f0b6f2c04"},
    "operator": {"ekc_id": "operator", "sub": "0f9d6d0a-3c0e-4f5c-9a53-7a1f0b6f2c03"},
}
"""Who has a token for the local desk, by group: see every region, and in development act in another's name."""


class Issuer:
    """Signs tokens with a key of its own, made once."""

    def __init__(self, layout: Layout) -> None:
        self.private = layout.secrets / "issuer.jwk"
        self.public = layout.folder / "issuer.jwks"

    def key(self) -> ECKey:
        """What it signs with; the public half lies open."""
        if not self.private.exists():
            made = ECKey.generate_key("P-256", {"kid": secrets.token_hex(8), "use": "sig", "alg": "ES256"})
            write_json(self.public, KeySet([made]).as_dict(private=False))
            write_json(self.private, made.as_dict(private=True), 0o600)
        return ECKey.import_key(json.loads(self.private.read_text()))

    def keys_file(self) -> Path:
        """By which the desk knows its tokens."""
        self.key()
        return self.public

    def token(self, group: str) -> str:
        """A token of a member of staff."""
        now = int(time.time())
        key = self.key()
        claims: dict[str, Any] = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + GOOD_SECONDS}
        header = {"alg": "ES256", "typ": "at+jwt", "kid": key.kid}
        return jwt.encode(header, {**claims, **STAFF[group], "groups": [group]}, key, ["ES256"])
