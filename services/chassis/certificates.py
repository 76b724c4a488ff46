"""How long certificates are still good: read from the files that settings name, or shown by who answers.

A part reads its files when it starts. One that was renewed since is no comfort: the part goes on with what it has, and
the file says so no more. Hence the first look at a file counts, for as long as the process lives.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography import x509

from services.chassis.settings import Settings

DAY_SECONDS = 86_400
ENDINGS = ("_cert_file", "_ca_file")
OF_CERTIFICATES = ("_CERT_FILE", "_CA_FILE")
"""How variables end that name files of certificates."""


def end(pem: bytes) -> datetime:
    """When the first of several ends.

    Raises:
        ValueError: there is none.
    """
    return min(one.not_valid_after_utc for one in x509.load_pem_x509_certificates(pem))


@cache
def end_in_file(path: Path) -> datetime:
    """When the first in a file ends, as it was at the first look.

    Raises:
        OSError, ValueError: it cannot be read, or there is none; the next look is then the first.
    """
    return end(path.read_bytes())


def days_left(ends: datetime) -> float:
    """Until then; below nothing once it has ended."""
    return round(seconds_left(ends) / DAY_SECONDS, 1)


def seconds_left(ends: datetime) -> float:
    """The same in seconds."""
    return (ends - datetime.now(UTC)).total_seconds()


def expiring(settings: Settings) -> Mapping[str, float]:
    """Seconds until each is no longer valid, by what it is for: `kafka`, `http`, `database`, `temporal`, and with `_ca`
    that of the authority which is believed there.

    One that cannot be read is left out: the part still works with what it read when it started.
    """
    found = {}
    for name in type(settings).model_fields:
        path = getattr(settings, name) if name.endswith(ENDINGS) else None
        if path is not None:
            try:
                found[name.removesuffix("_file").removesuffix("_cert")] = seconds_left(end_in_file(path))
            except (OSError, ValueError):
                continue
    return found


def of_files(settings: Mapping[str, str]) -> dict[str, float]:
    """Variable -> days that the certificates in its file are still good."""
    found: dict[str, float] = {}
    for name, where in sorted(settings.items()):
        if name.startswith("EKC_") and name.endswith(OF_CERTIFICATES) and Path(where).is_file():
            try:
                found[name] = days_left(end_in_file(Path(where)))
            except (ValueError, OSError):
                continue  # what is no certificate stops a part when it starts
    return found
