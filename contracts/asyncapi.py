"""The AsyncAPI 3.0 document: channels are topics, operations say which part sends and which receives what."""

from typing import Any

from contracts import releases
from contracts.base import Inbound, Message
from contracts.catalogue import AGENCY, ALL_TOPICS, class_of, messages, short, summary, topics_of
from contracts.topics import ANYBODY, KEYS, Topic

type Node = dict[str, Any]

CONTENT_TYPE = "application/cloudevents+json"
SCHEMA_FORMAT = "application/schema+json;version=2020-12"
KAFKA_BINDING = "0.5.0"
ABOUT = (
    "Every message that the parts of the back office for Eigen Kracht-conferenties exchange, and what agencies publish "
    "and hear back. Each is a CloudEvent 1.0 (NL GOV profile) in structured mode; agencies may use binary mode too. "
    "Personal fields are sealed on every topic (`x-personal` in the schemas); what agencies send is encrypted to the "
    "organisation's key (JWE)."
)

OWNERS = {"agency": "referral", "notices": "desk", "operations": "chassis"}
"""Who answers for messages that are no single service's: who speaks with agencies, who tells people, what all share."""

CLOUD_EVENT: Node = {
    "contentType": CONTENT_TYPE,
    "bindings": {
        "kafka": {
            "key": {"type": "string", "description": "The event's `subject`; what agencies send needs none."},
            "bindingVersion": KAFKA_BINDING,
        }
    },
}
"""What all messages have in common."""


def document() -> Node:
    """The whole document."""
    carried = {topic.name: [kind for kind in messages() if topic.name in topics_of(kind)] for topic in ALL_TOPICS}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Eigen Kracht-conferenties: the published language",
            "version": releases.versions()[-1],
            "description": ABOUT,
            "license": {"name": "EUPL-1.2"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {channel_id(topic): channel(topic, carried[topic.name]) for topic in ALL_TOPICS},
        "operations": {name: node for topic in ALL_TOPICS for name, node in operations(topic).items()},
        "components": {
            "messages": {short(kind): message(kind) for kind in messages()},
            "messageTraits": {"cloudevent": CLOUD_EVENT},
        },
    }


def channel_id(topic: Topic) -> str:
    """`ekc.plan.events` -> `plan.events`; of an agency `in` and `out`."""
    return topic.name.removeprefix("ekc.").removesuffix(f".{AGENCY}")


def channel(topic: Topic, carried: list[type[Message]]) -> Node:
    """A topic: what it carries, who owns, writes and reads it, how long it is kept."""
    node: Node = {
        "address": topic.name,
        "description": f"Written by {words(topic.writers)}, read by {words(topic.readers)}. Kept {kept(topic)}.",
        "messages": {short(kind): {"$ref": f"#/components/messages/{short(kind)}"} for kind in carried},
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": {"retention.ms": int(topic.config["retention.ms"])},
                "bindingVersion": KAFKA_BINDING,
            }
        },
        "x-owner": owner(topic),
        "x-writers": parts(topic.writers),
        "x-readers": parts(topic.readers),
        "x-configuration": dict(sorted(topic.config.items())),
    }
    if AGENCY in topic.name:
        node["parameters"] = {"agency": {"description": "The name of the agency; the topic is its alone."}}
    return node


def operations(topic: Topic) -> dict[str, Node]:
    """What each part does with a topic: with every message that it carries."""
    return {
        f"{part}.{verb}.{channel_id(topic)}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{channel_id(topic)}"},
            "summary": f"{part} {verb} {topic.name}",
            "tags": [{"name": part}],
        }
        for action, verb, who in (("send", "writes", topic.writers), ("receive", "reads", topic.readers))
        for part in parts(who)
    }


def message(kind: type[Message]) -> Node:
    """A message, with its schema and its example beside this document."""
    node: Node = {
        "name": kind.type,
        "title": kind.__name__,
        "summary": summary(kind),
        "tags": [{"name": class_of(kind)}],
        "traits": [{"$ref": "#/components/messageTraits/cloudevent"}],
        "payload": {"schemaFormat": SCHEMA_FORMAT, "schema": {"$ref": f"./schemas/{kind.type}.json"}},
        "x-example": f"./examples/{kind.type}.json",
        "x-invalid": f"./examples/invalid/{kind.type}.json",
        **meeting(kind),
    }
    if kind.milestone:
        node["x-milestone"] = kind.milestone.value
    if kind.personal:
        node["x-personal"] = sorted({path.name for path in kind.personal})
    return node


def meeting(kind: type[Message]) -> Node:
    """Who answers for a message, who writes and reads it, under which key, for how long, and how it may change."""
    topics = [topic for topic in ALL_TOPICS if topic.name in topics_of(kind)]
    return {
        "x-owner": OWNERS.get(kind.service, kind.service),
        "x-producers": parts(frozenset().union(*(topic.writers for topic in topics))),
        "x-consumers": parts(frozenset().union(*(topic.readers for topic in topics))),
        "x-topics": [topic.name for topic in topics],
        "x-key": "none" if issubclass(kind, Inbound) else "subject",
        "x-retention": " or ".join(sorted({kept(topic) for topic in topics})),
        "x-compatibility": kind.compatibility.value,
    }


def owner(topic: Topic) -> str:
    """The service that answers for a topic: the one in its name; of what agencies write and read referral."""
    return "referral" if AGENCY in topic.name or topic.name == KEYS else topic.name.split(".")[1]


def parts(names: frozenset[str]) -> list[str]:
    """The names of parts in order; an agency, and whoever there is, is "agency"."""
    return sorted("agency" if name in (AGENCY, ANYBODY) else name for name in names)


def words(names: frozenset[str]) -> str:
    """The names in a sentence."""
    return ", ".join(parts(names))


def kept(topic: Topic) -> str:
    """How long a topic is kept, in words."""
    milliseconds = int(topic.config["retention.ms"])
    return "for ever" if milliseconds < 0 else f"{milliseconds // 86_400_000} days"
