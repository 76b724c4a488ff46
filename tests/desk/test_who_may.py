"""Who may ask the desk what: every route and every command, with every role, own case and other, region and not."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi.routing import APIRoute

from contracts.base import Actor, Message
from contracts.coordination import CoordinatorAssigned, CoordinatorReleased
from contracts.referral import BottomLineSet
from contracts.roles import OF_ANY_REGION, OF_NO_CASE, ROLES
from contracts.telling import LEVELS
from services.desk.api.app import api
from services.desk.api.routes import ROUTES
from services.desk.commands.allowed import NotAllowed, check
from tests.desk.cases import CASE, in_preparation
from tests.desk.house import House
from tests.desk.issuer import GROUPS, PEOPLE, tokens

ROLE = {name: GROUPS.known[group].role for name, (_, group) in PEOPLE.items()}
REGION = {name: GROUPS.known[group].region for name, (_, group) in PEOPLE.items()}
KINDS = [kind for kinds in ROLES.values() for kind in kinds]


def routes(house: House) -> Iterator[tuple[str, str]]:
    """Every route of the API."""
    yield from walked(api(house.desk, tokens()).routes)


def walked(found: Sequence[object]) -> Iterator[tuple[str, str]]:
    """The routes, also those of the routers among them."""
    for route in found:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from walked(inner.routes)
        else:
            assert isinstance(route, APIRoute), route
            yield from ((method, route.path) for method in sorted(route.methods or ()))


def filled(path: str) -> str:
    """A path with ids in it."""
    return path.replace("{case}", CASE).replace("{command}", "none").replace("{notice}", "n").replace("{letter}", "l")


async def test_no_route_answers_somebody_who_is_not_signed_in(house: House) -> None:
    """Not even with what the API is."""
    async with house.client("nobody") as client:
        for method, path in routes(house):
            answer = await client.request(method, filled(path))
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), path


async def test_every_route_is_for_the_roles_of_its_line_and_for_no_others(house: House) -> None:
    """A route without a line is for nobody."""
    assert {f"{method} {path}" for method, path in routes(house)} == set(ROUTES)
    for name in PEOPLE:
        async with house.client(name) as client:
            for method, path in routes(house):
                answer = await client.request(method, filled(path))
                told = answer.status_code == 403 and f"The role {ROLE[name]} may not do this." in answer.text
                assert told == (ROLE[name] not in ROUTES[f"{method} {path}"]), (name, method, path)


SEES = {"manager", "lead", "lead-of-noord", "operator", "coordinator"}
"""Who sees the case: its region's staff, whoever sees all, its coordinator."""
READS = SEES - {"operator"}


async def test_a_case_is_seen_by_its_own_and_sounds_like_none_to_others(house: House) -> None:
    """Region and assignment, for each way to look at it; names and texts for those who need them."""
    await in_preparation(house)
    for name in PEOPLE:
        refused = 404 if ROLE[name] in ROUTES["GET /cases/{case}"] else 403
        async with house.client(name) as client:
            for path in ("", "/timeline", "/why", "/notices"):
                status = (await client.get(f"/cases/{CASE}{path}")).status_code
                assert status == (200 if name in SEES else refused), (name, path)
            for path in ("?personal=true&purpose=a+call", "/notices?texts=true&purpose=a+call"):
                status = (await client.get(f"/cases/{CASE}{path}")).status_code
                assert status == (200 if name in READS else 403 if name in SEES else refused), (name, path)
            listed = await client.get("/cases")
        assert listed.status_code == 403 or bool(listed.json()["cases"]) == (name in SEES), name


IN_THE_CASE = {"coordinator", "setter", "person"}


def expected(kind: type[Message], name: str, *, known: bool) -> str | None:
    """What the table says: by which word somebody is refused, if at all."""
    if ROLE[name] not in ROLES[kind.service][kind]:
        return "not-allowed"
    if not known:
        return None
    if kind in OF_ANY_REGION:
        return None
    if ROLE[name] in LEVELS:
        return "not-your-region" if REGION[name] not in (None, "noord") else None
    return None if kind in OF_NO_CASE or name in IN_THE_CASE or ROLE[name] == "operator" else "not-your-case"


