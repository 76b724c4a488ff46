"""Dead letters: what could not be handled is kept, sealed, with its reason; its sender hears; it can be replayed."""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol
from uuid import UUID, uuid5

import asyncpg
from pydantic_core import to_json

from contracts.agency import MessageRejected, MessageRejectedV2
from contracts.base import Message, Refusal
from contracts.operations import (
    PARKED_BY_OPERATOR,
    CommandRejected,
    DeadLetterAnnounced,
    DiscardDeadLetters,
    DiscardGroup,
    ReleaseStream,
    ReplayDeadLetter,
)
from contracts.roles import ROLES
from contracts.topics import TOPICS, agency_of, dead_letters, events, outbound
from services.chassis import quarantine, store
from services.chassis.bad_message import BadMessage
from services.chassis.decider import Connection
from services.chassis.envelopes import Arrival
from services.chassis.keyring import Keyring
from services.chassis.opening import Opening
from services.chassis.sealing import seal, unseal
from services.chassis.settings import Settings
from services.chassis.store import Writes

if TYPE_CHECKING:
    from collections.abc import Mapping

OPAQUE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""An id that cannot hold a name. Others are not given back: the topic and the offset say which message it was."""
MAY_REPLAY = ROLES["operations"][ReplayDeadLetter]
MAY_DISCARD = ROLES["operations"][DiscardDeadLetters]
_LETTERS = UUID("5d3b8fd2-7f4e-5a3c-9f39-5a0a0f8f5c11")


class Writing(Protocol):
    """Where the rows of a batch are collected."""

    writes: Writes


class DeadLetters:
    """Writes dead letters, their announcements, and the answers to whoever sent them."""

    def __init__(self, owner: str, settings: Settings, keyring: Keyring) -> None:
        self.owner = owner
        self.settings = settings
        self.keyring = keyring
        self.speaks = events(owner) in {topic.name for topic in TOPICS}
        """Whether the owner has a topic on which it answers; the bridge has none."""

    def name(self, arrival: Arrival) -> str:
        """The id of the letter that a message would be: the same on every delivery, and another one at each part."""
        return str(uuid5(_LETTERS, f"{self.owner}/{arrival.topic}/{arrival.partition}/{arrival.offset}"))

    async def add(self, batch: Writing, arrival: Arrival, state: Literal["dead", "parked"]) -> None:
        """Keep a failed message, sealed under the day's quarantine key, announce it and answer its sender.

        Raises:
            KeyringUnreachable: the quarantine key cannot be had now.
        """
        bad = arrival.failure or BadMessage("failed", "It could not be handled.")
        since = datetime.now(UTC)
        letter = self.name(arrival)
        day = quarantine.of(since)
        keys = await self.keyring.open([day])
        if day not in keys:
            keys = await self.keyring.create([day])
        body = seal(b64encode(arrival.value).decode(), keys[day], letter.encode()).encode()
        known = arrival.kind.type if arrival.kind else None
        ours = not arrival.topic.startswith("ekc.in.") and arrival.readable
        message = arrival.envelope.id if ours else None
        batch.writes.letters.append(
            (
                letter,
                arrival.topic,
                arrival.partition,
                arrival.offset,
                arrival.stream if ours else None,
                message,
                known,
                bad.reason,
                bad.detail,
                state,
                since,
                day,
                body,
            )
        )
        announcement = DeadLetterAnnounced(
            letter=letter,
            owner=self.owner,
            topic=arrival.topic,
            partition=arrival.partition,
            offset=arrival.offset,
            message=message,
            asked=known,
            reason=bad.reason,
            detail=bad.detail,
            state=state,
            replays=arrival.replays,
            since=since,
        )
        about, said = arrival.stream if ours else letter, f"{letter}/{state}/{arrival.replays}"
        self.publish(batch, dead_letters(self.owner), about, announcement, since, said=said)
        if not arrival.replay:
            self.answer(batch, arrival, bad, since)

    def answer(self, batch: Writing, arrival: Arrival, bad: BadMessage, since: datetime) -> None:
        """Tell the sender: an agency on its own topic, the desk among the service's events."""
        problem_type, title = f"urn:ekc:problem:{bad.reason}", bad.reason.replace("-", " ")
        agency = agency_of(arrival.topic)
        if agency:
            letter = self.name(arrival)
            for rejected in rejections(arrival, bad, problem_type, title):
                said = f"{letter}/{rejected.type}"
                self.publish(batch, outbound(agency), letter, rejected, since, said=said)
        elif arrival.readable and self.speaks and arrival.topic.endswith((".commands", ".due")):
            problem = Refusal(type=problem_type, title=title, status=422, detail=bad.detail)
            stream = arrival.stream or self.name(arrival)
            rejection = CommandRejected(problem=problem)
            said = self.name(arrival)
            self.publish(batch, events(self.owner), stream, rejection, since, said=said, cause=arrival.envelope.id)

    def publish(
        self,
        batch: Writing,
        topic: str,
        stream: str,
        message: Message,
        at: datetime,
        *,
        said: str,
        cause: str | None = None,
    ) -> None:
        """Put an announcement or an answer into the outbox; it takes no sequence.

        `said` is what is said of which message: said again, it has the same id.
        """
        envelope: Mapping[str, Any] = {
            "specversion": "1.0",
            "id": f"{message.type.split('.')[-2]}-{uuid5(_LETTERS, said)}",
            "source": self.settings.source(),
            "type": message.type,
            "subject": stream,
            "time": at,
            "datacontenttype": "application/json",
            "dataschema": message.dataschema,
            **({"causationid": cause} if cause else {}),
            "data": message.model_dump(mode="json", exclude_none=True),
        }
        batch.writes.outbox.append((topic, stream, to_json(envelope)))

    async def expand(self, connection: Connection, opening: Opening, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Put what is to be replayed beside the requests for it, each once, and keep others from replaying it too.

        A parked event is still held by its stream, so its request only names that stream; a dead message is made again,
        unless it waits already since somebody else asked.

        Raises:
            KeyringUnreachable: the quarantine key cannot be had now.
        """
        expanded: list[Arrival] = []
        asked: set[str] = set()
        for item in arrivals:
            expanded.append(item)
            if item.kind is not ReplayDeadLetter or item.failure:
                continue
            letter = str((item.envelope.data or {}).get("letter"))
            row = await connection.fetchrow(store.LETTER_TO_REPLAY, letter)
            if row is None or item.envelope.actorrole not in MAY_REPLAY:
                item.failure = BadMessage("no-such-letter", "There is no such dead letter, or you may not replay it.")
                continue
            item.letter, item.replays = letter, row["replays"] + 1
            if row["reason"] == PARKED_BY_OPERATOR:
                item.stream, item.kind = row["stream"], ReleaseStream
            elif row["state"] == "parked":
                item.stream = row["stream"]
            elif row["state"] == "dead" and letter not in asked and not row["waits"]:
                asked.add(letter)
                expanded.append(await self.again(opening, row))
        return expanded

    async def again(self, opening: Opening, row: asyncpg.Record) -> Arrival:
        """The message of a dead letter, as if it had just arrived."""
        keys = await self.keyring.open([row["quarantine"]])
        key = keys.get(row["quarantine"])
        opens = key is not None and not key.erased
        value = b64decode(unseal(row["body"], key, row["letter"].encode())) if key and opens else b""
        item = opening.again(row["topic"], row["partition"], row["offset"], row["since"], value)
        if key is None:
            item.failure = BadMessage("no-key", "The key of its day is missing; it was not destroyed.")
        elif not opens:
            item.failure = BadMessage("body-destroyed", "Its body is gone: the key of its day was destroyed.")
        item.replay = True
        item.letter, item.replays = row["letter"], row["replays"] + 1
        return item

    def note_handled(self, batch: Writing, arrival: Arrival) -> None:
        """The effect of a replay is there: mark the letter, and say so."""
        letter = self.name(arrival)
        batch.writes.handled.append(letter)
        place = (arrival.topic, arrival.partition, arrival.offset)
        self.let_go(batch, letter, place, arrival.stream, "handled", "It was handled when it was replayed.")

    async def discard(self, connection: Connection, batch: Writing, arrival: Arrival) -> None:
        """Let go of the dead letters of a topic that an operator saw; what came later than they asked stays."""
        if arrival.envelope.actorrole not in MAY_DISCARD:
            arrival.failure = BadMessage("no-such-letter", "You may not discard dead letters.")
            return
        said = arrival.envelope.data or {}
        topic, at = str(said.get("topic")), arrival.envelope.time
        if arrival.kind is DiscardGroup:
            rows = await connection.fetch(store.GROUP_DISCARDED, topic, at, said.get("reason"), said.get("asked"))
        else:
            rows = await connection.fetch(store.DISCARDED, topic, at)
        for letter, partition, offset in rows:
            self.let_go(batch, letter, (topic, partition, offset), letter, "discarded", "An operator discarded it.")

    def let_go(
        self, batch: Writing, letter: str, place: tuple[str, int, int], about: str, reason: str, detail: str
    ) -> None:
        """Say that nothing is left to do about a letter."""
        self.say(batch, letter, place, about, reason, detail, "handled")

    def say(
        self,
        batch: Writing,
        letter: str,
        place: tuple[str, int, int],
        about: str,
        reason: str,
        detail: str,
        state: Literal["parked", "handled"],
    ) -> None:
        """Announce how it is with a letter behind which no message is left, or never was one."""
        topic, partition, offset = place
        announcement = DeadLetterAnnounced(
            letter=letter,
            owner=self.owner,
            topic=topic,
            partition=partition,
            offset=offset,
            reason=reason,
            detail=detail,
            state=state,
            since=datetime.now(UTC),
        )
        since, said = announcement.since, f"{letter}/{state}"
        self.publish(batch, dead_letters(self.owner), about, announcement, since, said=said)


def rejections(arrival: Arrival, bad: BadMessage, problem_type: str, title: str) -> tuple[Message, ...]:
    """The answer to an agency in both versions: it reads the one that it knows, and passes over the other."""
    said = {
        "message": arrival.envelope.id if OPAQUE.fullmatch(arrival.envelope.id) else None,
        "topic": arrival.topic,
        "offset": arrival.offset,
        "problem_type": problem_type,
        "title": title,
        "detail": bad.detail,
        "errors": bad.places,
    }
    return MessageRejected(problem=bad.reason, **said), MessageRejectedV2(**said)
