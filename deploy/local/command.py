"""A process that a platform runs: what to start, and how it wants to be stopped."""

import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Command:
    """One process."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    """Beside the supervisor's own."""
    folder: Path | None = None
    user: str | None = None
    """An unprivileged user to run as, when the supervisor is root."""
    module: str | None = None
    """What it runs, if it is one of our own parts."""
    stop: signal.Signals = signal.SIGTERM
    stop_seconds: float = 12.0
    orphaned: signal.Signals = signal.SIGKILL
    """What the system sends it when the supervisor is gone (Linux)."""
