"""Figures of the keyring for Prometheus. Counts, ages and numbers of epochs only."""

from collections.abc import Mapping

from prometheus_client import Counter, Gauge

from contracts.access import UnusualAccessSeen

KEYS = Counter(
    "ekc_keys_total", "Data keys, by what was done with them: created, opened, erased, wrapped anew.", ["what"]
)
ERASURES = Gauge("ekc_erasures_open", "Erasures that were requested and are not confirmed yet.")
LATE_ERASURES = Gauge("ekc_erasures_late", "Open erasures that are past the term that the policy sets. Bad above 0.")
OLDEST_ERASURE = Gauge(
    "ekc_erasures_oldest_seconds",
    "Since when the erasure that was requested first is open, in seconds; 0 when none is.",
)
STATE = {
    "epoch": Gauge("ekc_keyring_epoch", "The current epoch of the keyring."),
    "age": Gauge(
        "ekc_keyring_epoch_age_seconds",
        "Since when that epoch is current, in seconds. Once a key was deleted: bad beyond the hours that were set.",
    ),
    "older": Gauge(
        "ekc_keyring_older_keys", "Data keys that are still wrapped by an older epoch. Bad is what does not fall."
    ),
    "lost": Gauge(
        "ekc_keyring_lost_keys", "Data keys whose key-encryption key is not there: cases that are lost. Bad above 0."
    ),
    "deleted": Gauge("ekc_keyring_deleted_keys", "Deleted keys of which a copy would still open, in this epoch."),
    "deleted_age": Gauge(
        "ekc_keyring_deleted_age_seconds", "Since when the oldest of the deleted keys is deleted, in seconds."
    ),
}


def show(state: Mapping[str, float]) -> None:
    """How the keyring is at this moment."""
    for name, gauge in STATE.items():
        gauge.set(state[name])


UNUSUAL = Counter("ekc_unusual_access_total", "Readings that are looked at (R33), by what is unusual.", ["kind"])


def unusual(seen: UnusualAccessSeen) -> None:
    """Somebody read in an unusual way. A batch that is tried again is counted again."""
    for kind in seen.kinds:
        UNUSUAL.labels(kind.value).inc()
