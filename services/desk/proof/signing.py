"""Reports are signed: Ed25519 (RFC 8037), as a JWS whose content is the report itself (RFC 7515, appendix F)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHM = "Ed25519"


class BadSignature(Exception):
    """A report is not what was signed, or not signed with this key. The text says so."""


def canonical(report: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: names in order, no blanks (as RFC 8785 for what a report can hold)."""
    return json.dumps(report, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def new_key() -> OKPKey:
    """A new key."""
    return OKPKey.generate_key("Ed25519", {"use": "sig", "alg": ALGORITHM})


def read(path: Path) -> OKPKey:
    """The key in a file (a JWK), private or public.

    Raises:
        BadSignature: there is none.
    """
    try:
        return OKPKey.import_key(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, KeyError, JoseError):
        raise BadSignature(f"{path} holds no Ed25519 key as a JWK.") from None


def signed(report: Mapping[str, Any], key: OKPKey) -> dict[str, Any]:
    """A report with its signature."""
    header = {"alg": ALGORITHM, "kid": key.thumbprint()}
    head, _, signature = jws.serialize_compact(header, canonical(report), key, algorithms=[ALGORITHM]).split(".")
    return {"report": report, "signature": f"{head}..{signature}"}


def verified(document: Any, key: OKPKey) -> dict[str, Any]:
    """The report in a document.

    Raises:
        BadSignature: it was changed since it was signed, or another key signed it.
    """
    try:
        report: dict[str, Any] = document["report"]
        jws.deserialize_compact(document["signature"], key, algorithms=[ALGORITHM], payload=canonical(report))
    except (JoseError, ValueError, TypeError, KeyError):
        raise BadSignature("The report was changed since it was signed, or another key signed it.") from None
    return report
