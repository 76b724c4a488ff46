"""Figures for Prometheus: what was handled and published, and how far behind the part is. Counts and parts only.

Labels hold words of fixed lists and names of topics; never an id, never what a message says. Where OpenTelemetry has a
name for something it is used, in the form that Prometheus gives it. docs/operations/metrics.md lists all of them.
"""

from collections import Counter as Counts
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from asyncpg.connection import LoggedQuery
from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

from contracts.base import NAMESPACE, Message
from services.chassis.shown import Figure, Shown
from services.chassis.spans import KAFKA, POSTGRESQL
from services.chassis.tracing import Trace

disable_created_metrics()  # type: ignore[no-untyped-call]
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OPERATIONS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT", "ROLLBACK"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Of what takes part in one message: from a query to a batch behind a slow database."""

BUILD = Gauge("ekc_build_info", "Always 1: which part this is, of which release.", ["part", "version"])
MESSAGES = Counter("ekc_messages_total", "Messages that arrived in committed batches.")
OUTCOMES = Counter(
    "ekc_outcomes_total",
    "What became of messages, by outcome: events (that were decided), duplicates, refused, held, late, dead, parked. "
    "The last two are defects.",
    ["outcome"],
)
DECISIONS = Counter("ekc_decisions_total", "Decisions that stand, by the message that asked for them.", ["message"])
REFUSALS = Counter(
    "ekc_refusals_total",
    "Messages to which a rule said no, by the code of docs/refusals.md. People and agencies get it wrong every day; "
    "bad is a reason that grows at once.",
    ["reason"],
)
PUBLISHED = Counter("ekc_published_total", "Rows of the outbox that were delivered and acknowledged.")
CONSUMED = Counter(
    "messaging_client_consumed_messages_total",
    "Records that were handled, by topic.",
    ["messaging_system", "messaging_destination_name"],
)
SENT = Counter(
    "messaging_client_sent_messages_total",
    "Records that Kafka acknowledged, or with an error_type did not take, by topic.",
    ["messaging_system", "messaging_destination_name", "error_type"],
)
PROCESS = Histogram(
    "messaging_process_duration_seconds",
    "From the beginning of a batch to its commit, in seconds, outages that were waited out included. Bad is what comes "
    "near to a minute: then the part is said to be stalled.",
    ["messaging_system", "messaging_operation_name"],
    buckets=(*SECONDS, 60),
)
QUERIES = Histogram(
    "db_client_operation_duration_seconds",
    "How long PostgreSQL took for one statement, in seconds, by its first word. Bad is more than a second.",
    ["db_system_name", "db_operation_name", "error_type"],
    buckets=SECONDS,
)
REQUESTS = Histogram(
    "http_server_request_duration_seconds",
    "How long an answer over HTTP took, in seconds, by route. Bad is more than a second, and any status from 500.",
    ["http_request_method", "http_route", "http_response_status_code"],
    buckets=SECONDS,
)
ANSWER = Histogram(
    "ekc_referral_answer_seconds",
    "From the moment at which Kafka had an agency's message to the one at which it acknowledged the first status about "
    "it, in seconds. 99 % are to be within 60.",
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 86_400),
)
DELAY = Histogram(
    "ekc_step_delay_seconds",
    "From the moment at which a step of a process was due to the one at which the service had decided about it, in "
    "seconds. 99.9 % are to be within 300. Of stories with a calendar of their own it is not known.",
    buckets=(0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 86_400),
)

