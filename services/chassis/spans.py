"""Exports what was done for sampled traces: OTLP over HTTP, in the background, with bounded memory.

A collector that is away makes nobody wait: what it does not take is let go and counted. No span holds an id of ours, a
key of a record, or anything that a message says (`ATTRIBUTES`).
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from enum import IntEnum
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1 import trace_pb2 as otlp
from prometheus_client import Counter

from services.chassis import tls
from services.chassis.log import logger
from services.chassis.settings import Settings

if TYPE_CHECKING:
    from services.chassis.tracing import Trace

log = logger("spans")

KAFKA, POSTGRESQL = "kafka", "postgresql"
"""`messaging.system` and `db.system.name` in the semantic conventions."""
PATH = "/v1/traces"
MOST = 2_048
"""Spans that wait to be exported; about 1 MB."""
AT_ONCE = 512
AGAIN_SECONDS = 1.0
ANSWER_SECONDS = 5.0
ATTRIBUTES = frozenset(
    {
        "db.system.name",
        "ekc.message",
        "ekc.outcome",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "messaging.batch.message_count",
        "messaging.destination.name",
        "messaging.destination.partition.id",
        "messaging.kafka.offset",
        "messaging.operation.name",
        "messaging.operation.type",
        "messaging.system",
        "temporal.workflow.type",
    }
)
"""All that spans say, by the names of the semantic conventions where there is one."""
LOST = Counter(
    "ekc_spans_lost_total", "Spans that nobody took: the collector was away, or too slow. Bad is what goes on growing."
)

type Said = Mapping[str, str | int]


class Kind(IntEnum):
    """What a span is to those of others."""

    INTERNAL = otlp.Span.SPAN_KIND_INTERNAL
    SERVER = otlp.Span.SPAN_KIND_SERVER
    CLIENT = otlp.Span.SPAN_KIND_CLIENT
    PRODUCER = otlp.Span.SPAN_KIND_PRODUCER
    CONSUMER = otlp.Span.SPAN_KIND_CONSUMER


class Span(NamedTuple):
    """Something that was done, from one moment to another (nanoseconds since 1970)."""

    name: str
    kind: Kind
    trace: "Trace"
    began: int
    ended: int
    said: Said
    links: "Sequence[Trace]" = ()

    def encoded(self) -> otlp.Span:
        """As OTLP wants it."""
        assert self.said.keys() <= ATTRIBUTES
        return otlp.Span(
            name=self.name,
            kind=self.kind.value,
            trace_id=bytes.fromhex(self.trace.id),
            span_id=bytes.fromhex(self.trace.span),
            parent_span_id=bytes.fromhex(self.trace.parent),
            start_time_unix_nano=self.began,
            end_time_unix_nano=self.ended,
            attributes=attributes(self.said),
            links=[
                otlp.Span.Link(trace_id=bytes.fromhex(one.id), span_id=bytes.fromhex(one.span)) for one in self.links
            ],
        )


class Spans:
    """The spans of this process."""

    def __init__(self) -> None:
        self.on = False
        """Whether traces are exported at all."""
        self.ratio = 0.0
        self.waiting: deque[Span] = deque()

    def add(self, span: Span) -> None:
        """Something was done. When too much waits, the oldest is let go."""
        if len(self.waiting) >= MOST:
            self.waiting.popleft()
            LOST.inc()
        self.waiting.append(span)

    async def run(self, settings: Settings) -> None:
        """Export again and again, until cancelled; then what is left, if that is quick."""
        self.on, self.ratio = True, settings.traces_ratio
        address = settings.traces_endpoint.rstrip("/").removesuffix(PATH) + PATH
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False, verify=tls.parts(settings)) as client:
            try:
                while True:
                    await asyncio.sleep(AGAIN_SECONDS)
                    await self.export(client, address, settings.part)
            finally:
                self.on = False
                async with asyncio.timeout(AGAIN_SECONDS):
                    await self.export(client, address, settings.part)

    async def export(self, client: httpx.AsyncClient, address: str, part: str) -> None:
        """Send what waits; what is not taken is lost."""
        while self.waiting:
            spans = [self.waiting.popleft() for _ in range(min(AT_ONCE, len(self.waiting)))]
            try:
                body = await asyncio.to_thread(request, part, spans)
                answer = await client.post(address, content=body, headers={"content-type": "application/x-protobuf"})
                answer.raise_for_status()
            except (httpx.HTTPError, OSError) as error:
                LOST.inc(len(spans))
                log.warning("the collector of traces does not answer", error=error, lost=len(spans))
                return


def request(part: str, spans: Sequence[Span]) -> bytes:
    """Spans of one part as an OTLP request."""
    export = ExportTraceServiceRequest()
    of_part = export.resource_spans.add()
    of_part.resource.attributes.extend(
        attributes({"service.namespace": "ekc", "service.name": part, "service.version": version("ekc-chassis")})
    )
    of_part.scope_spans.add(spans=[one.encoded() for one in spans])
    return export.SerializeToString()


def attributes(said: Said) -> list[KeyValue]:
    """Words and numbers as OTLP wants them."""
    return [
        KeyValue(key=key, value=AnyValue(int_value=one) if isinstance(one, int) else AnyValue(string_value=one))
        for key, one in said.items()
    ]


def messaging(topic: str) -> dict[str, str | int]:
    """What a span says of a topic."""
    return {"messaging.system": KAFKA, "messaging.destination.name": topic}


SPANS = Spans()
