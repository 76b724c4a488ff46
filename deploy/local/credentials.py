"""The secrets of a platform: made once, random, readable by their owner only."""

import json
import secrets
from pathlib import Path

from deploy.local import certificates
from deploy.local.layout import Layout, write
from services.desk.agencies.certificates import Authority
from services.desk.proof.signing import new_key
from services.privacy.access_log import signing
from services.referral.keys import establish


class Credentials:
    """Passwords and keys by name."""

    def __init__(self, layout: Layout) -> None:
        self.folder = layout.secrets
        self.public_keys = layout.folder / "keys.jwks"
        self.public_proof_key = layout.folder / "proof-key.jwk"

    def password(self, name: str) -> str:
        """The password (or token, or key: 32 random bytes in hex) of this name."""
        path = self.folder / name
        if not path.exists():
            write(path, secrets.token_hex(32), 0o600)
        return path.read_text()

    def inbound_keys(self) -> Path:
        """The organisation's keys, to which agencies encrypt; the public half of the current one lies open."""
        path = self.folder / "inbound-keys.json"
        establish(path, self.public_keys)
        return path

    def checkpoint_keys(self) -> Path:
        """The keys that sign how far the access log is."""
        path = self.folder / "checkpoint-keys.json"
        signing.establish(path)
        return path

    def authority(self) -> Path:
        """Who signs the certificates of agencies and of the broker."""
        path = self.folder / "agency-ca.pem"
        if not path.exists():
            write(path, certificates.authority("EKC, this machine only"), 0o600)
        return path

    def broker(self) -> tuple[str, str]:
        """The broker's certificate, and its private key."""
        certificate, key = self.folder / "broker.crt.pem", self.folder / "broker.key.pem"
        if not certificate.exists() or not key.exists():
            made = certificates.server(Authority.at(self.authority()), "kafka")
            for path, text in zip((certificate, key), made, strict=True):
                write(path, text, 0o600)
        return certificate.read_text(), key.read_text()

    def codec_key(self) -> Path:
        """The key that encrypts what Temporal keeps, with its id."""
        path = self.folder / "temporal-codec.keys"
        if not path.exists():
            write(path, f"local:{self.password('temporal-codec')}\n", 0o600)
        return path

    def proof_key(self) -> Path:
        """The key that signs proofs of erasure; its public half lies open."""
        path = self.folder / "proof-key.json"
        if not path.exists():
            key = new_key()
            write(self.public_proof_key, json.dumps(key.as_dict(private=False), indent=2) + "\n")
            write(path, json.dumps(key.as_dict(private=True)), 0o600)
        return path

    def keyring_tokens(self, parts: set[str]) -> Path:
        """The tokens by which the keyring knows the parts."""
        path = self.folder / "keyring-tokens.json"
        tokens = json.dumps({part: self.password(f"keyring-token-{part}") for part in sorted(parts)})
        if not path.exists() or path.read_text() != tokens:
            write(path, tokens, 0o600)
        return path
