"""Figures of the keyring for Prometheus. Counts and numbers of epochs only."""

from prometheus_client import Counter

KEYS = Counter("ekc_keys_total", "Data keys, by what was done with them.", ["what"])
