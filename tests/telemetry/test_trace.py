"""One trace follows a message through all parts of the running platform, and says nothing about anybody."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from secrets import token_hex

import pytest
from pydantic_core import to_json

from contracts import topics
from deploy.local import Platform, owned
from services.chassis.spans import ATTRIBUTES
from tests.bench.agency import ASKING, Agency, Line, connected
from tests.faults.load import Load
from tests.platform import relieve, session
from tests.telemetry.collector import Collector, Seen, collecting

pytestmark = [pytest.mark.long, pytest.mark.servers]
SECONDS = 60
EVERYWHERE = {
    ("referral", "decide"),
    ("referral", "transaction"),
    ("referral", "send ekc.referral.events"),
    ("coordination", "process ekc.referral.events"),
    ("privacy", "process ekc.referral.events"),
    ("desk", "process ekc.referral.events"),
    ("workflows", "process ekc.referral.events"),
    ("workflows", "signal ConferenceCase"),
}
"""Where a referral is heard of, beside the status."""
AROUND_THE_PROCESS = {
    ("referral", "process ekc.referral.commands"),
    ("workflows", "process ekc.referral.events"),
    ("workflows", "signal ConferenceCase"),
    ("workflows", "send ekc.coordination.due"),
    ("coordination", "process ekc.coordination.due"),
    ("coordination", "decide"),
    ("coordination", "send ekc.coordination.events"),
}
"""What an accepted case brings about, until it is offered to a coordinator."""
FROM_THE_DESK = {
    ("desk", "send ekc.referral.commands"),
    ("privacy", "POST /keys/create"),
    ("referral", "process ekc.referral.commands"),
    ("referral", "decide"),
}
"""What somebody brings about who sends a command to the desk."""


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    """Who is told all traces."""
    with collecting() as listening:
        yield listening


@pytest.fixture(scope="module")
def traced(collector: Collector) -> Iterator[Platform]:
    """A platform that exports every trace."""
    with pytest.MonkeyPatch.context() as patch, session() as own:
        patch.setenv("EKC_TRACES_ENDPOINT", collector.address)
        patch.setenv("EKC_TRACES_RATIO", "1")
        own.start()
        relieve(own)
        yield own


@pytest.fixture
async def agency(traced: Platform) -> AsyncIterator[Line]:
    """An agency's own system, connected."""
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(connected(traced, Agency.of(traced, ASKING)))


def names(spans: list[Seen]) -> set[tuple[str, str]]:
    """Who did what."""
    return {(one.part, one.name) for one in spans}


def chain(spans: list[Seen], part: str, name: str) -> list[str]:
    """From what was done back to where the trace begins, or to what somebody outside did."""
    by_id = {one.span: one for one in spans}
    (one,) = (one for one in spans if (one.part, one.name) == (part, name))
    found = [one.name]
    while one.parent in by_id:
        one = by_id[one.parent]
        found.append(one.name)
    return found


def until(collector: Collector, trace: str, told: Callable[[list[Seen]], bool]) -> list[Seen]:
    """The spans of a trace, once something was told of it."""
    owned.wait_until(lambda: told(collector.of(trace)), SECONDS)
    return collector.of(trace)


async def test_a_trace_goes_from_an_agencys_message_to_its_first_status(agency: Line, collector: Collector) -> None:
    """The agency began it, and hears it back with the status; the process of its case is in it too."""
    trace, span = token_hex(16), token_hex(8)
    event = {**agency.agency.event(), "traceparent": f"00-{trace}-{span}-01"}
    await agency.producer.send_and_wait(topics.inbound(ASKING), to_json(event))

    answer = (await agency.consumer.getone()).value
    inbound, outbound = topics.inbound(ASKING), topics.outbound(ASKING)
    spans = until(collector, trace, lambda told: names(told) >= EVERYWHERE)

    assert f'"traceparent":"00-{trace}-'.encode() in answer
    assert chain(spans, "referral", f"send {outbound}") == [f"send {outbound}", f"process {inbound}"]
    assert {one.parent for one in spans if one.name == f"process {inbound}"} == {span}


async def test_a_trace_goes_through_the_process_to_what_it_asks_for(traced: Platform, collector: Collector) -> None:
    """Accepting a case is a milestone; the process asks for a coordinator, and whoever is found is offered the case."""
    async with Load(traced, 1, twice=False) as load:
        load.begin(1)
        await load.finished()
        hidden = {load.region, *load.sent, *(one for life in load.lives for one in (*life.subjects, life.workflow))}

    owned.wait_until(lambda: any(one.name == "ask ConferenceCase" and one.parent for one in collector.spans), SECONDS)
    asked = next(one for one in collector.spans if one.name == "ask ConferenceCase" and one.parent)
    spans = until(collector, asked.trace, lambda told: names(told) >= AROUND_THE_PROCESS)

    assert chain(spans, "coordination", "process ekc.coordination.due") == [
        "process ekc.coordination.due",
        "ask ConferenceCase",
        "signal ConferenceCase",
        "process ekc.referral.events",
        "process ekc.referral.commands",
    ]
    (at_the_desk,) = (one for one in collector.spans if one.name == "POST /commands")
    of_people = until(collector, at_the_desk.trace, lambda told: names(told) >= FROM_THE_DESK)
    assert chain(of_people, "referral", "process ekc.referral.commands")[-1] == "POST /commands"
    assert {one for one in hidden if any(one.encode() in body for body in collector.bodies)} == set()


async def test_spans_say_nothing_but_what_is_declared(agency: Line, collector: Collector) -> None:
    """Words of fixed lists, numbers, and names of topics; no word of whoever it is about."""
    canary = f"canary-{token_hex(6)}"
    person = {"name": canary, "birth_date": "1961-02-03", "contact": f"{canary}@example.test"}
    trace = token_hex(16)
    event = agency.agency.event(persons=[person], reference=canary)
    sent = {**event, "id": canary, "traceparent": f"00-{trace}-{token_hex(8)}-01"}
    await agency.producer.send_and_wait(topics.inbound(ASKING), to_json(sent))
    until(collector, trace, lambda told: ("desk", "process ekc.referral.events") in names(told))

    assert {key for one in collector.spans for key in one.said} <= ATTRIBUTES
    assert not any(canary.encode() in body for body in collector.bodies)


async def test_a_batch_has_links_to_what_it_handled(agency: Line, collector: Collector) -> None:
    """In a trace of its own: a batch belongs to many."""
    trace = token_hex(16)
    event = {**agency.agency.event(), "traceparent": f"00-{trace}-{token_hex(8)}-01"}
    await agency.producer.send_and_wait(topics.inbound(ASKING), to_json(event))
    spans = until(collector, trace, lambda told: ("referral", "decide") in names(told))
    batches = [one for one in collector.spans if one.name == "process batch" and trace in one.links]

    assert batches
    assert {one.trace for one in batches} >= {link for one in spans if one.part == "referral" for link in one.links}
