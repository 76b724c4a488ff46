"""How far a case is with being forgotten: its erasures step by step, which holds stand, until when it is kept (R34)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from contracts.base import Event
from contracts.erasure import (
    EpochClosed,
    ErasureConfirmed,
    ErasureRequested,
    KeysDeleted,
    LegalHoldLifted,
    LegalHoldPlaced,
    RetentionSet,
)

type Told = tuple[datetime, type[Event], Mapping[str, Any]]
"""What happened, and when; of its data nothing personal is looked at."""

STEPS: Mapping[type[Event], str] = {
    ErasureRequested: "requested",
    KeysDeleted: "keys-deleted",
    EpochClosed: "epoch-closed",
    ErasureConfirmed: "confirmed",
}
WAITS_FOR = {
    "requested": "the keys, which are deleted within seconds",
    "keys-deleted": "the end of the epoch: then the key that had wrapped them is destroyed, with those of others",
    "epoch-closed": "reading back what the keyring still holds",
}
KINDS: tuple[type[Event], ...] = (*STEPS, LegalHoldPlaced, LegalHoldLifted, RetentionSet)


def forgetting(case: str, told: Iterable[Told]) -> dict[str, Any]:
    """All of it, from what happened in order."""
    erasures: dict[str, dict[str, Any]] = {}
    holds: dict[str, datetime] = {}
    until: str | None = None
    for at, kind, data in told:
        if kind in STEPS:
            one = erasures.setdefault(data["request"], {"request": data["request"], "steps": []})
            one["steps"].append({"step": STEPS[kind], "at": at})
            one["waits_for"] = WAITS_FOR.get(STEPS[kind])
            one |= {name: data[name] for name in ("ground", "whole", "confirm_by", "subjects") if name in data}
        elif kind is LegalHoldPlaced:
            holds[data["hold"]] = at
        elif kind is LegalHoldLifted:
            holds.pop(data["hold"], None)
        else:
            until = data["until"]
    standing = [{"hold": hold, "since": since} for hold, since in holds.items()]
    return {"case": case, "erasures": list(erasures.values()), "holds": standing, "until": until}
