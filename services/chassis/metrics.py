"""Figures for Prometheus: what was handled and published, and how far behind the part is. Counts and parts only."""

from collections.abc import Mapping
from typing import Any

from prometheus_client import Counter, Gauge

MESSAGES = Counter("ekc_messages_total", "Messages that arrived in committed batches.")
OUTCOMES = Counter("ekc_outcomes_total", "What became of messages, by outcome.", ["outcome"])
PUBLISHED = Counter("ekc_published_total", "Rows of the outbox that were delivered and acknowledged.")
STATE = {
    "lag": Gauge("ekc_lag_records", "Records between what was handled and the real end of the log."),
    "outbox": Gauge("ekc_outbox_rows", "Rows that wait to be published, counted up to 10,000."),
    "outbox_oldest_seconds": Gauge("ekc_outbox_oldest_seconds", "Age of the oldest row that waits to be published."),
    "held": Gauge("ekc_held_messages", "Messages that wait for another one, counted up to 10,000."),
    "refused": Gauge("ekc_refused_rows", "Rows of the outbox that Kafka refused for good; their streams stand still."),
    "parked": Gauge("ekc_parked_streams", "Streams that stand still behind a message that failed."),
    "dead_letters": Gauge("ekc_dead_letters", "Dead letters that nobody has handled yet."),
    "closed": Gauge("ekc_closed_topics", "Agencies whose topics are read no further: too many dead letters wait."),
    "behind_topic": Gauge("ekc_behind_topic", "Whether its database and its topics differ, so that it stands still."),
    "taking_over": Gauge("ekc_taking_over", "Whether it takes over what was decided before its database was restored."),
    "ready": Gauge("ekc_ready", "Whether the part can work: 1 or 0."),
}


def handled(messages: int, counts: Mapping[str, int]) -> None:
    """A batch was committed."""
    MESSAGES.inc(messages)
    for outcome, count in counts.items():
        OUTCOMES.labels(outcome).inc(count)


def show(state: Mapping[str, Any]) -> None:
    """What the part says of itself when it is asked."""
    for name, gauge in STATE.items():
        gauge.set(float(state.get(name) or 0))
