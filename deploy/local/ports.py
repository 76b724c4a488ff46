"""The ports of a platform: free ones, chosen once and kept, or configured with `EKC_PORT_<NAME>`."""

import json
import os
import random
import socket
from collections.abc import Sequence

from deploy.local.layout import Layout, write_json

RANGE = range(20_000, 32_000)
"""Below the range from which systems take the ports of outgoing connections, so that a kept port stays free."""


class PortTaken(Exception):
    """A configured port is in use by something else."""


def choose(layout: Layout, names: Sequence[str]) -> dict[str, int]:
    """The port of each name: the configured one, the one of last time, or a new one if that was taken meanwhile.

    Raises:
        PortTaken: a configured port is not free.
    """
    path = layout.folder / "ports.json"
    ports: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
    for name in names:
        configured = os.environ.get(f"EKC_PORT_{name.upper()}")
        if configured:
            ports[name] = int(configured)
            if not free(ports[name]):
                raise PortTaken(
                    f"Port {configured} (EKC_PORT_{name.upper()}) is in use: stop what uses it, or change it."
                )
        elif name not in ports or not free(ports[name]):
            ports[name] = new(set(ports.values()))
    write_json(path, ports)
    return ports


def kept(layout: Layout) -> dict[str, int]:
    """The ports as they were chosen."""
    ports: dict[str, int] = json.loads((layout.folder / "ports.json").read_text())
    return ports


def new(taken: set[int]) -> int:
    """A free port that is none of the taken ones."""
    while True:
        port = random.choice(RANGE)
        if port not in taken and free(port):
            return port


def free(port: int) -> bool:
    """Whether nothing listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
