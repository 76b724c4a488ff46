"""An agency's referral on the real path of the referral service: encrypted in, opaque ids and status only out (R30)."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from joserfc import jwe
from joserfc.jwk import ECKey
from pydantic import SecretStr

from contracts.agency import MessageRejected, ReferralRetracted, ReferralSubmitted, StatusChanged
from contracts.base import Inbound
from services.chassis.app import calendar
from services.chassis.batch import Batch
from services.chassis.consumer import Consumer
from services.chassis.dead_letters import DeadLetters
from services.chassis.deciding import Decisions
from services.chassis.envelopes import Record
from services.chassis.inbound import Agency, Inbox
from services.chassis.opening import Opening
from services.chassis.settings import Settings
from services.privacy import keys
from services.referral.app import SERVICE
from services.referral.inbound import translate
from tests.chassis.path import Keyring, MessagePath
from tests.platform import Databases

SOURCE = "urn:nld:oin:00000099000000000001"
KEY = ECKey.generate_key("P-256")
PRIVATE = (
    "Wilhelmina Zonneveld",
    "Dossier 7 van Wilhelmina",
    "06 0000 0999",
    "2011-05-01",
    "Waar kan zij veilig wonen?",
)


class ReferralPath(MessagePath):
    """The message path of the service that agencies write to."""

    def __post_init__(self) -> None:
        """Wire a consumer as `App` does."""
        inbox = Inbox({"jeugdzorg": Agency(source=SOURCE)}, KEY, b"k" * 32, translate)
        self.service = SERVICE
        self.opening = Opening(SERVICE, self.settings, self.keyring, inbox)
        decisions = Decisions(SERVICE, self.settings, {}, calendar())
        letters = DeadLetters(SERVICE.name, self.settings, self.keyring)
        self.consumer = Consumer(
            self.pool, self.opening, lambda: Batch(SERVICE, decisions, self.opening, letters), lambda: None
        )

    def sent(
        self, message: dict[str, Any], kind: type[Inbound] = ReferralSubmitted, own_id: str | None = None
    ) -> Record:
        """What an agency publishes: encrypted to the organisation's key."""
        header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}
        data = jwe.encrypt_compact(header, json.dumps(message), KEY, algorithms=list(header.values()))
        attributes = {"id": own_id or str(uuid4()), "source": f"{SOURCE}:systeem:x", "time": "2026-03-02T10:00:00Z"}
        envelope = {"specversion": "1.0", "type": kind.type, **attributes, "data": data}
        return self.record("ekc.in.jeugdzorg", json.dumps(envelope).encode())

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """What the agency hears: the subject and the data of each message, in order."""
        rows = await self.pool.fetch("SELECT value FROM outbox WHERE topic = 'ekc.out.jeugdzorg' ORDER BY id")
        return [(row["subject"], row["data"]) for row in (json.loads(row["value"]) for row in rows)]

    async def cases(self) -> list[str]:
        """The cases that have events."""
        rows = await self.pool.fetch("SELECT DISTINCT stream FROM event_log")
        return [row["stream"] for row in rows]


@pytest.fixture
async def path(database: Databases, tmp_path: Path) -> AsyncIterator[ReferralPath]:
    """The referral service's message path, and a keyring."""
    settings = Settings(part="referral", environment="development", mint_key=SecretStr("aa" * 32))
    pool = await asyncpg.create_pool(database("referral"), min_size=1, max_size=4)
    keyring_pool = await asyncpg.create_pool(database("keyring"), min_size=1, max_size=2)
    made = ReferralPath(pool, Keyring(keys.Keyring(keyring_pool, keys.Epochs(tmp_path / "kek"))), settings)
    yield made
    await made.close()


def referral(**changes: Any) -> dict[str, Any]:
    """A referral as an agency writes it."""
    name, reference, contact, born, question = PRIVATE
    person = {"name": name, "birth_date": born, "contact": contact}
    usual = {"reference": reference, "region": "utrecht", "persons": [person], "reasons": ["parenting"]}
    return {**usual, "sector": "youth-care", "contact_name": name, "suggested_question": question, **changes}


