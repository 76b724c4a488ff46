"""An agency as the back office knows it: publishes referrals, follows what becomes of them."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, cast
from uuid import uuid4

from confluent_kafka import Consumer, KafkaError, Producer
from joserfc.jwk import ECKey

from ekc_agency import encryption
from ekc_agency.answers import SAID_AGAIN, Answer, Rejection, read
from ekc_agency.checking import Invalid, check
from ekc_agency.connection import Connection
from ekc_agency.events import event
from ekc_agency.messages import Message, Referral, Retraction, as_json, kind_of
from ekc_agency.trouble import LOOK, SECONDS, NotConnected, Trouble

KEY_SECONDS = 3_600.0
"""How long a key is used before it is looked whether another one follows it; it is accepted for weeks more."""
REMEMBERED = 10_000
"""So many answers are known again, should they come twice."""


class NotPublished(Exception):
    """Kafka did not take a message. Publish it again with the same `id`: that is harmless, however often."""

    def __init__(self, id: str, why: str) -> None:  # noqa: A002 - as CloudEvents call it
        super().__init__(f"Not published. {why} Then try again with the id {id}.")
        self.id = id


@dataclass(frozen=True)
class Published:
    """Where a message is; the first status says the same of it."""

    id: str
    topic: str
    offset: int


class Agency:
    """Publishes and listens. Use it as a context manager, or `close` it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._producer: Producer | None = None
        self._key: ECKey | None = None
        self._key_until = 0.0
        self._trouble = Trouble(connection)

    @classmethod
    def from_environment(cls) -> Agency:
        """As the variables `AGENCY_*` say.

        Raises:
            Incomplete: one is missing.
        """
        return cls(Connection.from_environment())

    def publish(
        self,
        message: Message,
        *,
        kind: str | None = None,
        id: str | None = None,  # noqa: A002 - as CloudEvents call it
    ) -> Published:
        """Check, encrypt and publish one message; returns when Kafka has it for good.

        Raises:
            Invalid: it would be rejected; nothing was sent.
            NoKey: there is no key to encrypt to.
            NotPublished: Kafka did not take it.
        """
        kind = kind or kind_of(message)
        faults = check(message, kind)
        if faults:
            raise Invalid(faults)
        name = id or str(uuid4())
        key = None if self.connection.plain_text else self.key()
        return self._send(name, event(self.connection.source, kind, name, as_json(message), key))

    def correct(self, referral: Referral) -> Published:
        """Publish a referral once more as it should have been, by its reference; otherwise as `publish`.

        Possible until the person concerned has said yes. The persons stay in their order; who is new comes last.
        """
        return self.publish(referral, kind="referral-corrected")

    def retract(self, reference: str) -> Published:
        """Take a referral back, by the reference with which it was published; otherwise as `publish`."""
        return self.publish(Retraction(reference))

    def statuses(
        self, *, first: int | None = None, quiet: float | None = None, group: str = "statuses"
    ) -> Iterator[Answer]:
        """Everything that comes back, each once, in order for each referral; without an end unless one is asked for.

        An answer counts as heard when the next one is asked for: after a crash the last one comes again, with the same
        `id`. `first`: end after so many; `quiet`: end after so many seconds without any; another `group` begins anew.

        Raises:
            NotConnected: Kafka does not answer, or does not let the agency in.
        """
        trouble = Trouble(self.connection)
        consumer = Consumer(self.connection.settings(**reading(self.connection, group), error_cb=trouble))
        known: deque[str] = deque(maxlen=REMEMBERED)
        until, patient = math.inf, time.monotonic() + SECONDS

        def begin(*_partitions: object) -> None:
            nonlocal until, patient
            until, patient = time.monotonic() + (math.inf if quiet is None else quiet), math.inf

        consumer.subscribe([f"ekc.out.{self.connection.name}"], on_assign=begin)
        try:
            while (first is None or first > 0) and time.monotonic() < until:
                message = consumer.poll(LOOK)
                if message is None:
                    trouble.heed(patient)
                    continue
                if passing(message.error(), trouble):
                    continue
                answer = read(cast("bytes", message.value()))
                if answer.id not in known and answer.kind != SAID_AGAIN:
                    known.append(answer.id)
                    self._heed(answer)
                    yield answer
                    first = first if first is None else first - 1
                    begin()
                consumer.commit(message, asynchronous=False)
        finally:
            consumer.close()

    def key(self) -> ECKey:
        """The key to encrypt to; looked up again after a while.

        Raises:
            NoKey: there is none.
        """
        if self._key is None or time.monotonic() > self._key_until:
            self._key = encryption.current(self.connection)
            self._key_until = time.monotonic() + KEY_SECONDS
        return self._key

    def close(self) -> None:
        """Let go of Kafka."""
        if self._producer is not None:
            self._producer.flush(5)
            self._producer = None

    def __enter__(self) -> Agency:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def _heed(self, answer: Answer) -> None:
        """A key that is no longer accepted is looked up anew."""
        if isinstance(answer, Rejection) and answer.problem == "undecryptable":
            self._key = None

    def _send(self, name: str, value: bytes) -> Published:
        topic = f"ekc.in.{self.connection.name}"
        offsets: list[int] = []
        failures: list[str] = []

        def delivered(error: KafkaError | None, message: Any) -> None:
            failures.append(self._trouble.said(error)) if error else offsets.append(int(message.offset()))

        producer = self._connected()
        headers: list[tuple[str, Any]] = [("content-type", b"application/cloudevents+json")]
        producer.produce(topic, value, headers=headers, on_delivery=delivered)
        until = time.monotonic() + SECONDS
        try:
            while producer.flush(LOOK):
                self._trouble.heed(until)
        except NotConnected as error:
            failures.append(str(error))
        if not offsets:
            producer.purge()
            raise NotPublished(name, failures[-1])
        return Published(name, topic, offsets[0])

    def _connected(self) -> Producer:
        if self._producer is None:
            sending = {"acks": "all", "enable.idempotence": True, "error_cb": self._trouble}
            self._producer = Producer(self.connection.settings(**sending))
        return self._producer


def reading(connection: Connection, group: str) -> dict[str, Any]:
    """How answers are read. One that was killed keeps its place in the group for ten seconds, not for 45."""
    return {
        "group.id": f"{connection.name}.{group}",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "session.timeout.ms": 10_000,
    }


def passing(error: KafkaError | None, trouble: Trouble) -> bool:
    """Whether it is no message but something that passes by itself.

    Raises:
        NotConnected: it does not.
    """
    if error is None:
        return False
    if error.retriable() or error.code() == KafkaError._PARTITION_EOF:
        return True
    raise NotConnected(trouble.said(error))