async def with_everybody(house: House) -> None:
    """The case, with a bottom line."""
    await in_preparation(house)
    line = {"bottom_line": "line-1", "version": 1, "text": "Not there", "ground": "safety", "mandate": "court"}
    setter = {"setter": "worker-1", "setter_name": "Somebody"}
    await house.happened(CASE, BottomLineSet.model_validate({**line, **setter}))


def kind_named(name: str) -> type[Message]:
    """`claim-work` -> `ClaimWork`."""
    return next(kind for kind in KINDS if kind.type.endswith(f".{name}.v1"))


async def said(house: House, kind: type[Message], name: str, stream: str) -> str | None:
    """By which word the desk refuses it."""
    actor = Actor(id=PEOPLE[name][0], role=ROLE[name], region=REGION[name])
    try:
        await check(house.desk.pool, kind, stream, actor)
    except NotAllowed as refused:
        return refused.reason
    return None


async def test_every_command_is_asked_for_by_the_roles_of_the_table_in_their_own_cases(house: House) -> None:
    """Each command and each fact with each role, of the region and of another, in the case and out of it."""
    await with_everybody(house)

    found = {(kind, name): await said(house, kind, name, CASE) for kind in KINDS for name in PEOPLE}

    assert found == {(kind, name): expected(kind, name, known=True) for kind in KINDS for name in PEOPLE}


async def test_of_a_case_that_the_desk_has_not_heard_of_its_service_decides(house: House) -> None:
    """The role counts all the same."""
    for kind in KINDS:
        for name in ("stranger", "manager-of-zuid", "setter"):
            assert await said(house, kind, name, "case-9") == expected(kind, name, known=False), (kind, name)


async def test_who_had_the_case_tells_what_happened_and_claims_hours_and_no_more(house: House) -> None:
    """R39, R42: the coordinator who was replaced."""
    await with_everybody(house)
    replaced = CoordinatorReleased(coordinator="coordinator-1", reason="illness")
    await house.happened(CASE, replaced, CoordinatorAssigned(coordinator="coordinator-2", round=1))

    assert await said(house, kind_named("record-conference"), "coordinator", CASE) is None
    assert await said(house, kind_named("claim-work"), "coordinator", CASE) is None
    assert await said(house, kind_named("invite-participant"), "coordinator", CASE) == "not-your-case"
    assert await said(house, kind_named("invite-participant"), "stranger", CASE) is None


async def test_what_is_not_allowed_is_not_taken_in(house: House) -> None:
    """403, with the word that the service would say, and nothing is published."""
    await with_everybody(house)
    invite: dict[str, Any] = {
        "type": "coordination.invite-participant",
        "subject": CASE,
        "data": {"participant": "new:els", "name": "Els", "role": "aunt"},
    }

    refused = {name: await house.command(name, **invite) for name in ("operator", "manager-of-zuid", "stranger")}

    reasons = {name: (answer.status_code, answer.json()["type"]) for name, answer in refused.items()}
    assert reasons == {
        "operator": (403, "urn:ekc:problem:not-allowed"),
        "manager-of-zuid": (403, "urn:ekc:problem:not-your-region"),
        "stranger": (403, "urn:ekc:problem:not-your-case"),
    }
    assert await house.outbox() == []


async def test_what_came_of_a_command_is_told_to_whoever_asked(house: House) -> None:
    """To everybody else there is no such command."""
    await in_preparation(house)
    invite = {"participant": "new:els", "name": "Els", "role": "aunt"}
    await house.command(type="coordination.invite-participant", subject=CASE, data=invite, id="ask-1")

    for name, status in (("manager", 200), ("lead", 404), ("coordinator", 404)):
        async with house.client(name) as client:
            assert (await client.get("/commands/ask-1")).status_code == status
