"""Surprises: any command or fact about a case, at any moment, from anybody; also those that nobody plays yet."""

from contracts.base import MESSAGES, Actor, Command, Fact, Message, Role
from contracts.catalogue import MESSAGES as CATALOGUE
from contracts.invented import SAME
from contracts.roles import ROLES
from contracts.samples import message as example
from contracts.samples import opaque
from tests.world.chance import Chance
from tests.world.known import Known
from tests.world.people import COORDINATORS, Act, Cast

_ = MESSAGES
KINDS = tuple(
    sorted(
        (
            kind
            for kind in CATALOGUE.values()
            if issubclass(kind, Command | Fact)
            and kind.service in ("referral", "coordination", "plan", "desk")
            and kind.stream in ("case", "complaint")
        ),
        key=lambda kind: kind.type,
    )
)
EXAMPLES = {kind: example(kind).model_dump(mode="json", exclude_none=True) for kind in KINDS}
ANYBODY: tuple[Role, ...] = ("person-concerned", "regional-manager", "region-lead", "coordinator", "bottom-line-setter")
WORDS = (
    "participant",
    "person",
    "holder",
    "setter",
    "coordinator",
    "bottom_line",
    "referral",
    "giver",
    "offer",
    "session",
    "recipient",
    "case",
)
WORDS_OF = {opaque(word): word for word in (*WORDS, *SAME, *SAME.values(), "question", "action", "plan", "referrer")}
"""What the ids of the examples stand for."""


def surprise(people: Cast, k: Known, chance: Chance) -> Act:
    """One message, filled with ids of the case, by somebody who may or may not."""
    kind = chance.one_of(KINDS, "kind")
    pools = ids(people, k)
    filled = fill(EXAMPLES[kind], pools, chance)
    allowed = sorted(ROLES[kind.service].get(kind, ()))
    role = chance.one_of(allowed, "role") if allowed and chance.often(0.8, "allowed") else chance.one_of(ANYBODY, "any")
    return kind.model_validate(filled), actor(people, k, role, chance)


def actor(people: Cast, k: Known, role: Role, chance: Chance) -> Actor:
    """Somebody in that role; of another region, or of another case, now and then."""
    names = {
        "person-concerned": tuple(people.persons),
        "coordinator": (k.coordinator or COORDINATORS[0], chance.one_of(COORDINATORS, "other")),
        "bottom-line-setter": (people.setter or f"{people.case}-worker",),
    }
    region = "zuid" if chance.often(0.1, "elsewhere") else people.region
    return Actor(id=chance.one_of(names.get(role, ("manager-1", "manager-2")), "who"), role=role, region=region)


def ids(people: Cast, k: Known) -> dict[str, tuple[str, ...]]:
    """The ids of the case that a word can stand for."""
    plan = k.plan
    return {
        "participant": (*people.circle, *people.persons),
        "person": tuple(people.persons),
        "recipient": (*people.circle, *people.persons),
        "case": (people.case,),
        "holder": tuple(name for several in people.holders.values() for name in several),
        "setter": (people.setter or f"{people.case}-worker",),
        "coordinator": COORDINATORS,
        "bottom_line": tuple(k.lines) or (f"{people.case}-line",),
        "referral": (*k.referrals, f"{people.case}-r2"),
        "referrer": (people.referrer.referrer,),
        "giver": (people.giver or f"{people.case}-nurse",),
        "offer": (k.offer.offer,) if k.offer else ("none",),
        "session": (k.session.session,) if k.session else (f"{people.case}-s0",),
        "question": k.questions or ("q0",),
        "action": tuple(one.action for one in plan.actions) if plan else ("a0",),
    }


def fill(value: object, pools: dict[str, tuple[str, ...]], chance: Chance, at: str = "") -> object:
    """A part of an example with ids of this case."""
    if isinstance(value, dict):
        return {name: fill(inner, pools, chance, f"{at}.{name}") for name, inner in value.items()}
    if isinstance(value, list):
        return [fill(inner, pools, chance, f"{at}.{number}") for number, inner in enumerate(value)]
    if isinstance(value, str) and WORDS_OF.get(value) in pools:
        return chance.one_of(pools[WORDS_OF[value]], f"id{at}")
    return value


def name_of(message: Message) -> str:
    """`nl.….coordination.invite-participant.v1` -> `coordination.invite-participant`."""
    return ".".join(message.type.split(".")[-3:-1])