FIGURES = Shown(
    {
        "ready": Figure("ekc_ready", "Whether the part can work: 1 or 0."),
        "stalled": Figure("ekc_stalled", "1: something is to be handled, and nothing was for a minute. Bad at once."),
        "outage": Figure(
            "ekc_outage", "1 while something that the part needs is away: PostgreSQL, Kafka, the keyring."
        ),
        "leading": Figure(
            "ekc_relay_leading",
            "1 where this replica publishes the outbox. Over all replicas of a part: 1, or bad.",
        ),
        "behind_topic": Figure(
            "ekc_behind_topic",
            "1 while the part stands still because its database and its topics differ after a restore. Bad at once.",
        ),
        "taking_over": Figure(
            "ekc_taking_over", "1 while it takes over what was decided before its database was restored."
        ),
        "outbox": Figure("ekc_outbox_rows", "Rows that wait to be published, counted up to 10,000."),
        "outbox_oldest_seconds": Figure(
            "ekc_outbox_oldest_seconds",
            "Age of the oldest row that waits to be published. Bad is more than a minute; 0 when none waits.",
        ),
        "held": Figure("ekc_held_messages", "Messages that wait for another one, counted up to 10,000."),
        "refused": Figure(
            "ekc_refused_rows", "Rows of the outbox that are refused for good; their streams stand still. Bad above 0."
        ),
        "parked": Figure("ekc_parked_streams", "Streams that stand still behind a message that failed. Bad above 0."),
        "closed": Figure(
            "ekc_closed_topics", "Agencies whose topics are read no further: too many dead letters wait. Bad above 0."
        ),
        "day_turned_seconds": Figure(
            "ekc_day_turned_seconds",
            "Since the turn of the day was handled here, or since the part started. Bad is more than 26 hours.",
        ),
        "lag_records": Figure(
            "ekc_lag_records", "Records between what was handled and the real end of the topic.", ("topic",)
        ),
        "lag_seconds": Figure(
            "ekc_lag_seconds",
            "Age of the oldest record of the topic that is not handled; 0 when none is. Bad is more than a minute. An "
            "agency's topic names the agency.",
            ("topic",),
        ),
        "dead": Figure(
            "ekc_dead_letters",
            "Dead letters that nobody has handled yet, by what they have in common; `parked` ones hold up their "
            "stream. Bad above 0.",
            ("fingerprint", "topic", "reason", "state"),
        ),
        "closed_topics": Figure("ekc_topic_closed", "1 while an agency's topic is read no further.", ("topic",)),
        "certificates": Figure(
            "ekc_certificate_expires_seconds",
            "Until a certificate that this part uses is no longer valid: its own by what it is for, with `_ca` that of "
            "the authority which it believes there. Bad is less than two weeks.",
            ("certificate",),
        ),
    }
)
"""What a part says of itself when it is asked. What it cannot know at that moment is not there."""


def begin(part: str) -> None:
    """Say who this is; what is divided by something else is there from the beginning."""
    BUILD.labels(part, version("ekc-chassis")).set(1)
    PROCESS.labels(KAFKA, "process")
    QUERIES.labels(POSTGRESQL, "SELECT", "")
    for outcome in ("events", "duplicates", "refused", "held", "late", "dead", "parked"):
        OUTCOMES.labels(outcome)


def handled(messages: int, counts: Mapping[str, int]) -> None:
    """A batch was committed."""
    MESSAGES.inc(messages)
    for outcome, count in counts.items():
        OUTCOMES.labels(outcome).inc(count)


def decided(messages: Iterable[type[Message]], refusals: Mapping[str, int]) -> None:
    """What was decided in a batch that was committed, and why it was said no."""
    for kind, count in Counts(messages).items():
        DECISIONS.labels(named(kind)).inc(count)
    for reason, count in refusals.items():
        REFUSALS.labels(reason).inc(count)


def named(kind: type[Message]) -> str:
    """A message as people call it: `referral.refer-case`."""
    return kind.type.removeprefix(f"{NAMESPACE}.").rpartition(".v")[0]


def processed(topics: Mapping[str, int], seconds: float) -> None:
    """Records of these topics were handled, as one batch."""
    for topic, records in topics.items():
        CONSUMED.labels(KAFKA, topic).inc(records)
    PROCESS.labels(KAFKA, "process").observe(seconds)


def sent(topics: Mapping[str, int], error: str = "") -> None:
    """Records were acknowledged by Kafka, or not taken."""
    for topic, records in topics.items():
        SENT.labels(KAFKA, topic, error).inc(records)


def answered(asked: datetime, trace: Trace | None) -> None:
    """Kafka acknowledged the first status about what an agency sent at a moment."""
    ANSWER.observe(max(0.0, (datetime.now(UTC) - asked).total_seconds()), example(trace))


def delayed(due: datetime, at: datetime, trace: Trace | None) -> None:
    """A step that was due at a moment is decided about."""
    DELAY.observe(max(0.0, (at - due).total_seconds()), example(trace))


def example(trace: Trace | None) -> dict[str, str] | None:
    """An exemplar: a trace that can be looked up, if it is exported."""
    return {"trace_id": trace.id, "span_id": trace.span} if trace and trace.sampled else None


def requested(method: str, route: str, status: int, seconds: float) -> None:
    """A request over HTTP was answered."""
    REQUESTS.labels(method if method in METHODS else "_OTHER", route, str(status)).observe(seconds)


def queried(query: LoggedQuery) -> None:
    """PostgreSQL answered a statement, or refused it."""
    operation = query.query.lstrip().partition(" ")[0].strip("; \n").upper()
    error = type(query.exception).__name__ if query.exception else ""
    QUERIES.labels(POSTGRESQL, operation if operation in OPERATIONS else "OTHER", error).observe(query.elapsed)


def show(state: Mapping[str, Any]) -> None:
    """What the part says of itself when it is asked."""
    FIGURES.show(state)
