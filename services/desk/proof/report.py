"""What a proof says: keys, ciphertext, what was searched and found; ids and numbers, never what was looked for."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.desk.proof.controls import Control
from services.desk.proof.forms import FORMS
from services.desk.proof.inventory import Resting
from services.desk.proof.keys import SubjectKey
from services.desk.proof.searching import Searched

FORMAT = "ekc-erasure-proof-1"


def report(
    case: str,
    at: datetime,
    keys: Sequence[SubjectKey],
    resting: Resting,
    search: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The whole of it, as JSON can hold it."""
    asked = [one for one in keys if one.asked]
    gone = bool(asked) and all(one.gone for one in asked)
    return {
        "format": FORMAT,
        "case": case,
        "at": at.isoformat(),
        "keys": [of_key(one) for one in keys],
        "ciphertext": [
            {"where": where, "subject": subject, "fields": fields}
            for (where, subject), fields in sorted(resting.items())
        ],
        **({"search": search} if search else {}),
        "erased": gone,
        "proven": gone and (search is None or search["clean"]),
    }


def of_key(key: SubjectKey) -> dict[str, Any]:
    """One subject: what is left of its key."""
    moments = {name: when.isoformat() if when else None for name, when in asdict(key).items() if name in MOMENTS}
    return {**asdict(key), **moments, "gone": key.gone}


MOMENTS = ("tombstone", "destroyed")


def of_search(places: Sequence[str], values: int, found: Searched, controls: Sequence[Control]) -> dict[str, Any]:
    """A search: it is clean if nothing harmful was found, everything could be read, and it found every control."""
    return {
        "places": list(places),
        "values": values,
        "forms": list(FORMS),
        "read": [
            {"how": how, "files": files, "bytes": found.bytes[how]} for how, files in sorted(found.streams.items())
        ],
        "controls": [asdict(one) for one in controls],
        "findings": [asdict(one) for one in sorted(found.findings)],
        "unread": [asdict(one) for one in sorted(found.unread)],
        "clean": bool(controls) and all(one.found for one in controls) and not found.harmful and not found.unread,
    }
