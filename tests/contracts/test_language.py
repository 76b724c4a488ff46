"""The language as a whole: names, topics, who may write and who may read."""

import re
import subprocess
import sys

import pytest

from contracts.agency import (
    CorrectionTaken,
    InformationAsked,
    KeysPublished,
    MessageRejected,
    MessageRejectedV2,
    Place,
    ReferralSubmitted,
    StatusChanged,
)
from contracts.base import MESSAGES, Command, DueNow, Event, Fact, Inbound, Message, Outbound
from contracts.catalogue import AGENCY, ALL_TOPICS, messages, topics_of
from contracts.envelope import Envelope
from contracts.process import SERVICES as DUE_SERVICES
from contracts.process import Due, Milestone
from contracts.sentences import Sentences
from contracts.topics import ANYBODY, KEYS, SERVICES, agency_of, agency_topics, inbound

TYPE = re.compile(r"nl\.eigenkrachtconferenties\.((?P<service>[a-z]+)\.)?[a-z]+(-[a-z]+)*\.v[1-9][0-9]*")
ATTRIBUTE = re.compile(r"[a-z0-9]{1,20}")
BY_NAME = {topic.name: topic for topic in ALL_TOPICS}
AGENCIES_HEAR: dict[type[Message], set[str]] = {
    StatusChanged: {"message", "offset", "status", "reason", "since", "sentences"},
    CorrectionTaken: {"message", "offset", "since", "sentences"},
    InformationAsked: {"since", "conference", "by", "sentences"},
    MessageRejected: {"message", "topic", "offset", "problem", "problem_type", "title", "detail", "errors"},
    MessageRejectedV2: {"message", "topic", "offset", "problem_type", "title", "detail", "errors"},
}
"""All that leaves for an agency, and every field of it."""


def only(part: str) -> frozenset[str]:
    """Nobody else."""
    return frozenset({part})


def test_a_type_is_reverse_domain_with_one_version() -> None:
    """NL GOV profile: by domain, what happened or is asked, one `vN` at the end; agencies' types name no service."""
    for kind in messages():
        found = TYPE.fullmatch(kind.type)
        assert found, kind.type
        assert found["service"] == (None if issubclass(kind, Inbound | Outbound) else kind.service)


def test_the_name_of_an_attribute_is_short_and_plain() -> None:
    """NL GOV profile: `[a-z0-9]`, at most 20 characters."""
    assert all(ATTRIBUTE.fullmatch(name) for name in Envelope.model_fields)


def test_every_message_has_a_topic_that_somebody_writes_and_reads() -> None:
    """And the topic is one that exists."""
    for kind in messages():
        assert topics_of(kind)
        assert all(BY_NAME[name].writers and BY_NAME[name].readers for name in topics_of(kind)), kind


@pytest.mark.parametrize(("base", "writer"), [(Command, "desk"), (Fact, "desk"), (DueNow, "workflows")])
def test_what_is_asked_of_a_service_only_it_reads(base: type[Message], writer: str) -> None:
    """Commands and facts come from the desk, what is due from the process."""
    for name in {name for kind in messages() if issubclass(kind, base) for name in topics_of(kind)}:
        assert (BY_NAME[name].writers, BY_NAME[name].readers) == (only(writer), only(name.split(".")[1]))


def test_what_a_service_decided_only_it_writes_and_all_inside_read() -> None:
    """An event comes from the service that decided it; what two linked cases tell each other only it reads (R3)."""
    for name in {name for kind in messages() if issubclass(kind, Event) for name in topics_of(kind)}:
        assert BY_NAME[name].writers == only(name.split(".")[1])
        inside = {*SERVICES, "workflows"} if name.endswith(".events") else only(name.split(".")[1])
        assert BY_NAME[name].readers == inside


def test_an_agency_reaches_nothing_but_its_own_two_topics() -> None:
    """Promise 6: it writes one and reads the other, and nobody else's; the public key all of them read."""
    inside = [topic for topic in ALL_TOPICS if AGENCY not in topic.name and topic.name != KEYS]
    incoming, outgoing = agency_topics("voorbeeldstad")

    assert not any({AGENCY, ANYBODY} & (topic.writers | topic.readers) for topic in inside)
    assert topics_of(KeysPublished) == (KEYS,)
    assert (BY_NAME[KEYS].writers, BY_NAME[KEYS].readers) == (only("referral"), only(ANYBODY))
    assert (incoming.writers, incoming.readers) == (only("voorbeeldstad"), only("referral"))
    assert (outgoing.writers, outgoing.readers) == (only("referral"), only("voorbeeldstad"))
    assert (agency_of(incoming.name), agency_of(outgoing.name)) == ("voorbeeldstad", None)


def test_what_agencies_send_is_in_one_order() -> None:
    """A correction cannot overtake its referral; the time is Kafka's own; it is not kept for ever."""
    incoming, _ = agency_topics("voorbeeldstad")

    assert incoming.partitions == 1
    assert incoming.config["message.timestamp.type"] == "LogAppendTime"
    assert int(incoming.config["retention.ms"]) > 0


@pytest.mark.parametrize("service", SERVICES)
def test_events_are_kept_for_ever_and_nothing_else_is(service: str) -> None:
    """Facts stay; what was asked has had its effect, which is kept as an event."""
    for what in ("commands", "due", "dead-letters", "events"):
        retention = int(BY_NAME[f"ekc.{service}.{what}"].config["retention.ms"])
        assert (retention < 0) == (what == "events")


def test_an_agency_hears_status_only() -> None:
    """R30: nothing else leaves, and nothing of it is free text, a name or a question."""
    outgoing = {kind for kind in messages() if issubclass(kind, Outbound)} - {KeysPublished}

    assert {kind: set(kind.model_fields) for kind in outgoing} == AGENCIES_HEAR
    assert (set(Sentences.model_fields), set(Place.model_fields)) == ({"nl", "en"}, {"pointer", "attribute", "detail"})
    assert topics_of(ReferralSubmitted) == (inbound(AGENCY),)


@pytest.mark.parametrize("due", Due)
def test_what_the_process_asks_for_exists(due: Due) -> None:
    """Each has a message of the service that does it, under its own name."""
    kind = MESSAGES[f"nl.eigenkrachtconferenties.{DUE_SERVICES[due]}.{due}.v1"]

    assert issubclass(kind, DueNow)


def test_every_milestone_is_told_by_somebody() -> None:
    """What moves a case along is an event, or the answer to what the process asked for."""
    told = {kind.milestone for kind in messages() if kind.milestone}

    assert told == set(Milestone)


def test_the_contracts_stand_alone() -> None:
    """Promise 7: they are imported without any service, workflow or server."""
    code = (
        "import sys, contracts.generate, contracts.telling; "
        "print({name.split('.')[0] for name in sys.modules} & {'services', 'workflows', 'aiokafka', 'temporalio'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
