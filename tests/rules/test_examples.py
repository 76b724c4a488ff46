"""The example of each message is tried: whoever decides about it says yes or says no, as a rule, and never stumbles."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.base import Actor, Command, DueNow, Event, Fact, Message, Role
from contracts.catalogue import messages
from contracts.deciding import Given, Refused
from contracts.roles import ROLES
from contracts.samples import message as example
from services.chassis.decider import Decider
from services.coordination.app import SERVICE as COORDINATION
from services.plan.app import SERVICE as PLAN
from services.privacy.app import SERVICE as PRIVACY
from services.referral.app import SERVICE as REFERRAL

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DECIDERS = [
    (service.name, decider) for service in (REFERRAL, COORDINATION, PLAN, PRIVACY) for decider in service.deciders
]
HANDLED = [
    pytest.param(decider, kind, id=f"{name}-{decider.kind}-{kind.__name__}")
    for name, decider in DECIDERS
    for kind in sorted(decider.handles, key=lambda kind: kind.type)
]
ASKED = {kind for kind in messages() if issubclass(kind, Command | Fact | DueNow)}
BY_THE_CHASSIS = {"operations", "desk"}
"""What these ask is not decided about by the rules of a case."""


def whoever_may(kind: type[Message]) -> Actor:
    """Somebody in whose role the message may be sent."""
    roles: frozenset[Role] = next((may[kind] for may in ROLES.values() if kind in may), frozenset())
    role = "regional-manager" if "regional-manager" in roles else min(roles, default="process")
    return Actor(id="somebody", role=role, region="noord")


def looked_up(kind: type[Message]) -> type[Message]:
    """The message as the rules get it: with what the service looks up first, where it does."""
    return next(iter(kind.__subclasses__()), kind)


@pytest.mark.parametrize(("decider", "kind"), HANDLED)
def test_an_example_is_decided_about_or_refused_by_a_rule(decider: Decider[Any], kind: type[Message]) -> None:
    """Even of a case of which nothing is known: a refusal has its code, its sentence and its rule."""
    state, message = decider.initial(), example(looked_up(kind))
    given = Given(stream="case-1", message="m-1", at=MONDAY, by=whoever_may(kind))
    refused: Refused | None = None
    if isinstance(message, Event):
        state = decider.evolve(state, message)

    try:
        events = list(decider.decide(state, message, given))
    except Refused as no:
        refused, events = no, []
    for event in events:
        state = decider.evolve(state, event)

    if refused:
        assert isinstance(message, Command)
        assert refused.reason
        assert refused.text.endswith(".")
        assert refused.rule.startswith("R")


def test_every_message_that_asks_something_is_decided_about_by_somebody() -> None:
    """No command, no fact and nothing due goes unheard."""
    decided = {kind for _, decider in DECIDERS for kind in decider.handles}

    assert {kind for kind in ASKED if kind.service not in BY_THE_CHASSIS} - decided == set()
