"""Who is signed in on this machine: the tokens of the identity provider, for the desk that they are meant for."""

import json
import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import typer

from services.desk.cli.provider import Provider

SPARE_SECONDS = 20
"""A token that is good for less is renewed first."""


@dataclass(frozen=True)
class SignedIn:
    """The tokens of one desk. They are sent to that desk and to the provider, and nowhere else."""

    issuer: str
    client: str
    access: str
    refresh: str
    until: float
    """When the access token expires, in seconds since 1970."""

    def fresh(self, provider: Provider) -> "SignedIn":
        """With an access token that is good for a while.

        Raises:
            SignInFailed: the provider gives no other one: sign in again.
        """
        if self.until - SPARE_SECONDS > time.time():
            return self
        given = provider.renewed(self.refresh)
        return replace(self, access=given.access, refresh=given.refresh or self.refresh, until=given.until)


def file() -> Path:
    """Where they are: in the user's own folder of settings."""
    return Path(typer.get_app_dir("ekc")) / "signed-in.json"


def load(desk: str) -> SignedIn | None:
    """The tokens for a desk, if somebody is signed in."""
    known = everything().get(desk)
    return SignedIn(**known) if known else None


def save(desk: str, signed: SignedIn | None) -> None:
    """Keep them, for the eyes of this user only; nothing forgets them."""
    known = {**everything(), desk: asdict(signed)} if signed else everything()
    if signed is None:
        known.pop(desk, None)
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        json.dump(known, opened)
    new.replace(path)


def everything() -> dict[str, dict[str, Any]]:
    """What is kept; a file that cannot be read is as none."""
    try:
        known: dict[str, dict[str, Any]] = json.loads(file().read_text())
    except (OSError, ValueError):
        return {}
    return known
