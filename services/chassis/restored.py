"""Whether a database and its topics tell the same story: asked at each start, before anything is read or decided.

A database that was restored is behind what its service published; a Kafka that was lost or restored is behind what the
database knows. In both cases a service that went on would use numbers twice, or pass over what it never read. So it
does not, until an operator lets it be put right (`reconciling.py`).
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic_core import from_json

from contracts.operations import CommandRefused
from services.chassis import store
from services.chassis.decider import Connection
from services.chassis.envelopes import Record

PUBLISHED = "SELECT topic, partition, next_offset FROM published"
CONSUMED = "SELECT topic, partition, next_offset, stamp FROM consumed WHERE topic = ANY($1)"
LOGGED = """
SELECT place FROM unnest($1::text[], $2::bigint[], $3::bytea[]) WITH ORDINALITY AS n (stream, sequence, value, place)
WHERE EXISTS (
    SELECT FROM event_log e WHERE e.stream = n.stream AND e.sequence = n.sequence AND e.envelope = n.value)
"""
WRITTEN = """
SELECT place FROM unnest($1::text[], $2::text[], $3::bytea[]) WITH ORDINALITY AS n (topic, key, value, place)
WHERE EXISTS (SELECT FROM outbox o WHERE o.topic = n.topic AND o.key = n.key AND o.value = n.value)
"""
TAKEN = """
SELECT count(*) FROM unnest($1::text[], $2::bigint[]) AS n (stream, sequence)
JOIN event_log e ON e.stream = n.stream AND e.sequence = n.sequence
"""
TO_ADOPT = """
INSERT INTO to_adopt (topic, id, stream, sequence, cause, refusal, value) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
"""
POLL_MS = 500
REFUSED = CommandRefused.type

type Row = tuple[str, str, str, int | None, str | None, bool, bytes]


def row(topic: str, value: bytes) -> Row:
    """A published record as a row of what is to be taken over."""
    said = from_json(value)
    sequence = int(said["sequence"]) if "sequence" in said else None
    return topic, said["id"], said["subject"], sequence, said.get("causationid"), said["type"] == REFUSED, value
