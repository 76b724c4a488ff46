"""What a state remembers of somebody in person rests sealed with their key; the rest of it stays readable (R34)."""

import os
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import from_json, to_json

from contracts.operations import DayTurned
from contracts.people import WhoConsents
from contracts.states import replace
from services.chassis.decider import Decider
from services.chassis.resting import holds, sealed, store_state, unsealed, wanted
from services.chassis.sealing import KeyMissing, SubjectKey, UnreadableField
from services.chassis.store import Stream
from services.referral.app import SERVICE
from services.referral.migrations import referral_0002_birthdays_sealed
from services.referral.state import Case, Person
from tests.chassis.agency_path import ReferralPath, referral

DECIDER: Decider[Any] = SERVICE.deciders[0]
BORN = date(2011, 5, 17)
CHILD = Person("nl", WhoConsents.TOGETHER, birthdays={16: BORN.replace(year=2027), 18: BORN.replace(year=2029)})
STATE = Case(region="noord", persons={"mike": CHILD, "joan": Person("nl", WhoConsents.ALONE)})
TELLING = [str(BORN.replace(year=year)).encode() for year in (2011, 2027, 2029)]
ERASED = SubjectKey(0, {})


def a_key() -> SubjectKey:
    """A new key."""
    return SubjectKey(1, {1: AESGCM(os.urandom(32))})


def test_a_state_is_read_as_it_was_put_to_rest_and_nothing_of_it_tells_a_birth_date() -> None:
    """R5, promise 3: the day is sealed; ids, answers and words of lists are not."""
    keys = {"mike": a_key()}

    stored = sealed(DECIDER, STATE, keys)

    assert unsealed(DECIDER, stored, keys) == STATE
    assert [day for day in TELLING if day in stored] == []
    assert from_json(stored)["persons"]["mike"]["consents"] == "person-and-holders"


def test_whoever_has_no_birthday_to_come_needs_no_key() -> None:
    """What is about nobody in person is stored as it is, and no key is asked for."""
    adults = replace(STATE, persons={"joan": STATE.persons["joan"]})

    assert sealed(DECIDER, adults, {}) == store_state(adults)
    assert unsealed(DECIDER, store_state(adults), {}) == adults
    assert wanted(SERVICE, [resting(store_state(adults))]) == set()
    assert wanted(SERVICE, [resting(sealed(DECIDER, STATE, {"mike": a_key()}))]) == {"mike"}


def test_of_who_was_erased_nothing_is_stored_and_nothing_remembered() -> None:
    """R34: the state goes on without it."""
    without = replace(STATE, persons={**STATE.persons, "mike": replace(CHILD, birthdays={})})

    assert unsealed(DECIDER, sealed(DECIDER, STATE, {"mike": a_key()}), {"mike": ERASED}) == without
    assert not holds(DECIDER, sealed(DECIDER, STATE, {"mike": ERASED}))


def test_a_missing_key_is_not_an_erasure() -> None:
    """A key that cannot be found stops the decision; nothing is forgotten because of it."""
    stored = sealed(DECIDER, STATE, {"mike": a_key()})

    with pytest.raises(KeyMissing):
        unsealed(DECIDER, stored, {})
    with pytest.raises(KeyMissing):
        sealed(DECIDER, STATE, {})


def test_what_was_sealed_for_one_opens_for_nobody_else() -> None:
    """It is bound to its subject, as a field of a message is."""
    keys = {"mike": a_key(), "joan": a_key()}
    said = from_json(sealed(DECIDER, STATE, keys))
    said["persons"]["joan"]["birthdays"] = said["persons"]["mike"]["birthdays"]

    with pytest.raises(UnreadableField):
        unsealed(DECIDER, to_json(said), {**keys, "joan": keys["mike"]})


async def test_no_table_of_a_case_about_a_child_tells_the_birth_date_and_the_birthday_counts(
    agency: ReferralPath,
) -> None:
    """R5, promise 3: a month in the due table, sealed in the state and the log; on the day it is asked for anew."""
    child = {"name": "Wilhelmina Zonneveld", "birth_date": str(BORN), "postcode": "9999 XX"}
    await agency.handle(agency.sent(referral(persons=[child])))
    (case,) = await agency.cases()

    due, state = await kept(agency, case)
    logged = b" ".join(row[0] for row in await agency.pool.fetch("SELECT envelope FROM event_log"))
    assert [day for day in TELLING if day in state + logged] == []
    assert due == date(2027, 5, 1)

    await agency.handle(turned(agency, date(2027, 5, 16)))
    assert "consent-changed" not in await agency.events(case)
    await agency.handle(turned(agency, date(2027, 5, 17)))
    assert (await agency.events(case)).count("consent-changed") == 1
    assert (await kept(agency, case))[0] == date(2029, 5, 1)


async def test_once_the_child_is_erased_the_case_falls_due_no_more(agency: ReferralPath) -> None:
    """R34: what is left of the birthday in the due table goes with the first look at it; the case goes on."""
    child = {"name": "Wilhelmina Zonneveld", "birth_date": str(BORN)}
    await agency.handle(agency.sent(referral(persons=[child])))
    (case,) = await agency.cases()
    (person,) = from_json((await kept(agency, case))[1])["persons"]

    await agency.keyring.keyring.erase([person])
    await agency.handle(turned(agency, date(2027, 5, 17)))

    due, state = await kept(agency, case)
    assert (due, b"birthdays" in state) == (None, False)
    assert await agency.letters() == []


async def test_what_an_earlier_release_stored_is_forgotten_and_folded_again(agency: ReferralPath) -> None:
    """Promise 5: a birthday that rested in plain is gone with the migration, and comes all the same."""
    child = {"name": "Wilhelmina Zonneveld", "birth_date": str(BORN)}
    await agency.handle(agency.sent(referral(persons=[child])))
    (case,) = await agency.cases()
    before = store_state(STATE)
    await agency.pool.execute("UPDATE streams SET state = $2, schema = 2, due = $3 WHERE id = $1", case, before, BORN)

    await agency.pool.execute(referral_0002_birthdays_sealed.FORGET)

    due, state = await kept(agency, case)
    assert (due, [day for day in TELLING if day in state]) == (BORN.replace(day=1), [])
    await agency.handle(turned(agency, date(2027, 5, 17)))
    assert (await agency.events(case)).count("consent-changed") == 1


async def kept(agency: ReferralPath, case: str) -> tuple[date | None, bytes]:
    """The due day and the state of a case, as they rest."""
    rows = await agency.pool.fetch("SELECT due, state FROM streams WHERE id = $1", case)
    return rows[0]["due"], rows[0]["state"]


def turned(agency: ReferralPath, day: date) -> Any:
    """A day began."""
    return agency.event("ekc.referral.due", DayTurned, "day", DayTurned(day=day).model_dump(mode="json"))


def resting(stored: bytes) -> Stream:
    """A stream as it is loaded."""
    return Stream("case-1", "case", 3, 1, 1, {}, None, None, 0, None, stored)
