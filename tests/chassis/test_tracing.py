"""Traces (W3C Trace Context): what is taken over, who hears of them, and that a collector never matters."""

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from prometheus_client import REGISTRY

from contracts.agency import StatusChanged
from contracts.envelope import Envelope
from contracts.people import Status
from services.chassis import metrics, tracing
from services.chassis.decider import Outgoing
from services.chassis.envelopes import Arrival
from services.chassis.outcome import Outcome
from services.chassis.settings import Settings
from services.chassis.spans import MOST, SPANS, Kind, Span
from tests.chassis.path import MessagePath

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SENT = f"00-{TRACE}-00f067aa0ba902b7-01"
NOT_SAMPLED = SENT.removesuffix("01") + "00"
SOURCE = "urn:nld:oin:00000099000000001000:systeem:ekc-referral"
NOW = datetime.now(UTC)


@pytest.fixture
def exporting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Traces are exported, and none that begins here is sampled."""
    monkeypatch.setattr(SPANS, "on", True)
    monkeypatch.setattr(SPANS, "ratio", 0.0)
    yield
    SPANS.waiting.clear()


def arrival(topic: str, traceparent: str | None, *, inbound: bool = False) -> Arrival:
    """Something that arrived."""
    envelope = Envelope(id="1", source=SOURCE, type="x", time=NOW, traceparent=traceparent)
    return Arrival(topic, 0, 0, NOW, b"", envelope, stream="case-1", producer=topic.rpartition(".")[2], inbound=inbound)


def told_to(agency: str, about: Arrival) -> str | None:
    """The trace of which an agency hears with a status."""
    said = StatusChanged(status=Status.RECEIVED, since=NOW)
    envelope = Envelope.of(said, id="2", source=SOURCE, time=NOW, traceparent=SENT)
    _, _, value = Outcome().row(about, Outgoing(f"ekc.out.{agency}", "referral-1", envelope))
    found: str | None = json.loads(value).get("traceparent")
    return found


@pytest.mark.parametrize(
    "traceparent", ["", "Els", SENT.upper(), SENT[:-3], f"ff{SENT[2:]}", f"00-{'0' * 32}-00f067aa0ba902b7-01"]
)
def test_what_is_no_trace_goes_no_further(traceparent: str) -> None:
    """A stranger can write anything there."""
    assert tracing.told(traceparent) is None


def test_without_a_collector_a_trace_is_passed_on_as_it_came() -> None:
    """Others may export it; and none begins here."""
    own = tracing.own(SENT)

    assert own
    assert own.header == SENT
    assert tracing.own(None) is None


@pytest.mark.usefixtures("exporting")
def test_what_is_done_is_a_child_of_what_it_is_done_for() -> None:
    """If it is sampled; otherwise it is passed on as it came, for its beginner decides."""
    child, as_it_came = tracing.own(SENT), tracing.own(NOT_SAMPLED)

    assert child
    assert as_it_came
    assert (child.id, child.parent) == (TRACE, "00f067aa0ba902b7")
    assert as_it_came.header == NOT_SAMPLED


@pytest.mark.usefixtures("exporting")
def test_as_many_traces_begin_as_are_wanted_and_only_with_what_somebody_asks_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a service decided about a message without a trace has none either: nothing is told by half."""
    topics = ("ekc.in.gemeente-a", "ekc.plan.commands", "ekc.plan.events", "ekc.plan.due")
    assert [arrival(topic, None).trace for topic in topics] == [None] * 4

    monkeypatch.setattr(SPANS, "ratio", 1.0)

    assert [bool(arrival(topic, None).trace) for topic in topics] == [True, True, False, False]


@pytest.mark.usefixtures("exporting")
def test_an_agency_hears_of_the_trace_of_its_own_message_alone() -> None:
    """Promise 6: two agencies must not see by a trace that they have to do with the same case."""
    own = arrival("ekc.in.gemeente-a", SENT, inbound=True)
    of_staff = arrival("ekc.referral.commands", SENT)

    assert own.trace
    assert told_to("gemeente-a", own) == own.trace.header
    assert TRACE not in str(told_to("gemeente-b", own))
    heard = [tracing.told(told_to(agency, of_staff)) for agency in ("gemeente-a", "gemeente-b")]
    assert len({TRACE, *(one.id for one in heard if one)}) == 3
    assert told_to("gemeente-a", arrival("ekc.referral.commands", NOT_SAMPLED)) is None


@pytest.mark.usefixtures("exporting")
async def test_decisions_take_the_trace_along_and_the_log_names_it(
    path: MessagePath, capsys: pytest.CaptureFixture[str]
) -> None:
    """The case, the correlation and the trace are on one line."""
    case = await path.case()
    await path.handle(await path.invitation(case, traceparent=SENT))

    (event,) = [one for one in await path.outbox(case) if one["type"].endswith("participant-invited.v1")]
    assert event["traceparent"].split("-")[1] == TRACE
    assert f"trace_id={TRACE}" in capsys.readouterr().out
    assert {one.name for one in SPANS.waiting if one.trace.id == TRACE} == {
        "process ekc.coordination.commands",
        "decide",
        "transaction",
    }


def lost() -> float:
    """Spans that nobody took."""
    return REGISTRY.get_sample_value("ekc_spans_lost_total") or 0.0


async def test_a_collector_that_is_away_takes_neither_time_nor_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it does not take is let go and counted, the oldest first."""
    monkeypatch.setattr("services.chassis.spans.AGAIN_SECONDS", 0.01)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    before = lost()
    settings = Settings(part="plan", environment="development", traces_endpoint="http://127.0.0.1:9")
    exporting = asyncio.create_task(SPANS.run(settings))
    for number in range(MOST + 10):
        SPANS.add(Span(str(number), Kind.INTERNAL, tracing.begun(), 0, 1, {}))
    assert len(SPANS.waiting) == MOST

    async with asyncio.timeout(10):
        while lost() - before < MOST + 10:  # noqa: ASYNC110 a counter has no event
            await asyncio.sleep(0.01)
    exporting.cancel()
    await asyncio.wait({exporting})

    assert (lost() - before, SPANS.on) == (MOST + 10, False)


def test_a_figure_names_a_trace_that_can_be_looked_up() -> None:
    """An exemplar; none where the trace is not exported."""
    assert metrics.example(tracing.told(SENT)) == {"trace_id": TRACE, "span_id": "00f067aa0ba902b7"}
    assert metrics.example(tracing.told(NOT_SAMPLED)) is None


def test_outside_development_traces_go_over_tls() -> None:
    """They hold no personal datum, and still are nobody else's."""
    assert any(
        "EKC_TRACES_ENDPOINT" in one
        for one in Settings(part="plan", environment="development", traces_endpoint="http://collector:4318").unsafe()
    )
