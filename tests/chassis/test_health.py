"""What a part says of itself over HTTP."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.chassis import metrics, tracing
from services.chassis.http import NOT_YET, answers_from_now_on, health_app

STATE = {"ready": True, "lag": 7, "outbox": 2, "outbox_oldest_seconds": 1.5}
FIGURES = {
    "outage": True,
    "outbox_oldest_seconds": 1.5,
    "lag_records": {"ekc.in.gemeente-a": 7},
    "dead": {("0a1b2c3d", "ekc.in.gemeente-a", "not-json", "dead"): 3},
}


async def ask(path: str, state: Mapping[str, Any] | None, accept: str = "*/*") -> httpx.Response:
    """Ask a part that knows this of itself, or that cannot know it now."""

    async def readiness() -> Mapping[str, Any]:
        if state is None:
            raise ConnectionError
        return state

    async def figures() -> Mapping[str, Any]:
        return FIGURES

    async def case(_request: Request) -> Response:
        return Response("here")

    transport = httpx.ASGITransport(health_app(readiness, [Route("/cases/{case}", case)], figures))
    async with httpx.AsyncClient(transport=transport, base_url="http://part") as client:
        return await client.get(path, headers={"accept": accept})


async def test_a_part_that_cannot_work_says_so_and_why() -> None:
    """`/readyz` is 503 while something that the part needs is away; `/healthz` is not: a restart would not help."""
    answer = await ask("/readyz", None)

    assert (answer.status_code, answer.json()) == (503, {"ready": False, "why": "ConnectionError"})
    assert (await ask("/healthz", None)).status_code == 200
    assert "ekc_ready 0.0" in (await ask("/metrics", None)).text


async def test_a_part_that_works_says_how_far_it_is() -> None:
    """Its lag and its outbox are in the answer."""
    assert (await ask("/readyz", STATE)).json() == STATE
    assert "ekc_ready 1.0" in (await ask("/metrics", STATE)).text


async def test_whoever_asks_too_early_is_to_ask_again() -> None:
    """Until a part has all its routes it asks for patience, and `/startedz` says whether it still does."""

    async def here(_request: Request) -> Response:
        return Response("here")

    async def readiness() -> Mapping[str, Any]:
        return STATE

    app = health_app(readiness, [NOT_YET])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://part") as client:
        early = {path: await client.get(path) for path in ("/cases", "/startedz")}
        answers_from_now_on(app, [Route("/cases", here)])
        later = {path: (await client.get(path)).status_code for path in ("/cases", "/startedz")}

    assert {(one.status_code, one.headers["retry-after"]) for one in early.values()} == {(503, "1")}
    assert later == {"/cases": 200, "/startedz": 200}


async def test_figures_are_told_by_topic_and_what_is_not_known_is_left_out() -> None:
    """A 0 in its place would read as if all were well."""
    told = (await ask("/metrics", STATE)).text.splitlines()

    assert "ekc_outage 1.0" in told
    assert "ekc_outbox_oldest_seconds 1.5" in told
    assert 'ekc_lag_records{topic="ekc.in.gemeente-a"} 7.0' in told
    labels = 'fingerprint="0a1b2c3d",reason="not-json",state="dead",topic="ekc.in.gemeente-a"'
    assert f"ekc_dead_letters{{{labels}}} 3.0" in told
    assert not any(line.startswith("ekc_held_messages") for line in told)


async def test_answers_are_timed_by_route_and_no_id_is_a_label() -> None:
    """A path that is not there is one of all that are not there."""
    await ask("/cases/case-of-els", STATE)
    await ask("/case-of-els", STATE)

    told = (await ask("/metrics", STATE)).text
    of_route = 'http_request_method="GET",http_response_status_code="200",http_route="/cases/{case}"'
    assert f"http_server_request_duration_seconds_count{{{of_route}}} 1.0" in told
    assert "case-of-els" not in told


async def test_whoever_asks_for_openmetrics_gets_traces_beside_figures() -> None:
    """An exemplar: a step that was late, and where to look it up. The usual format has no place for it."""
    trace = tracing.begun()
    metrics.delayed(datetime.now(UTC) - timedelta(seconds=400), datetime.now(UTC), trace)

    answer = await ask("/metrics", STATE, "application/openmetrics-text; version=1.0.0")

    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert answer.text.endswith("# EOF\n")
    (bucket,) = [line for line in answer.text.splitlines() if trace.id in line]
    assert bucket.startswith('ekc_step_delay_seconds_bucket{le="900.0"}')
    assert trace.id not in (await ask("/metrics", STATE)).text
