"""A message as it goes to Kafka: a CloudEvent in structured mode (CloudEvents 1.0.2, NL GOV profile)."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

from joserfc.jwk import ECKey

from ekc_agency.checking import Fault, Invalid
from ekc_agency.encryption import encrypt
from ekc_agency.messages import NAMESPACE

LARGEST = 65_536
"""Bytes of one event (NL GOV profile for CloudEvents)."""


def event(source: str, kind: str, name: str, data: dict[str, Any], key: ECKey | None) -> bytes:
    """The event, encrypted if there is a key.

    Raises:
        Invalid: it is larger than an event may be.
    """
    plain = json.dumps(data, ensure_ascii=False)
    attributes = {
        "specversion": "1.0",
        "id": name,
        "source": source,
        "type": f"{NAMESPACE}.{kind}.v1",
        "time": datetime.now(timezone.utc).isoformat(),
        "datacontenttype": "application/jose" if key else "application/json",
        "data": encrypt(plain.encode(), key) if key else data,
    }
    value = json.dumps(attributes, ensure_ascii=False).encode()
    if len(value) > LARGEST:
        raise Invalid([Fault("", "too large", f"An event has at most {LARGEST} bytes, encrypted: shorten the texts.")])
    return value
