"""Every Kafka topic: its name, who writes it, who reads it, how long it is kept."""

from dataclasses import dataclass, field

SERVICES = ("referral", "coordination", "plan", "privacy", "desk")
"""The services that own facts; each has the four topics below."""

PARTITIONS = 4
"""Of an internal topic. Never grows: a stream must stay in one partition."""

KEYS = "ekc.keys"
"""The key that agencies encrypt to. It is no secret: whoever is known to Kafka may read it."""

CHECKPOINTS = "ekc.privacy.checkpoints"
"""How far the access log is, signed: kept where nobody who can rewrite its tables can write."""

ANYBODY = "*"
"""As a reader: every user of Kafka."""

DAY_MS = 24 * 60 * 60 * 1000
HEARD_DAYS = 400
"""For so long agencies can read again what they heard: from a referral to a review a year later. It is about nobody."""


@dataclass(frozen=True)
class Topic:
    """A Kafka topic; `writers` and `readers` are the names of parts (or of the agency)."""

    name: str
    partitions: int
    config: dict[str, str] = field(hash=False)
    """What differs from the brokers' own settings; how many copies there are, and have to be in sync, is theirs."""
    writers: frozenset[str]
    readers: frozenset[str]


def commands(service: str) -> str:
    """What is asked of a service."""
    return f"ekc.{service}.commands"


def due(service: str) -> str:
    """What the process asks of a service; only the process may write it."""
    return f"ekc.{service}.due"


def events(service: str) -> str:
    """What a service decided, kept for ever."""
    return f"ekc.{service}.events"


def links(service: str) -> str:
    """What one stream of a service has to know of another one: nobody else reads it."""
    return f"ekc.{service}.links"


def dead_letters(service: str) -> str:
    """Announcements of messages that a service could not handle; the bodies stay in its table."""
    return f"ekc.{service}.dead-letters"


def inbound(agency: str) -> str:
    """What one agency publishes."""
    return f"ekc.in.{agency}"


def outbound(agency: str) -> str:
    """What one agency hears back."""
    return f"ekc.out.{agency}"


def agency_of(topic: str) -> str | None:
    """The agency whose inbound topic this is: a consumer learns who wrote a record from its topic alone."""
    return topic.removeprefix("ekc.in.") if topic.startswith("ekc.in.") else None


def _internal(service: str) -> tuple[Topic, ...]:
    inside = frozenset({*SERVICES, "workflows"})
    own = frozenset({service})
    kept = {"max.message.bytes": "1048576"}
    weeks = {**kept, "retention.ms": str(28 * DAY_MS)}
    return (
        Topic(commands(service), PARTITIONS, weeks, frozenset({"desk"}), own),
        Topic(due(service), PARTITIONS, weeks, frozenset({"workflows"}), own),
        Topic(events(service), PARTITIONS, {**kept, "retention.ms": "-1"}, own, inside),
        Topic(dead_letters(service), PARTITIONS, weeks, own, frozenset({"desk"})),
    )


def _of_referral() -> tuple[Topic, ...]:
    """Two cases that are the same tell each other what happened (R3)."""
    weeks = {"retention.ms": str(28 * DAY_MS)}
    own = frozenset({"referral"})
    return (Topic(links("referral"), PARTITIONS, weeks, own, own),)


def _of_workflows() -> tuple[Topic, ...]:
    """The bridge decides nothing; its dead letters are announced and replayed as everyone's are."""
    weeks = {"retention.ms": str(28 * DAY_MS)}
    desk, workflows = frozenset({"desk"}), frozenset({"workflows"})
    return (
        Topic(commands("workflows"), PARTITIONS, weeks, desk, workflows),
        Topic(dead_letters("workflows"), PARTITIONS, weeks, workflows, desk),
    )


def _of_privacy() -> tuple[Topic, ...]:
    """In one order, and for ever: a checkpoint that went missing is one that nobody can be held to (R33)."""
    own = frozenset({"privacy"})
    return (Topic(CHECKPOINTS, 1, {"retention.ms": "-1"}, own, own),)


def _of_agencies() -> tuple[Topic, ...]:
    """What all agencies read: the last word on it counts, so Kafka keeps that for ever, and nothing before it."""
    last_word = {"cleanup.policy": "compact", "retention.ms": "-1"}
    return (Topic(KEYS, 1, last_word, frozenset({"referral"}), frozenset({ANYBODY})),)


TOPICS: tuple[Topic, ...] = (
    *(topic for service in SERVICES for topic in _internal(service)),
    *_of_referral(),
    *_of_privacy(),
    *_of_agencies(),
    *_of_workflows(),
)


def agency_topics(agency: str) -> tuple[Topic, Topic]:
    """The two topics of one agency, of one partition each: nothing on them overtakes anything."""
    return (
        Topic(
            inbound(agency),
            1,
            {"retention.ms": str(14 * DAY_MS), "message.timestamp.type": "LogAppendTime"},
            frozenset({agency}),
            frozenset({"referral"}),
        ),
        Topic(
            outbound(agency),
            1,
            {"retention.ms": str(HEARD_DAYS * DAY_MS)},
            frozenset({"referral"}),
            frozenset({agency}),
        ),
    )
