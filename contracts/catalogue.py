"""Every message of the language, and the topics that it travels on."""

from contracts import (
    access,
    agency,
    break_glass,
    coordination,
    erasure,
    notices,
    operations,
    plan,
    privacy,
    referral,
    rights,
    topics,
)
from contracts.base import MESSAGES, Command, DueNow, Event, Fact, Inbound, Message, Outbound
from contracts.roles import ROLES

__all__ = ["MESSAGES"]

MODULES = (access, agency, break_glass, coordination, erasure, notices, operations, plan, privacy, referral, rights)
"""Where messages are defined: importing them fills `MESSAGES`."""

AGENCY = "{agency}"
"""Stands for the name of an agency in a topic."""

PARTS = (*topics.SERVICES, "workflows")
"""Whoever has a message path: the services and the bridge."""

TELL_PEOPLE = ("referral", "coordination", "plan", "privacy")
"""The services that say who is to be told what."""

SHARED: dict[type[Message], tuple[str, ...]] = {
    agency.KeysPublished: (topics.KEYS,),
    access.CheckpointSigned: (topics.CHECKPOINTS,),
    referral.LinkTold: (topics.links("referral"),),
    notices.NoticeDue: tuple(map(topics.events, TELL_PEOPLE)),
    operations.CommandRefused: tuple(map(topics.events, topics.SERVICES)),
    operations.CommandRejected: tuple(map(topics.events, topics.SERVICES)),
    operations.DeadLetterAnnounced: tuple(map(topics.dead_letters, PARTS)),
    **dict.fromkeys(ROLES["operations"], tuple(map(topics.commands, PARTS))),
    operations.DayTurned: tuple(map(topics.due, topics.SERVICES)),
}
"""Messages that are the same for several services (the topic says whose they are), or with a topic of their own."""


def messages() -> tuple[type[Message], ...]:
    """Every message, by type."""
    return tuple(MESSAGES[name] for name in sorted(MESSAGES) if MESSAGES[name].__module__.startswith("contracts."))


def topics_of(kind: type[Message]) -> tuple[str, ...]:
    """The topics that a message travels on.

    Raises:
        LookupError: it is of no class that has a topic.
    """
    if kind in SHARED:
        return SHARED[kind]
    by_class = {
        Command: topics.commands(kind.service),
        Fact: topics.commands(kind.service),
        DueNow: topics.due(kind.service),
        Event: topics.events(kind.service),
        Inbound: topics.inbound(AGENCY),
        Outbound: topics.outbound(AGENCY),
    }
    for base, topic in by_class.items():
        if issubclass(kind, base):
            return (topic,)
    raise LookupError(f"{kind.__name__} has no topic: derive it from one of the classes of messages.")


def class_of(kind: type[Message]) -> str:
    """Which class of messages it is of, as one word."""
    for base in (Command, Fact, DueNow, Event, Inbound, Outbound):
        if issubclass(kind, base):
            return base.__name__.lower()
    return "answer"


def short(kind: type[Message]) -> str:
    """The type without the namespace that all share: `plan.agree-plan.v1`."""
    return kind.type.removeprefix("nl.eigenkrachtconferenties.")


def summary(kind: type[Message]) -> str:
    """The first paragraph of what the class says of itself."""
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split())


ALL_TOPICS = (*topics.TOPICS, *topics.agency_topics(AGENCY))
"""Every topic, those of agencies once."""
