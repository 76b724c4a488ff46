"""What must hold once all is quiet, whatever was killed: promises 1, 2 and 4, asked of the servers themselves."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import asyncpg
from confluent_kafka import Consumer, TopicPartition
from pydantic_core import from_json
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError

from contracts.topics import SERVICES, events
from deploy.local.platform import Platform

LISTENS = {
    "referral": ("coordination", "plan"),
    "coordination": ("referral", "plan"),
    "plan": ("referral", "coordination"),
    "desk": ("referral", "coordination", "plan"),
    "privacy": ("referral", "coordination", "plan", "desk"),
    "workflows": ("referral", "coordination", "plan"),
}
"""Whose events each part handles."""
MOST_ATTEMPTS = 3
"""A workflow task that failed so often is stuck."""

TWICE = """
SELECT stream FROM (
    SELECT stream, xmin::text AS written, convert_from(envelope, 'UTF8')::jsonb ->> 'causationid' AS cause
    FROM event_log WHERE sequence IS NOT NULL) e
GROUP BY stream, cause HAVING count(DISTINCT written) > 1
"""
"""Streams in which one message had an effect in more than one transaction (`xmin`: the one that wrote a row)."""


class Broken(Exception):
    """A promise does not hold; the text says which, and where."""


async def all_of(platform: Platform, temporal: Client, *, dead_letters: int = 0) -> list[str]:
    """Check everything.

    Raises:
        Broken: something does not hold.
    """
    published = await asyncio.to_thread(read_events, platform)
    looks: Mapping[str, Callable[[], Awaitable[None]]] = {
        "nothing waits": lambda: nothing_waits(platform, dead_letters),
        "every decision is published once, in order": lambda: published_in_order(platform, published),
        "every message has one effect": lambda: one_effect(platform, published),
        "everyone has seen everything": lambda: everyone_has_seen(platform, published),
        "no process is stuck": lambda: none_stuck(temporal, published),
    }
    for look in looks.values():
        await look()
    return list(looks)


def read_events(platform: Platform) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Every sequenced event on Kafka: service -> stream -> events in the order of the log, repetitions left out."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {service: defaultdict(list) for service in SERVICES}
    for service in SERVICES:
        for event in records(platform, events(service)):
            earlier = found[service][event["subject"]] if "sequence" in event else None
            if earlier is not None and all(one["sequence"] != event["sequence"] for one in earlier[-50:]):
                earlier.append(event)
    return found


def records(platform: Platform, topic: str) -> Iterable[dict[str, Any]]:
    """All events of a topic, those of each partition in order."""
    consumer = Consumer({**platform.kafka_settings(), "group.id": "ekc.checks", "enable.auto.commit": False})
    try:
        places = [TopicPartition(topic, number, 0) for number in consumer.list_topics(topic).topics[topic].partitions]
        left = {one.partition: consumer.get_watermark_offsets(one, timeout=10, cached=False)[1] for one in places}
        consumer.assign(places)
        while waiting := sum(max(0, count) for count in left.values()):
            for message in consumer.consume(min(1000, waiting), timeout=5):  # more than there is, it waits for
                left[message.partition() or 0] -= 1
                yield from_json(message.value() or b"{}")
    finally:
        consumer.close()


async def rows(platform: Platform, database: str, query: str) -> list[asyncpg.Record]:
    """What a part's database answers."""
    connection = await asyncpg.connect(platform.database_url(database))
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


async def nothing_waits(platform: Platform, dead_letters: int) -> None:
    """Outboxes are empty, nothing is held, no stream is parked, and no message became a dead letter unexpectedly."""
    query = (
        "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM held), "
        "(SELECT count(*) FROM streams WHERE parked IS NOT NULL), (SELECT count(*) FROM dead_letters)"
    )
    letters = 0
    for part in LISTENS:
        outbox, held, parked, dead = (await rows(platform, part, query))[0]
        letters += dead
        if outbox or held or parked:
            raise Broken(f"{part}: {outbox} in the outbox, {held} held, {parked} parked.")
    if letters != dead_letters:
        raise Broken(f"{letters} dead letters, {dead_letters} expected.")


