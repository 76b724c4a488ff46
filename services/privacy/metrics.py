"""Figures of the keyring for Prometheus. Counts and numbers of epochs only."""

from prometheus_client import Counter, Gauge

KEYS = Counter("ekc_keys_total", "Data keys, by what was done with them.", ["what"])
ERASURES = Gauge("ekc_erasures_open", "Erasures that were requested and are not confirmed yet.")
LATE_ERASURES = Gauge("ekc_erasures_late", "Those of them that are past the term that the policy sets.")
OLDEST_ERASURE = Gauge("ekc_erasures_oldest_seconds", "Since when the erasure that was requested first is open.")
