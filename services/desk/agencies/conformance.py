"""The conformance run: with an agency's own credentials, on the real path, read by the agency and by us together."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from pydantic_core import from_json

from contracts.agency import MessageRejected, StatusChanged
from contracts.topics import KEYS, commands, events, inbound, outbound
from services.desk.agencies.trials import NOTHING, Speaker, trials

SECONDS = 15
LINGER = 1.0
"""Seconds for an answer that should not come."""
PUBLIC = {KEYS}
"""Topics that every agency may see."""


@dataclass(frozen=True)
class Result:
    """What one trial came to."""

    what: str
    expected: str
    found: str
    remedy: str

    @property
    def passed(self) -> bool:
        """Whether it is as it should be."""
        return self.found == self.expected

    def told(self) -> dict[str, Any]:
        """For programs."""
        return {**asdict(self), "passed": self.passed}


@dataclass(frozen=True)
class Run:
    """One run in the name of an agency."""

    agency: str
    settings: Mapping[str, Any]
    """How its client connects."""
    speaker: Speaker
    seconds: float = 60
    """How long it waits for answers at most."""

    def results(self) -> Iterator[Result]:
        """Everything, the connection first: without it the rest is not tried."""
        first = self.connection()
        yield first
        if first.passed:
            yield from self.rights()
            yield from self.messages()

    def connection(self) -> Result:
        """Whether Kafka lets it in."""
        remedy = "Look at address, user, password or certificate, and at the authority of Kafka's certificate."
        found = tried(lambda: self.admin().list_topics(timeout=SECONDS), "let in")
        return Result("the connection", "let in", found, remedy)

    def rights(self) -> Iterator[Result]:
        """Its own topics it sees; the others it neither sees, writes nor reads."""
        tell = "Tell us: an access rule is wrong."
        own = {inbound(self.agency), outbound(self.agency)}
        seen = set(self.admin().list_topics(timeout=SECONDS).topics)
        there = "there" if own <= seen else "missing"
        yield Result("its own topics", "there", there, "Is the name in AGENCY_NAME right?")
        yield Result("topics of others", "not seen", "seen" if seen - own - PUBLIC else "not seen", tell)
        written = self.published([(commands("referral"), None, ())])
        yield Result("write what is not its own", "refused", "refused" if written == [None] else "written", tell)
        others = self.reads(events("referral"), f"{self.agency}.check")
        yield Result("read what is not its own", "refused", others, tell)
        yield Result("join a group of ours", "refused", self.reads(outbound(self.agency), "ekc.referral"), tell)
        if "sasl.password" in self.settings:
            wrong = {**self.settings, "sasl.password": "wrong"}
            found = tried(lambda: AdminClient(wrong).list_topics(timeout=2), "let in")
            yield Result("a wrong password", "refused", "let in" if found == "let in" else "refused", tell)

    def messages(self) -> Iterator[Result]:
        """Every trial, by the answers to it."""
        all_of_them = trials(self.speaker)
        follower = Consumer({**self.settings, "group.id": f"{self.agency}.check", "enable.auto.commit": False})
        try:
            _, end = follower.get_watermark_offsets(TopicPartition(outbound(self.agency), 0), SECONDS)
            follower.assign([TopicPartition(outbound(self.agency), 0, end)])
            offsets = self.published([(inbound(self.agency), one.value, one.headers) for one in all_of_them])
            expected = sum(one.expected != NOTHING for one in all_of_them)
            answers = self.answers(follower, {one for one in offsets if one is not None}, expected)
        finally:
            follower.close()
        for one, offset in zip(all_of_them, offsets, strict=True):
            found = "not published" if offset is None else answers.get(offset, NOTHING)
            yield Result(one.what, one.expected, found, one.remedy)

    def published(self, records: list[tuple[str, bytes | None, Any]]) -> list[int | None]:
        """Publish these in order; the offset of each, none where Kafka refused it."""
        offsets: list[int | None] = [None] * len(records)

        def acknowledged(number: int) -> Callable[[Any, Any], None]:
            def heard(error: KafkaError | None, message: Any) -> None:
                offsets[number] = None if error else message.offset()

            return heard

        producer = Producer({**self.settings, "acks": "all", "enable.idempotence": True})
        for number, (topic, value, headers) in enumerate(records):
            producer.produce(topic, value, headers=list(headers), on_delivery=acknowledged(number))
        producer.flush(SECONDS)
        return offsets

    def answers(self, follower: Consumer, offsets: set[int], expected: int) -> dict[int, str]:
        """What came back for each offset: a second longer than until there are as many as there are to be."""
        found: dict[int, str] = {}
        until, complete = monotonic() + self.seconds, False
        while monotonic() < until:
            if len(found) >= expected and not complete:
                until, complete = min(until, monotonic() + LINGER), True
            message = follower.poll(0.2)
            if message is None or message.error():
                continue
            event = from_json(message.value() or b"{}")
            data = event.get("data", {})
            if data.get("offset") in offsets and event["type"] in {StatusChanged.type, MessageRejected.type}:
                found[data["offset"]] = data.get("problem") or data["status"]
        return found

    def reads(self, topic: str, group: str) -> str:
        """Whether it can read a topic in a group."""
        follower = Consumer({**self.settings, "group.id": group, "enable.partition.eof": True})
        follower.subscribe([topic])
        try:
            message = follower.poll(SECONDS)
        finally:
            follower.close()
        error = message.error() if message else None
        refused = error and "AUTHORIZATION_FAILED" in error.name()
        return "refused" if refused else "read"

    def admin(self) -> AdminClient:
        """What asks what there is."""
        return AdminClient(dict(self.settings))


def tried(work: Callable[[], Any], done: str) -> str:
    """Do something; what it came to."""
    try:
        work()
    except KafkaException as error:
        return str(error.args[0])
    return done