async def test_a_referral_becomes_a_case_and_the_agency_hears_that_it_was_received(path: ReferralPath) -> None:
    """R1, R30: by our id of the referral from now on; the first status says which message it answers."""
    own_id = str(uuid4())

    await path.handle(path.sent(referral(), own_id=own_id))

    (case,) = await path.cases()
    assert (await path.events(case))[:2] == ["referral-received", "case-opened"]
    ((subject, data),) = await path.told()
    status = StatusChanged.model_validate(data)
    assert (status.status, status.message, status.offset) == ("received", own_id, 0)
    assert subject not in (case, own_id)


async def test_the_same_message_again_is_one_referral(path: ReferralPath) -> None:
    """R3: whatever delivers it twice, there is one case and one answer."""
    own_id = str(uuid4())

    await path.handle(path.sent(referral(), own_id=own_id), path.sent(referral(), own_id=own_id))
    await path.handle(path.sent(referral(), own_id=own_id))

    (case,) = await path.cases()
    assert (await path.events(case)).count("case-opened") == 1
    assert len(await path.told()) == 1


async def test_another_message_with_a_known_reference_is_refused_and_the_agency_hears_it(path: ReferralPath) -> None:
    """R3: nothing is overwritten by a guess, and nothing is lost in silence."""
    await path.handle(path.sent(referral()))

    await path.handle(path.sent(referral(region="friesland")))

    (case,) = await path.cases()
    assert (await path.events(case)).count("referral-received") == 1
    rejected = MessageRejected.model_validate((await path.told())[1][1])
    assert (rejected.problem, rejected.offset) == ("referral-known", 1)
    assert await path.letters() == []


async def test_a_retraction_finds_the_case_by_the_reference(path: ReferralPath) -> None:
    """R30: nobody had said yes, so the case ends; nothing more is told."""
    await path.handle(path.sent(referral()))

    await path.handle(path.sent({"reference": PRIVATE[1]}, ReferralRetracted))

    (case,) = await path.cases()
    assert (await path.events(case))[-2:] == ["referral-closed", "case-ended"]
    assert len(await path.told()) == 1


async def test_a_retraction_of_nothing_is_answered(path: ReferralPath) -> None:
    """Promise 6: it says nothing about anybody else's referral."""
    await path.handle(path.sent({"reference": "never sent"}, ReferralRetracted))

    ((_, data),) = await path.told()
    assert MessageRejected.model_validate(data).problem == "unknown-case"


async def test_a_citizen_service_number_goes_to_the_dead_letters(path: ReferralPath) -> None:
    """R35: the agency hears where it stood, and nothing of it becomes a case."""
    await path.handle(path.sent(referral(suggested_question="Hoe kan 111222333 naar school?")), path.sent(referral()))

    assert await path.letters() == [("bsn", "dead")]
    rejected = [data for _, data in await path.told() if data.get("problem")]
    assert rejected[0]["detail"].startswith("suggested_question:")
    assert len(await path.cases()) == 1


async def test_nothing_personal_rests_in_plain_text(path: ReferralPath) -> None:
    """Promise 3: neither in the log and the state, nor in what is about to be published, nor in a dead letter."""
    await path.handle(path.sent(referral()), path.sent(referral()), path.sent(referral(reasons=[]), own_id=PRIVATE[0]))

    rows = [
        bytes(value) if isinstance(value, bytes) else str(value).encode()
        for table in ("event_log", "streams", "outbox", "inbox", "dead_letters", "held")
        for row in await path.pool.fetch(f"SELECT * FROM {table}")
        for value in row.values()
    ]

    assert len(rows) > 20
    assert not [secret for secret in PRIVATE if any(secret.encode() in row for row in rows)]