async def published_in_order(platform: Platform, published: Mapping[str, Mapping[str, list[Any]]]) -> None:
    """Promise 2: per stream and producer 1, 2, 3 … on Kafka, as far as the database decided, and nothing else."""
    for service, streams in published.items():
        for stream, found in streams.items():
            if [int(event["sequence"]) for event in found] != list(range(1, len(found) + 1)):
                raise Broken(f"{service}/{stream}: {[event['sequence'] for event in found]} is out of order.")
        decided = await rows(platform, service, "SELECT id, sequence FROM streams WHERE sequence > 0")
        wanted = {row["id"]: row["sequence"] for row in decided}
        if wanted != {stream: len(found) for stream, found in streams.items()}:
            raise Broken(f"{service}: Kafka and the database disagree about what was decided.")
        logged = await rows(platform, service, "SELECT stream, count(sequence) n FROM event_log GROUP BY stream")
        if {row["stream"]: row["n"] for row in logged if row["n"]} != wanted:
            raise Broken(f"{service}: the log and the streams disagree about what was decided.")


async def one_effect(platform: Platform, published: Mapping[str, Mapping[str, list[Any]]]) -> None:
    """Promise 1: what one message caused in one stream was written by one transaction, and stands together."""
    for service in published:
        if twice := await rows(platform, service, TWICE):
            raise Broken(f"{service}/{twice[0]['stream']}: a message had an effect in two transactions.")
    for service, streams in published.items():
        for stream, found in streams.items():
            causes = [event["causationid"] for event in found]
            starts = [cause for number, cause in enumerate(causes) if number == 0 or causes[number - 1] != cause]
            if len(starts) != len(set(starts)):
                raise Broken(f"{service}/{stream}: a message had an effect twice.")


async def everyone_has_seen(platform: Platform, published: Mapping[str, Mapping[str, list[Any]]]) -> None:
    """Each consumer's marks are where the producers are."""
    for part, producers in LISTENS.items():
        marks = {
            row["id"]: from_json(row["marks"]) for row in await rows(platform, part, "SELECT id, marks FROM streams")
        }
        for producer in producers:
            for stream, found in published[producer].items():
                seen = marks.get(stream, {}).get(producer, 0)
                if seen != len(found):
                    raise Broken(f"{part} has seen {seen} of {len(found)} events of {producer}/{stream}.")


async def none_stuck(temporal: Client, published: Mapping[str, Mapping[str, list[Any]]]) -> None:
    """Promise 4: an open case has a process that runs without failing; an ended one has none."""
    for case, found in published["referral"].items():
        life, ended = lives(found)
        if life is None:
            continue
        try:
            seen = await temporal.get_workflow_handle(f"case-{case}-{life}").describe()
        except RPCError as error:
            raise Broken(f"case {case}: no process ({error.status.name}).") from None
        wanted = WorkflowExecutionStatus.COMPLETED if ended else WorkflowExecutionStatus.RUNNING
        attempts = seen.raw_description.pending_workflow_task.attempt
        if seen.status is not wanted or attempts > MOST_ATTEMPTS:
            raise Broken(f"case {case}: its process is {seen.status}, wanted {wanted}, attempt {attempts}.")


def lives(found: Iterable[Mapping[str, Any]]) -> tuple[int | None, bool]:
    """The round in which the case's last life began, and whether it has ended."""
    life: int | None = None
    ended = False
    for event in found:
        kind = event["type"].split(".")[-2]
        if kind == "case-opened":
            life = 1
        elif kind == "case-reopened":
            life, ended = int(event["data"]["round"]), False
        elif kind == "case-ended":
            ended = True
    return life, ended
