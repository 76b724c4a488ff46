"""How long certificates are still good: read from the files that settings name, or shown by who answers.

A part works with what it read when it started. So a file is read once (`described_routes` sees to it at the start): one
that was renewed meanwhile changes nothing until the part is started again, and nothing here says otherwise.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography import x509

from services.chassis.settings import Settings

DAY_SECONDS = 86_400
ENDING = "_cert_file"
OF_CERTIFICATES = ("_CERT_FILE", "_CA_FILE")
"""How variables end that name files of certificates."""


def end(pem: bytes) -> datetime:
    """Of the first of several that ends.

    Raises:
        ValueError: there is none.
    """
    return min(one.not_valid_after_utc for one in x509.load_pem_x509_certificates(pem))


@cache
def end_of(path: Path) -> datetime:
    """The same of a file, as it was read first.

    Raises:
        ValueError: there is none in it.
    """
    return end(path.read_bytes())


def seconds_until(ends: datetime) -> float:
    """Below nothing once it has ended."""
    return (ends - datetime.now(UTC)).total_seconds()


def days_until(ends: datetime) -> float:
    """The same in days."""
    return round(seconds_until(ends) / DAY_SECONDS, 1)


def expiring(settings: Settings) -> Mapping[str, float]:
    """Seconds until each is no longer valid, by what it is for: `kafka`, `http`, `database`, `temporal`.

    One that cannot be read is left out: the part still works with what it read when it started.
    """
    found = {}
    for name in type(settings).model_fields:
        path = getattr(settings, name) if name.endswith(ENDING) else None
        if path is not None:
            try:
                found[name.removesuffix(ENDING)] = seconds_until(end_of(path))
            except (OSError, ValueError):
                continue
    return found


def of_files(settings: Mapping[str, str]) -> dict[str, float]:
    """Variable -> days that the certificates in its file are still good."""
    found: dict[str, float] = {}
    for name, where in sorted(settings.items()):
        if name.startswith("EKC_") and name.endswith(OF_CERTIFICATES) and Path(where).is_file():
            try:
                found[name] = days_until(end_of(Path(where)))
            except (ValueError, OSError):
                continue  # what is no certificate stops a part when it starts
    return found
