"""Where one platform keeps what belongs to it: everything is in one folder."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The clone."""


@dataclass(frozen=True)
class Layout:
    """The files of one platform. Two folders are two platforms that know nothing of each other."""

    folder: Path

    @property
    def data(self) -> Path:
        """What survives `make down`: the servers' own files."""
        return self.folder / "data"

    @property
    def logs(self) -> Path:
        """One log for each process."""
        return self.folder / "logs"

    @property
    def run(self) -> Path:
        """What is true only while it runs: pid files, the supervisor's lock and state."""
        return self.folder / "run"

    @property
    def held(self) -> Path:
        """A file named after a process keeps that process stopped."""
        return self.run / "held"

    @property
    def secrets(self) -> Path:
        """Passwords and keys, for the owner's eyes only."""
        return self.folder / "secrets"

    @property
    def agencies(self) -> Path:
        """What is agreed with each agency; `ekc agency` changes it."""
        return self.data / "agencies.yaml"

    @property
    def identity_provider(self) -> Path:
        """Is there when staff sign in at Keycloak, and not with tokens of the development issuer."""
        return self.data / "identity-provider"

    @property
    def env(self) -> Path:
        """The connection settings, for shells."""
        return self.folder / "env"

    def log(self, name: str) -> Path:
        """The log of one process."""
        return self.logs / f"{name}.log"

    def pid_file(self, name: str) -> Path:
        """Where the pid of one process is."""
        return self.run / f"{name}.pid"

    def prepare(self) -> None:
        """Make the folders."""
        for path in (self.folder, self.data, self.logs, self.run, self.held):
            path.mkdir(parents=True, exist_ok=True)
        self.secrets.mkdir(mode=0o700, exist_ok=True)


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file at once: whoever reads it sees the old or the new text, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    new.replace(path)


def write_json(path: Path, value: object, mode: int = 0o644) -> None:
    """The same for JSON."""
    write(path, json.dumps(value, indent=2) + "\n", mode)
