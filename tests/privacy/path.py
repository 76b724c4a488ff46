"""The privacy service's message path on a real PostgreSQL, with its keyring and its eraser; Kafka is not needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import asyncpg
from pydantic import SecretStr

from contracts.base import Message
from contracts.coordination import CoordinatorAssigned, CoordinatorRegistered, ParticipantInvited
from contracts.people import Ending, PersonConcerned
from contracts.referral import CaseEnded, CaseOpened
from services.chassis.envelopes import Arrival
from services.chassis.settings import Settings
from services.privacy import keys
from services.privacy.app import SERVICE
from services.privacy.epochs import FileEpochs
from services.privacy.eraser import Eraser
from tests.chassis.path import MANAGER, Keyring, MessagePath
from tests.rules.privacy_cases import MONDAY


@dataclass
class PrivacyPath(MessagePath):
    """The path, with the keyring that it erases from."""

    @classmethod
    async def create(cls, database: str, keyring_database: str, folder: Path) -> Self:
        """Connect to migrated databases."""
        settings = Settings(part="privacy", environment="development", mint_key=SecretStr("aa" * 32))
        pool = await asyncpg.create_pool(database, min_size=1, max_size=4)
        keyring_pool = await asyncpg.create_pool(keyring_database, min_size=1, max_size=2)
        return cls(pool, Keyring(keys.Keyring(keyring_pool, FileEpochs(folder))), settings, SERVICE)

    @property
    def ring(self) -> keys.Keyring:
        """The keyring itself."""
        return self.keyring.keyring

    def eraser(self, hours: float = 0) -> Eraser:
        """An eraser that tells the service what it did."""

        async def tell(told: Sequence[Arrival]) -> None:
            await self.consumer.persist(list(told), {})

        return Eraser(self.pool, self.ring, tell, self.settings.source("workflows"), hours)

    async def erase(self, eraser: Eraser | None = None) -> None:
        """Bring every erasure as far as it can come now."""
        async with self.pool.acquire() as connection:
            await (eraser or self.eraser()).advance(connection)

    async def case(self, case: str | None = None, person: str = "mike", guest: str = "els") -> str:
        """A case about mike that has ended, with els in the circle and the coordinator anna, who all have keys."""
        case = case or "case-1"
        await self.ring.create([case, person, guest, "anna"])
        about = PersonConcerned(person=person, name="Somebody", language="nl")
        invited = ParticipantInvited(participant=guest, name="Somebody", role="aunt", language="nl", invited=MONDAY)
        await self.handle(
            self.fact(
                CoordinatorRegistered(name="Somebody", languages=("nl",), regions=("noord",), capacity=3), "anna", 1
            ),
            self.fact(CaseOpened(region="noord", persons=(about,), opened=MONDAY), case, 1),
            self.fact(CoordinatorAssigned(coordinator="anna", round=1), case, 1),
            self.fact(invited, case, 2),
            self.fact(CaseEnded(ending=Ending.CLOSED, ended=MONDAY, round=1), case, 2),
        )
        return case

    async def ask(self, wish: Message, case: str = "case-1", **attributes: Any) -> None:
        """The regional manager asks for something."""
        data = wish.model_dump(mode="json", exclude_none=True)
        await self.handle(self.event("ekc.privacy.commands", type(wish), case, data, **{**MANAGER, **attributes}))

    async def readable(self, *subjects: str) -> list[str]:
        """Who of them has a key."""
        opened = await self.ring.open(subjects)
        return [subject for subject in subjects if opened.get(subject)]

    async def published(self) -> list[tuple[str, str]]:
        """Each event that was published, with its subject."""
        return [(one["type"].split(".")[-2], one["subject"]) for one in await self.outbox()]
