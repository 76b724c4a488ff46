"""Encrypt to the key that the organisation publishes (RFC 7516, RFC 7517): from its topic, or from a file."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from ekc_agency.connection import Connection
from ekc_agency.messages import NAMESPACE
from ekc_agency.trouble import LOOK, SECONDS, NotConnected, Trouble

TOPIC = "ekc.keys"
PUBLISHED = f"{NAMESPACE}.keys-published.v1"
ALGORITHMS = ["ECDH-ES+A256KW", "A256GCM"]


class NoKey(Exception):
    """There is no key to encrypt to; the text says why."""


def encrypt(data: bytes, key: ECKey) -> str:
    """The data as a JWE in compact form, with the name of the key in its header."""
    header: dict[str, Any] = {"alg": ALGORITHMS[0], "enc": ALGORITHMS[1]}
    if key.kid:
        header["kid"] = key.kid
    return jwe.encrypt_compact(header, data, key, algorithms=ALGORITHMS)


def current(connection: Connection) -> ECKey:
    """The key to encrypt to now.

    Raises:
        NoKey: none can be had.
    """
    published = Path(connection.keys_file).read_text() if connection.keys_file else on_topic(connection)
    try:
        key: ECKey = ECKey.import_key(json.loads(published)["keys"][0])
    except (JoseError, ValueError, KeyError, IndexError, TypeError):
        raise NoKey(f"{connection.keys_file or TOPIC} holds no JWK set with a key on P-256.") from None
    return key


def on_topic(connection: Connection) -> str:
    """The last key set that was published.

    Raises:
        NoKey: Kafka does not answer, or nothing was published.
    """
    reading = {"group.id": f"{connection.name}.keys", "enable.auto.commit": False, "enable.partition.eof": True}
    trouble = Trouble(connection)
    consumer = Consumer(connection.settings(**reading, error_cb=trouble))
    try:
        consumer.assign([TopicPartition(TOPIC, 0, OFFSET_BEGINNING)])
        found = last(consumer, trouble)
    except NotConnected as error:
        raise NoKey(f"{TOPIC} cannot be read. {error}") from None
    finally:
        consumer.close()
    if found is None:
        raise NoKey(f"Nothing is published on {TOPIC} yet.")
    return found


def last(consumer: Consumer, trouble: Trouble) -> str | None:
    """The data of the last announcement that can be read, when the end of the topic is reached.

    Raises:
        NotConnected: there is no answer, or it may not be read.
    """
    found: str | None = None
    until = time.monotonic() + SECONDS
    while True:
        message = consumer.poll(LOOK)
        if message is None:
            trouble.heed(until)
            continue
        error = message.error()
        if error is not None:
            if error.code() == KafkaError._PARTITION_EOF:
                return found
            raise NotConnected(trouble.said(error))
        event = json.loads(message.value() or b"{}")
        if event.get("type") == PUBLISHED:
            found = json.dumps(event["data"])
