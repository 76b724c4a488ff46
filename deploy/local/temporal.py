"""Temporal's development server as one process."""

import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.command import Command
from deploy.local.layout import Layout

NAMESPACE = "default"
SETTINGS = (
    "--sqlite-pragma=journal_mode=WAL",
    "--sqlite-pragma=synchronous=NORMAL",
    "--dynamic-config-value=frontend.WorkflowTimeSkippingEnabled=true",
    "--log-level=warn",
    "--log-format=json",
)
"""With its defaults for SQLite it is 2.5 times slower (measured)."""


def command(layout: Layout, ports: Mapping[str, int]) -> Command:
    """The server, on a database file."""
    binary = Path(sys.executable).parent / "temporal"
    where = ["--ip", "127.0.0.1", "--port", str(ports["temporal"]), "--ui-port", str(ports["temporal_ui"])]
    where += ["--http-port", str(ports["temporal_http"])]
    database = ["--db-filename", str(layout.data / "temporal.db")]
    return Command("temporal", (str(binary), "server", "start-dev", *where, *database, *SETTINGS))
