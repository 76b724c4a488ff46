"""Who may ask a service what: every command and fact with every role, in the case and out of it, here and elsewhere.

The desk looks first (`tests/desk/test_who_may.py`); this is what the service that decides says to whoever got past it.
"""

from typing import Any, get_args

import pytest
from pydantic import SecretStr

from contracts.base import Actor, Message, Role
from contracts.coordination import CoordinatorAssigned, CoordinatorReleased
from contracts.deciding import Given, Refused, WorkingDays
from contracts.notices import ChooseHowToBeTold, NoticeKind, ReportDelivery
from contracts.roles import OF_ANY_REGION, OF_NO_CASE, OF_WHO_HAD_IT, ROLES
from contracts.samples import message as sample
from contracts.telling import LEVELS
from services.chassis.decider import Service
from services.chassis.deciding import Decisions
from services.chassis.settings import Settings
from services.coordination.app import SERVICE as COORDINATION
from services.desk.app import SERVICE as DESK
from services.desk.commands.deliveries import DeliveryKnown, Seen
from services.plan.app import SERVICE as PLAN
from services.referral.app import SERVICE as REFERRAL
from tests.rules import coordination_cases, plan_cases, referral_cases
from tests.rules.coordination_cases import MONDAY

SERVICES: dict[str, Service] = {one.name: one for one in (REFERRAL, COORDINATION, PLAN, DESK)}
CHANGED = (
    CoordinatorReleased(coordinator="dora", reason="illness"),
    CoordinatorAssigned(coordinator="anna", round=1),
)
BEFORE = CoordinatorAssigned(coordinator="dora", round=1)
CASES: dict[str, Any] = {
    "referral": referral_cases.after(referral_cases.accepted(), BEFORE, *CHANGED, referral_cases.line()),
    "coordination": coordination_cases.given(*coordination_cases.accepted(), BEFORE, *CHANGED),
    "plan": plan_cases.given(*plan_cases.accepted()[:2], BEFORE, *CHANGED, plan_cases.bottom_line(), plan_cases.held()),
    "desk": Seen(),
}
"""A case of the region noord and the person mike, with a bottom line; its coordinator was dora, and is anna."""

IN_THE_CASE = {"anna", "mike", "worker-1"}
PEOPLE = (
    *(Actor(id=role, role=role) for role in get_args(Role) if role not in ("coordinator", "person-concerned")),
    *(Actor(id=f"{role}-of-{region}", role=role, region=region) for role in LEVELS for region in ("noord", "zuid")),
    *(Actor(id=name, role="coordinator", region="noord") for name in ("anna", "dora", "bert")),
    *(Actor(id=name, role="person-concerned", region="noord") for name in ("mike", "piet")),
    *(Actor(id=name, role="bottom-line-setter") for name in ("worker-1", "worker-2")),
)
FILLED = {"person": "mike", "asked_by": "mike", "setter": "worker-1", "bottom_line": "line-1"}
"""Ids of the case, for the fields of these names."""
OWN_WORDS = dict.fromkeys(("not-your-bottom-line", "never-had-the-case"), "not-your-case")
"""How a rule of its own says the same."""
KINDS = [kind for service in SERVICES for kind in ROLES[service]]


def asked(kind: type[Message], by: Actor) -> Message:
    """A message about the case."""
    if kind is ReportDelivery:
        known = {"kind": NoticeKind.INVITATION, "home": "noord", "coordinator": "anna"}
        return DeliveryKnown.model_validate({**sample(kind).model_dump(), **known})
    ids = {**FILLED, "coordinator": by.id if by.role == "coordinator" else "anna"}
    fields = {name: value for name, value in ids.items() if name in kind.model_fields}
    return sample(kind).model_copy(update=fields)


def said(kind: type[Message], by: Actor) -> str | None:
    """By which word the service refuses somebody who may not; `None` if the rest of the rules decide."""
    service = SERVICES[kind.service]
    decider = service.decider("case" if kind.stream == "case" else kind.stream, kind)
    assert decider is not None, kind
    state = CASES[kind.service] if decider.kind == "case" else decider.initial()
    settings = Settings.model_construct(part=service.name, mint_key=SecretStr("00" * 32))
    decisions = Decisions(service, settings, {}, WorkingDays(frozenset()))
    message = asked(kind, by)
    try:
        decisions.check_role(message, by)
        decisions.check_region(decider, state, message, by)
        decider.decide(state, message, Given(stream="case-1", message="m-1", at=MONDAY, by=by))
    except Refused as refused:
        word = OWN_WORDS.get(refused.reason, refused.reason)
        return word if word in ("not-allowed", "not-your-region", "not-your-case") else None
    except TypeError as error:
        if "No rule answers" not in str(error):  # otherwise it got past all this, and wants to be looked up first
            raise
    return None


def expected(kind: type[Message], by: Actor) -> str | None:
    """What the table says. An agency's own referrals, and who chooses how somebody is told, have rules of their own."""
    if by.role not in ROLES[kind.service][kind]:
        return "not-allowed"
    own_rule = kind is ChooseHowToBeTold or kind in OF_ANY_REGION
    if kind.stream == "case" and by.region == "zuid" and by.role in LEVELS and not own_rule:
        return "not-your-region"
    if kind in OF_NO_CASE or by.role in (*LEVELS, "operator", "agency"):
        return None
    had = by.id == "dora" and kind in OF_WHO_HAD_IT
    return None if by.id in IN_THE_CASE or had else "not-your-case"


@pytest.mark.parametrize("by", PEOPLE, ids=lambda by: f"{by.role} {by.id}")
def test_what_somebody_may_ask_is_what_the_table_says(by: Actor) -> None:
    """Each command and each fact: by role, by region, by whether they are in the case or were."""
    found = {kind.__name__: said(kind, by) for kind in KINDS}

    assert found == {kind.__name__: expected(kind, by) for kind in KINDS}
