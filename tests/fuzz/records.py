"""Records as they may lie on an agency's topic: from a seed, always the same ones."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from aiokafka import ConsumerRecord
from hypothesis import HealthCheck, given, settings
from joserfc import jwe

from contracts import samples
from contracts.base import Inbound, Message
from contracts.catalogue import messages
from contracts.unseen import has_unseen
from services.chassis.agency_keys import OwnKey, State
from services.chassis.envelopes import Record
from tests.contracts.strategies import any_message
from tests.fuzz.mutations import Event, broken, changed, containers, rewritten

OWN = OwnKey.made(State.CURRENT)
KEY = OWN.key
HEADER = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}
SOURCE = "urn:nld:oin:00000099000000000001"
TOPIC = "ekc.in.jeugdzorg"
KINDS = [kind for kind in messages() if issubclass(kind, Inbound)]
MOMENT = 1_772_445_600_000


def good_events(number: int) -> list[Event]:
    """Valid events of every kind, made from the types of their fields."""
    made: list[Event] = []

    @settings(
        max_examples=number, database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(any_message(KINDS))
    def collect(message: Message) -> None:
        event = written(message)
        if not any(map(has_unseen, texts(event))):
            made.append(event)

    collect()
    return made


def written(message: Message) -> Event:
    """A message as an agency writes it in plain."""
    event = samples.envelope(type(message)).model_dump(mode="json", exclude_none=True)
    data = message.model_dump(mode="json", exclude_none=True)
    return {**event, "source": f"{SOURCE}:systeem:x", "data": data}


def texts(data: Any) -> Iterator[str]:
    """Every text in it."""
    for at in containers(data):
        yield from (one for one in (at.values() if isinstance(at, dict) else at) if isinstance(one, str))


def records(number: int, seed: int) -> Iterator[Record]:
    """So many records: most with something wrong, somewhere between the meaning of a field and a bit."""
    random = Random(seed)
    good = good_events(200)
    for offset in range(number):
        event = random.choice(good)
        if random.random() < 0.8:
            event = changed(event, random)
        if random.random() < 0.15:
            event = {**event, "data": encrypted(event.get("data"), random)}
        text = json.dumps(event, ensure_ascii=random.random() < 0.5).encode(errors="replace")
        chance = random.random()
        if chance < 0.15:
            text = rewritten(text, random)
        elif chance < 0.35:
            text = broken(text, random, json.dumps(random.choice(good)).encode())
        yield structured(text, offset) if random.random() < 0.8 else binary(event, offset, random)


def encrypted(data: Any, random: Random) -> str:
    """The data as agencies encrypt it, or almost so."""
    plain = json.dumps(data).encode()
    if random.random() < 0.3:
        plain = random.choice((rewritten(plain, random), broken(plain, random, plain)))
    wrong = {} if random.random() < 0.9 else random.choice(({"zip": "DEF"}, {"kid": "x"}, {"cty": "\u202e"}))
    algorithms = [*HEADER.values(), "DEF"]
    token = jwe.encrypt_compact({**HEADER, **wrong}, plain, KEY, algorithms=algorithms)
    return broken(token.encode(), random, plain).decode("latin-1") if random.random() < 0.2 else token


def structured(text: bytes, offset: int) -> Record:
    """An event whose attributes are in the value."""
    return record(text, [("content-type", b"application/cloudevents+json")], offset)


def binary(event: Event, offset: int, random: Random) -> Record:
    """An event whose attributes are in headers, some of which nobody should write."""
    attributes = {f"ce_{name}": str(value).encode(errors="replace") for name, value in event.items() if name != "data"}
    headers: list[tuple[str, Any]] = list(attributes.items())
    data = event.get("data")
    kind = b"application/jose" if isinstance(data, str) else b"application/json"
    headers.append(("content-type", kind))
    if random.random() < 0.5:
        worse = (None, b"\xff\xfe", b"", b"x" * 70_000, b"\x00", "\u202e".encode())
        headers.append((random.choice(("ce_id", "CE_SOURCE", "ce_x", "ce_", "x", "")), random.choice(worse)))
    value = data.encode(errors="replace") if isinstance(data, str) else json.dumps(data).encode(errors="replace")
    return record(value, headers, offset)


def record(value: bytes | None, headers: list[tuple[str, Any]], offset: int) -> Record:
    """As aiokafka hands it over."""
    return ConsumerRecord(
        topic=TOPIC,
        partition=0,
        offset=offset,
        timestamp=MOMENT,
        timestamp_type=1,
        key=None,
        value=value,
        checksum=None,
        serialized_key_size=-1,
        serialized_value_size=len(value or b""),
        headers=headers,
    )
