"""How fast places at rest are searched for values of people, in every form: files as they lie. No servers."""

import json
import os
import tempfile
import time
from pathlib import Path
from statistics import median

from contracts.coordination import ParticipantInvited
from contracts.samples import envelope
from deploy.local.platform import Platform
from services.desk.proof.search import Needles, Sought
from services.desk.proof.searching import search

ROUNDS = 5
MEGABYTES = 128
VALUES = 20
"""As many as somebody types who looks for a family: names, addresses, telephone numbers."""


async def figures(_: Platform) -> dict[str, float]:
    """Half is what logs and topics hold, half is what ciphertext looks like; the median of one core."""
    line = json.dumps(envelope(ParticipantInvited).model_dump(mode="json", exclude_none=True)).encode() + b"\n"
    needles = Needles([Sought(f"value {number}", f"Quirijn Zandvoort {number}") for number in range(VALUES)])
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "desk.log").write_bytes(line * ((MEGABYTES << 19) // len(line)))
        (place / "ciphertext").write_bytes(os.urandom(MEGABYTES << 19))
        rates = [rate(place, needles) for _ in range(ROUNDS)]
    return {"erasure.scan_mb_s": median(rates)}


def rate(place: Path, needles: Needles) -> float:
    """Megabytes in a second of processor time."""
    began = time.process_time()
    searched = search([place], needles)
    return sum(searched.bytes.values()) / 1e6 / (time.process_time() - began)
