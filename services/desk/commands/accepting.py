"""Taking a command in: checked against the contract, ids minted, personal fields sealed, put into the outbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from contracts.base import Actor, Message
from contracts.coordination import ReportParticipantDeath, VetoParticipant, WithdrawParticipant
from contracts.referral import RecordPermission, RecordWillingness, ReportDeath, WithdrawCase
from contracts.topics import commands
from services.chassis import store
from services.chassis.batch import now
from services.chassis.decider import Pool
from services.chassis.envelopes import LARGEST
from services.chassis.keyring import Keyring
from services.chassis.sealing import concerned, seal_fields
from services.chassis.tracing import headers
from services.desk.commands.allowed import check
from services.desk.commands.checking import BadInput, check_numbers, check_signs, kind_of, validated
from services.desk.commands.minting import Mint, derived_id, digest
from services.desk.commands.rectifying import check_text
from services.desk.settings import DeskSettings

ENTER = """
INSERT INTO commands (id, stream, type, state, minted, digest, asked_by)
VALUES ($1, $2, $3, 'accepted', $4::jsonb, $5, $6)
ON CONFLICT (id) DO NOTHING RETURNING id
"""
NO = "SELECT id FROM commands WHERE id = $1 AND state = 'refused'"
STOP = "INSERT INTO stops (command, stream, subject) VALUES ($1, $2, $3)"
PUBLISH = "INSERT INTO outbox (topic, key, value) VALUES ($1, $2, $3)"


class AnotherCommand(Exception):
    """The id belongs to another command already."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks for."""

    type: str
    subject: str
    data: Any
    by: Actor
    id: str | None = None
    at: datetime | None = None
    """A story's own date."""
    not_a_bsn: bool = False
    """Staff confirm that a number in it is something else (R35)."""


@dataclass(frozen=True)
class Accepted:
    """A command on its way."""

    id: str
    stream: str
    kind: type[Message]
    minted: dict[str, str]
    repeated: bool


def nobody() -> None:
    """Nobody to wake: the relay looks by itself every second."""


class Accepting:
    """Accepts commands."""

    def __init__(self, settings: DeskSettings, pool: Pool, keyring: Keyring) -> None:
        self.settings = settings
        self.pool = pool
        self.keyring = keyring
        self.wake_relay: Callable[[], None] = nobody
        """Wakes the relay, once there is one."""

    async def accept(self, asked: Asked) -> Accepted:
        """Accept a command: from here on it has its effect, once, however often it is asked for.

        Raises:
            NotAllowed: it is not theirs to ask for.
            BadInput: it is no command, or does not keep to its contract.
            LooksLikeBsn: a text holds what passes for a citizen service number (R35).
            AnotherCommand: its id was used for something else.
            KeyringUnreachable: its personal fields cannot be sealed now.
        """
        kind = kind_of(asked.type)
        at = asked.at or now()
        command = asked.id or await self.own_id(asked, kind, at)
        mint = Mint(self.settings.secret, command)
        stream = mint.id(asked.subject, "subject")
        await check(self.pool, kind, stream, asked.by)
        message = validated(kind, mint.fill(kind, asked.data))
        check_signs(message)
        check_numbers(message, asked.by.role, confirmed=asked.not_a_bsn)
        await check_text(self.pool, stream, message)
        value = to_json(
            {
                **self.attributes(asked, kind, command, stream, at),
                "data": await self.sealed(message, stream),
            }
        )
        if len(value) > LARGEST:
            raise BadInput(("data", f"more than {LARGEST} bytes"))
        topic = commands(kind.service)
        repeated = not await self.enter(command, stream, message, mint.minted, asked.by, (topic, stream, value))
        self.wake_relay()
        return Accepted(command, stream, kind, mint.minted, repeated)

    async def own_id(self, asked: Asked, kind: type[Message], at: datetime) -> str:
        """The id of a command that was given none: asked again it is the same, until a rule said no to it.

        What could not be handled stays the same command: an operator can still replay it.
        """
        secret, before = self.settings.secret, ""
        while True:
            command = derived_id(secret, asked.by, kind.type, asked.subject, asked.data, at, before)
            if await self.pool.fetchval(NO, command) is None:
                return command
            before = command

    def attributes(self, asked: Asked, kind: type[Message], command: str, stream: str, at: datetime) -> dict[str, Any]:
        """The envelope: who asks, in which role, for which region, when."""
        story = {"storytime": at} if asked.at and self.settings.development else {}
        region = {"actorregion": asked.by.region} if asked.by.region else {}
        return {
            "specversion": "1.0",
            "id": command,
            "source": self.settings.source(),
            "type": kind.type,
            "subject": stream,
            "time": at,
            "datacontenttype": "application/json",
            "dataschema": kind.dataschema,
            "correlationid": command,
            "actorid": asked.by.id,
            "actorrole": asked.by.role,
            **region,
            **story,
            **headers(),
        }

    async def sealed(self, message: Message, stream: str) -> dict[str, Any]:
        """The data with its personal fields sealed; whom it is about has a key before anything is published."""
        data = message.model_dump(mode="json", exclude_none=True)
        keys = await self.keyring.create({stream, *concerned(type(message), data, stream)})
        seal_fields(type(message), data, stream, keys)
        return data

    async def enter(
        self,
        command: str,
        stream: str,
        message: Message,
        minted: dict[str, str],
        by: Actor,
        row: tuple[str, str, bytes],
    ) -> bool:
        """Write the command and its outbox row, once; from here on a withdrawal holds notices back (R15, R31)."""
        said = digest(self.settings.secret, stream, message)
        async with self.pool.acquire() as connection, connection.transaction():
            words = to_json(minted).decode()
            new = await connection.fetchval(ENTER, command, stream, message.type, words, said, by.id)
            if new is None:
                if await connection.fetchval("SELECT digest FROM commands WHERE id = $1", command) != said:
                    raise AnotherCommand
                return False
            stopped = stops(message)
            if stopped is not None:
                await store.lock(connection, [stream])
                await connection.execute(STOP, command, stream, *stopped)
            await connection.execute(PUBLISH, *row)
            return True


def stops(message: Message) -> tuple[str | None] | None:
    """Whom a withdrawal keeps notices from until its service has answered: everybody in the case, or one of them."""
    match message:
        case WithdrawCase() | RecordWillingness(answer="no"):
            return (None,)
        case RecordPermission(granted=False):
            return (None,)
        case ReportDeath():
            return (message.person,)
        case WithdrawParticipant() | VetoParticipant() | ReportParticipantDeath():
            return (message.participant,)
    return None
