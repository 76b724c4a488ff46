"""From records to messages that can be decided about: checked against contract and topic, personal fields unsealed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import asyncpg
from aiokafka import ConsumerRecord
from pydantic import ValidationError

from contracts.agency import Place
from contracts.base import Command, DueNow, Event, Fact, Inbound, Message
from contracts.catalogue import MESSAGES
from contracts.notices import NoticeDue
from contracts.operations import CommandRefused, CommandRejected, DayTurned, DeadLetterAnnounced
from contracts.topics import agency_of
from services.chassis import due, erased
from services.chassis.bad_message import BadMessage
from services.chassis.decider import Service
from services.chassis.envelopes import Arrival, Record, arrival, bad_input
from services.chassis.inbound import Inbox, number_in
from services.chassis.keyring import Keyring
from services.chassis.sealing import KeyMissing, Keys, UnreadableField, blank_fields, subjects, unseal_fields
from services.chassis.settings import Settings

ON_TOPIC: dict[str, tuple[type[Message], ...]] = {
    "commands": (Command, Fact),
    "due": (DueNow,),
    "events": (Event, CommandRefused, CommandRejected),
    "dead-letters": (DeadLetterAnnounced,),
    "links": (Event,),
    "in": (Inbound,),
}

SOURCE = (Place(attribute="source", detail="another organisation"),)
TYPE = (Place(attribute="type", detail="not known"),)


@dataclass
class Opening:
    """Reads and opens what arrives at one service."""

    service: Service
    settings: Settings
    keyring: Keyring
    inbox: Inbox | None = None
    """How agencies' messages are decrypted and translated; only where a service takes them."""
    handles: frozenset[type[Message]] = field(init=False)

    def __post_init__(self) -> None:
        """Collect what the deciders handle, and what they decided: of both a state is folded again."""
        own = (kind for kind in MESSAGES.values() if kind.service == self.service.name and issubclass(kind, Event))
        self.handles = frozenset(own).union(*(decider.handles for decider in self.service.deciders))

    def read(self, records: Iterable[Record], *, kept: bool = False) -> list[Arrival]:
        """The arrivals in a batch of records; bad ones carry their failure. What was `kept` is always structured."""
        arrivals = [arrival(record) for record in records]
        for item in arrivals:
            if item.failure is None:
                item.failure = self.check(item)
            if self.inbox and item.failure is None and agency_of(item.topic) and not kept:
                item.failure = self.inbox.wrong_mode(item)
            if self.inbox and item.readable and agency_of(item.topic):
                item.id = item.correlation = self.inbox.message_id(item)
        return arrivals

    def check(self, item: Arrival) -> BadMessage | None:
        """What is wrong with a message as such: its subject, its type, its topic, its source."""
        if not item.stream and not agency_of(item.topic):
            return BadMessage("no-subject", "subject: missing.")
        if item.kind is None:
            return None if item.topic.endswith(".events") and not self.other_version(item) else self.unknown(item)
        what = "in" if agency_of(item.topic) else item.topic.split(".", 2)[2]
        if not issubclass(item.kind, ON_TOPIC[what]):
            return BadMessage("wrong-topic", f"A message of this type does not belong on {what}.")
        mine = {self.service.name, "operations"}
        if issubclass(item.kind, Command | Fact | DueNow) and item.kind.service not in mine:
            return BadMessage("wrong-topic", "This message is for another service.")
        if what == "in":
            wanted = self.inbox.source(item.producer) if self.inbox else None
            if wanted is None or not item.envelope.source.startswith(f"{wanted}:"):
                return BadMessage("wrong-source", "source: not the organisation that this topic belongs to.", SOURCE)
            if name := number_in(item.envelope):
                text = f"{name}: holds what passes for a citizen service number; send it without (R35)."
                return BadMessage("bsn", text, [Place(attribute=name, detail="citizen service number")])
        elif item.envelope.source != self.settings.source(item.producer):
            return BadMessage("wrong-source", "source: not the part that writes this topic.")
        if self.settings.environment != "development" and (item.envelope.storytime or due.of_a_story(item)):
            return BadMessage("storytime", "A story's own calendar is only for development.")
        return due.check(item) if item.kind is DayTurned else None

    @staticmethod
    def other_version(item: Arrival) -> bool:
        """Whether the type is known in another major version: that must not be passed over."""
        stem = item.envelope.type.rpartition(".v")[0]
        return bool(stem) and any(name.startswith(f"{stem}.v") for name in MESSAGES)

    def unknown(self, item: Arrival) -> BadMessage:
        """The refusal of an unknown type or major version."""
        if self.other_version(item):
            return BadMessage("unknown-version", "type: this major version is not known.", TYPE)
        return BadMessage("unknown-type", "type: not known.", TYPE)

    async def open(self, arrivals: Sequence[Arrival]) -> Keys:
        """Validate and unseal what the service decides about, with one request for all keys.

        Raises:
            KeyringUnreachable: the keys cannot be had now.
        """
        self.keyring.forget(erased.told_of(arrivals))
        for item in arrivals:
            if self.inbox and item.failure is None and item.kind and issubclass(item.kind, Inbound):
                self.inbox.translate(item)
        created = await self.inbox.create_keys(arrivals, self.keyring) if self.inbox else {}
        wanted: set[str] = set()
        for item in arrivals:
            kind = item.kind or Message
            if self.service.sees(kind) and self.to_decide(item) and not item.inbound:
                wanted |= subjects(kind, item.envelope.data, item.stream) | erased.whose(kind, item)
        keys = {**created, **(await self.keyring.open(wanted) if wanted else {})}
        for item in arrivals:
            if self.to_decide(item) and item.message is None:
                self.unseal(item, keys)
        return keys

    def to_decide(self, item: Arrival) -> bool:
        """Whether somebody decides about it; of notices a service folds in those that it asked for itself."""
        own_notice = item.kind is NoticeDue and item.producer == self.service.name
        return item.failure is None and (item.kind in self.handles or own_notice)

    def unseal(self, item: Arrival, keys: Keys) -> None:
        """Unseal one message and validate it against its contract; a failure is noted on it."""
        kind = item.kind or Message
        try:
            if self.service.sees(kind):
                unseal_fields(kind, item.envelope.data, item.stream, keys)
            else:
                blank_fields(kind, item.envelope.data, item.stream)
            item.message = kind.model_validate(item.envelope.data)
        except KeyMissing as missing:
            item.failure = BadMessage("no-key", f"{missing}: its subject has no key.")
        except UnreadableField as unreadable:
            item.failure = BadMessage("undecryptable", f"{unreadable}: not sealed with the key of its subject.")
        except ValidationError as error:
            item.failure = bad_input(error, "invalid")

    def again(self, topic: str, partition: int, offset: int, accepted: datetime, value: bytes) -> Arrival:
        """An arrival made again from what was kept of it."""
        record: ConsumerRecord[bytes | None, bytes | None] = ConsumerRecord(
            topic=topic,
            partition=partition,
            offset=offset,
            timestamp=int(accepted.timestamp() * 1000),
            timestamp_type=0,
            key=None,
            value=value,
            checksum=None,
            serialized_key_size=-1,
            serialized_value_size=len(value),
            headers=(),
        )
        return self.read([record], kept=True)[0]

    def at_rest(self, item: Arrival) -> bytes:
        """A message as it may be kept: what an agency was allowed to send in plain is encrypted first."""
        return self.inbox.encrypted(item) if self.inbox and item.inbound else item.value

    def held(self, row: asyncpg.Record) -> Arrival:
        """A message that waited; also one that was a dead letter, and is one until it had its effect."""
        item = self.again(row["topic"], row["partition"], row["offset"], row["accepted"], row["value"])
        item.held = row["id"]
        if row["replays"] is not None and row["message"] in (None, item.id):
            item.replay, item.replays = True, row["replays"]
        return item

    def logged(self, envelope: bytes) -> Arrival:
        """An event from the service's own log, its own or another's."""
        return self.again(f"ekc.{self.producer_of(envelope)}.events", 0, 0, datetime.now(UTC), envelope)

    def producer_of(self, envelope: bytes) -> str:
        """The part that a logged event came from, by its source."""
        start = f'"source":"{self.settings.organisation}:ekc-'.encode()
        return envelope.partition(start)[2].partition(b'"')[0].decode()
