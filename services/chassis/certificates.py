"""Until when the certificates of a part are valid: read from the files that its settings name."""

from collections.abc import Mapping
from datetime import UTC, datetime

from cryptography import x509

from services.chassis.settings import Settings

ENDING = "_cert_file"


def expiring(settings: Settings) -> Mapping[str, float]:
    """Seconds until each is no longer valid, by what it is for: `kafka`, `http`, `database`, `temporal`.

    One that cannot be read is left out: the part still works with what it read when it started.
    """
    now = datetime.now(UTC)
    found = {}
    for name in type(settings).model_fields:
        path = getattr(settings, name) if name.endswith(ENDING) else None
        if path is not None:
            try:
                chain = x509.load_pem_x509_certificates(path.read_bytes())
            except (OSError, ValueError):
                continue
            first = min(one.not_valid_after_utc for one in chain)
            found[name.removesuffix(ENDING)] = (first - now).total_seconds()
    return found
