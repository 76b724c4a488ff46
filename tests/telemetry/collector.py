"""A collector of traces on the loopback: takes OTLP over HTTP, and keeps what it is told."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass(frozen=True)
class Seen:
    """One span as it was told."""

    part: str
    name: str
    trace: str
    span: str
    parent: str
    links: frozenset[str]
    """The traces that it has links to."""
    said: Mapping[str, str | int]


@dataclass
class Collector:
    """What was told until now, and the bytes of it."""

    spans: list[Seen] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    address: str = ""

    def of(self, trace: str) -> list[Seen]:
        """The spans of one trace, in the order in which they were told."""
        return [one for one in self.spans if one.trace == trace]

    def take(self, body: bytes) -> None:
        """One request."""
        self.bodies.append(body)
        for of_part in ExportTraceServiceRequest.FromString(body).resource_spans:
            said = {one.key: one.value.string_value for one in of_part.resource.attributes}
            for scope in of_part.scope_spans:
                self.spans += [seen(said["service.name"], one) for one in scope.spans]


def seen(part: str, span: Span) -> Seen:
    """A span of a part."""
    return Seen(
        part=part,
        name=span.name,
        trace=span.trace_id.hex(),
        span=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        links=frozenset(one.trace_id.hex() for one in span.links),
        said={one.key: one.value.string_value or one.value.int_value for one in span.attributes},
    )


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector that listens."""
    collector = Collector()

    class Listening(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collector.take(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200 if self.path == "/v1/traces" else 404)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Listening) as server:
        collector.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()
