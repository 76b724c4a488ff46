"""The keys that sign how far the log is: Ed25519, in a file outside PostgreSQL, several so that one can follow another.

The file is a JWK set (RFC 7517) with a `state` for each key. `python -m services.privacy.access_log.signing rotate`
adds one; the one before signs nothing any more, and goes on to show what it signed.
"""

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic_core import from_json, to_json

from services.chassis.written import BadFile

ALGORITHM = "Ed25519"
"""RFC 9864."""

type State = Literal["current", "retired"]


@dataclass(frozen=True)
class Checkpoint:
    """How far a chain is."""

    region: str
    number: int
    hash: bytes
    at: datetime


@dataclass(frozen=True)
class SigningKey:
    """A key that signs, or has signed."""

    key: OKPKey
    state: State

    @classmethod
    def made(cls) -> Self:
        """A new one."""
        return cls(OKPKey.generate_key("Ed25519", {"use": "sig", "alg": ALGORITHM}), "current")

    @property
    def id(self) -> str:
        """Its thumbprint (RFC 7638): whoever wrote that down knows the key again."""
        return self.key.thumbprint()


class NotSigned(Exception):
    """What should be a checkpoint is signed by none of the keys."""


@dataclass(frozen=True)
class SigningKeys:
    """All of them."""

    keys: tuple[SigningKey, ...]

    @classmethod
    def read(cls, file: Path) -> Self:
        """From a file.

        Raises:
            BadFile: it is no such file, or not exactly one key is current. The text quotes nothing of it.
        """
        try:
            kept = json.loads(file.read_text())["keys"]
            keys = tuple(SigningKey(OKPKey.import_key(one), one["state"]) for one in kept)
        except (JoseError, ValueError, TypeError, KeyError):
            raise BadFile("The file of the signing keys is no JWK set with a state for each key.") from None
        if [one.state for one in keys].count("current") != 1:
            raise BadFile("Of the signing keys exactly one has to be current.")
        return cls(keys)

    @property
    def current(self) -> SigningKey:
        """The one that signs."""
        return next(one for one in self.keys if one.state == "current")

    def sign(self, checkpoint: Checkpoint) -> str:
        """A checkpoint as a JWS (RFC 7515)."""
        said = {**vars(checkpoint), "hash": checkpoint.hash.hex()}
        header = {"alg": ALGORITHM, "kid": self.current.id}
        return jws.serialize_compact(header, to_json(said), self.current.key, algorithms=[ALGORITHM])

    def read_signed(self, signed: str) -> Checkpoint:
        """What was signed.

        Raises:
            NotSigned: by none of these keys.
        """
        try:
            named = jws.extract_compact(signed.encode()).headers().get("kid")
            key = next(one.key for one in self.keys if one.id == named)
            said = from_json(jws.deserialize_compact(signed, key, algorithms=[ALGORITHM]).payload)
            at = datetime.fromisoformat(said["at"])
            return Checkpoint(said["region"], said["number"], bytes.fromhex(said["hash"]), at)
        except (JoseError, StopIteration, ValueError, TypeError, KeyError):
            raise NotSigned from None

    def public(self) -> Mapping[str, Any]:
        """The public halves, as a JWK set: to be kept by whoever wants to verify without us."""
        return {"keys": [{**one.key.as_dict(private=False), "kid": one.id, "state": one.state} for one in self.keys]}

    def rotated(self) -> "SigningKeys":
        """With a new current key."""
        return SigningKeys((SigningKey.made(), *(replace(one, state="retired") for one in self.keys)))

    def save(self, file: Path) -> None:
        """Replace the file as a whole, private halves included."""
        kept = {"keys": [{**one.key.as_dict(private=True), "state": one.state} for one in self.keys]}
        new = file.with_name(f".{file.name}.{os.getpid()}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            opened.write(json.dumps(kept, indent=2) + "\n")
        new.replace(file)


def establish(file: Path) -> None:
    """Make the first key, where there is no file yet."""
    if not file.exists():
        SigningKeys((SigningKey.made(),)).save(file)


def main(arguments: Sequence[str] | None = None) -> None:
    """Show the keys, or let another one follow."""
    parser = argparse.ArgumentParser(prog="services.privacy.access_log.signing", description=__doc__)
    parser.add_argument("--file", type=Path, default=os.environ.get("EKC_CHECKPOINT_KEYS_FILE"), required=False)
    parser.add_argument("command", choices=["show", "rotate"])
    given = parser.parse_args(arguments)
    if given.file is None:
        parser.error("Of which file? --file, or EKC_CHECKPOINT_KEYS_FILE.")
    keys = SigningKeys.read(Path(given.file))
    if given.command == "rotate":
        keys = keys.rotated()
        keys.save(Path(given.file))
    print("\n".join(f"{one.id}  {one.state}" for one in keys.keys))


if __name__ == "__main__":
    main()
