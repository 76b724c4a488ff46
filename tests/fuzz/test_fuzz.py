"""A stranger's records through the real parser and validator: no crash, no wait, no growth, and one opinion.

The other opinion is the published schema's, with the JSON parser of Python and jsonschema (`judge.py`).
"""

import gc
import json
import time
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import psutil
import pytest
from pydantic import SecretStr

from contracts.agency import ReferralSubmitted
from contracts.agreement import Agreement
from contracts.base import Inbound
from contracts.samples import message
from services.chassis.agency_keys import AgencyKeys
from services.chassis.envelopes import Arrival, Record
from services.chassis.inbound import Inbox
from services.chassis.keyring import HttpKeyring
from services.chassis.opening import Opening
from services.chassis.settings import Settings
from services.referral.app import noticing
from services.referral.inbound import translate
from tests.fuzz import judge
from tests.fuzz.records import OWN, SOURCE, TOPIC, record, records, structured, written

INBOX = Inbox(
    {"jeugdzorg": Agreement(organisation=SOURCE, contact="Helpdesk", plain_text=True)},
    AgencyKeys([OWN]),
    b"k" * 32,
    translate,
)
SETTINGS = Settings(
    part="referral", environment="development", keyring_url="http://keyring.test", mint_key=SecretStr("aa" * 32)
)
OPENING = Opening(noticing({"test": b"l" * 32}), SETTINGS, HttpKeyring(SETTINGS), INBOX)
BEYOND_SCHEMA = {"bsn", "wrong-source", "storytime"}
"""What is refused by rules that no schema says."""
LONGEST = 1.0
"""Seconds that a record may take."""
GROWTH = 1.1


def taken(one: Record) -> Arrival:
    """A record as far as it gets before anybody decides about it."""
    (item,) = OPENING.read([one])
    if item.failure is None and item.kind and issubclass(item.kind, Inbound):
        INBOX.translate(item)
    return item


def wrong(found: Iterable[Record]) -> list[str]:
    """What goes wrong with any of these, by its offset."""
    said = []
    for one in found:
        began = time.process_time()
        item = taken(one)
        if time.process_time() - began > LONGEST:
            said.append(f"{one.offset} took too long")
        refused = item.failure.reason if item.failure else None
        if refused not in BEYOND_SCHEMA and judge.accepts(one) != (refused is None):
            said.append(f"{one.offset}: we say {refused or 'yes'}, the schema does not")
    return said


def test_some_records_are_judged_as_the_schema_does() -> None:
    """Accepted by both or refused by both; some of either."""
    found = list(records(500, seed=1))

    assert wrong(found) == []
    assert 50 < sum(taken(one).failure is None for one in found) < 250


@pytest.mark.long
def test_fifty_thousand_records_leave_nothing_behind() -> None:
    """None is judged otherwise than by the schema, none takes a second, and the memory stays as it was after 5,000."""
    found = records(50_000, seed=2)
    assert wrong(islice(found, 5_000)) == []
    gc.collect()
    before = psutil.Process().memory_info().rss

    assert wrong(found) == []

    gc.collect()
    assert psutil.Process().memory_info().rss <= GROWTH * before


def spoiled(change: Callable[[dict[str, Any]], object]) -> Record:
    """A good event with something changed."""
    event = written(message(ReferralSubmitted))
    change(event)
    return structured(json.dumps(event).encode(), 0)


def in_headers(*more: tuple[str, bytes | None], time: str = "2026-03-02T10:00:00Z") -> Record:
    """A good event in binary mode, with more headers."""
    event = written(message(ReferralSubmitted))
    names = ("specversion", "id", "source", "type")
    fields = [(f"ce_{name}", str(event[name]).encode()) for name in names]
    headers = [*fields, ("ce_time", time.encode()), ("content-type", b"application/json"), *more]
    return record(json.dumps(event["data"]).encode(), headers, 0)


FOUND: dict[str, tuple[str, Callable[[], Record]]] = {
    "no version of CloudEvents": ("not-cloudevent", lambda: spoiled(lambda event: event.pop("specversion"))),
    "an attribute without a name": ("not-cloudevent", lambda: in_headers(("ce_", b""))),
    "an attribute with a capital": ("not-cloudevent", lambda: spoiled(lambda event: event.update(Subject="x"))),
    "a moment in seconds": ("not-cloudevent", lambda: in_headers(time="-1")),
    "a moment as a number": ("not-cloudevent", lambda: spoiled(lambda event: event.update(time=1_700_000_000))),
    "a moment without seconds": ("not-cloudevent", lambda: in_headers(time="2026-03-02T10:00Z")),
    "data in both forms": ("not-cloudevent", lambda: spoiled(lambda event: event.update(data_base64="e30="))),
    "a birth date as a number": (
        "invalid",
        lambda: spoiled(lambda event: event["data"].update(persons=[{"name": "Els", "birth_date": 0}])),
    ),
}
"""What generated records found, once accepted or refused by one of the two alone."""


@pytest.mark.parametrize("what", FOUND)
def test_what_was_found_stays_mended(what: str) -> None:
    """Refused by the schema, and by us with its reason."""
    reason, made = FOUND[what]
    one = made()

    failure = taken(one).failure

    assert failure
    assert failure.reason == reason
    assert not judge.accepts(one)


def test_an_event_without_a_fault_is_taken() -> None:
    """In both modes; so that the others are refused for what is wrong with them."""
    for one in (spoiled(dict), in_headers()):
        assert one.topic == TOPIC
        assert taken(one).failure is None
        assert judge.accepts(one)
