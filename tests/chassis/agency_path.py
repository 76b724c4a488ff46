"""The referral service's message path on a real PostgreSQL, and an agency that writes to it."""

import json
from typing import Any
from uuid import uuid4

from joserfc import jwe
from joserfc.jwk import ECKey

from contracts.agency import CorrectionTaken, InformationAsked, MessageRejected, ReferralSubmitted, StatusChanged
from contracts.agreement import Agreement, Mode
from contracts.base import Inbound
from services.chassis.agency_keys import AgencyKeys, OwnKey, State
from services.chassis.app import calendar
from services.chassis.batch import Batch
from services.chassis.consumer import Consumer
from services.chassis.dead_letters import DeadLetters
from services.chassis.deciding import Decisions
from services.chassis.envelopes import Record
from services.chassis.inbound import Inbox
from services.chassis.opening import Opening
from services.referral.app import noticing
from services.referral.inbound import translate
from tests.chassis.path import MessagePath

TOPIC = "ekc.in.jeugdzorg"
SOURCE = "urn:nld:oin:00000099000000000001"
OTHER = "urn:nld:oin:00000099000000000002"
"""Of another agency, which is called `wijkteam`."""
SERVICE = noticing({"test": b"l" * 32})
OWN = OwnKey.made(State.CURRENT)
KEY = OWN.key
AGREED = {
    "jeugdzorg": Agreement(organisation=SOURCE, contact="Helpdesk"),
    "wijkteam": Agreement(organisation=OTHER, contact="Helpdesk", regions=("utrecht",), modes=(Mode.STRUCTURED,)),
}
KNOWN = {kind.type for kind in (StatusChanged, CorrectionTaken, InformationAsked, MessageRejected)}
"""What the agency was written for: of a rejection the first version."""
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
        self.inbox = Inbox(AGREED, AgencyKeys([OWN]), b"k" * 32, translate)
        self.service = SERVICE
        self.opening = Opening(SERVICE, self.settings, self.keyring, self.inbox)
        decisions = Decisions(SERVICE, self.settings, {}, calendar())
        letters = DeadLetters(SERVICE.name, self.settings, self.keyring)
        self.consumer = Consumer(
            self.pool, self.opening, lambda: Batch(SERVICE, decisions, self.opening, letters), lambda: None
        )

    def sent(
        self,
        message: dict[str, Any],
        kind: type[Inbound] = ReferralSubmitted,
        own_id: str | None = None,
        topic: str = TOPIC,
        **changed: Any,
    ) -> Record:
        """What an agency publishes: encrypted to the organisation's key; with some attributes changed."""
        attributes = {"id": own_id or str(uuid4()), "source": f"{SOURCE}:systeem:x", "time": "2026-03-02T10:00:00Z"}
        envelope = {"specversion": "1.0", "type": kind.type, **attributes, "data": encrypted(message, KEY), **changed}
        return self.record(topic, json.dumps(envelope).encode())

    async def told(self, topic: str = "ekc.out.jeugdzorg") -> list[tuple[str, dict[str, Any]]]:
        """What the agency reads of it: the subject and the data of each message, in order."""
        return [(said["subject"], said["data"]) for said in await self.published(topic) if said["type"] in KNOWN]

    async def published(self, topic: str = "ekc.out.jeugdzorg") -> list[dict[str, Any]]:
        """All that is published for the agency."""
        rows = await self.pool.fetch("SELECT value FROM outbox WHERE topic = $1 ORDER BY id", topic)
        return [json.loads(row["value"]) for row in rows]

    async def cases(self) -> list[str]:
        """The cases that have events."""
        rows = await self.pool.fetch("SELECT DISTINCT stream FROM event_log")
        return [row["stream"] for row in rows]


def encrypted(message: Any, key: ECKey, **more: str) -> str:
    """A message as agencies encrypt it (RFC 7516)."""
    header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", **more}
    return str(jwe.encrypt_compact(header, json.dumps(message), key, algorithms=["ECDH-ES+A256KW", "A256GCM", "DEF"]))


def referral(**changes: Any) -> dict[str, Any]:
    """A referral as an agency writes it."""
    name, reference, contact, born, question = PRIVATE
    person = {"name": name, "birth_date": born, "contact": contact}
    usual = {"reference": reference, "region": "utrecht", "persons": [person], "reasons": ["parenting"]}
    return {**usual, "sector": "youth-care", "contact_name": name, "suggested_question": question, **changes}
