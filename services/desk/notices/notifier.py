"""The notifier: tells people what services want them told, in their own words, or keeps silent (R44, R31).

A notice is kept and shown for now. It is decided under the lock of its case's stream, so that nothing is sent after a
withdrawal was accepted. What it takes to write a batch of notices is read as everybody reads at the desk, on record
(`disclosure.py`); the text is sealed at once; what was already sent is never sent again.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import asyncpg
from pydantic_core import from_json

from contracts.access import Use
from contracts.base import Actor
from contracts.envelope import Envelope
from contracts.notices import NoticeDue, NoticeSent, NoticeWithheld
from contracts.people import Channel
from contracts.telling import LEVELS
from services.chassis import store
from services.chassis.consumer import TRANSIENT
from services.chassis.log import logger
from services.desk.cases import clock
from services.desk.desk import Desk
from services.desk.notices.gathering import Gathering, Material, Recipient, recipient
from services.desk.notices.hiding import INVITING
from services.desk.notices.silence import WHILE_RESTING, Verdict, verdict
from services.desk.read_model.bell import LOOK_AGAIN
from services.desk.read_model.disclosure import Opened
from services.desk.read_model.extracts import Sealed

log = logger("notifier")

NOTIFIER = Actor(id="notifier", role="service")
PURPOSE = "notice"
"""What personal data is read for, as the access log has it (R33)."""
AT_ONCE = 100
AGAIN_SECONDS = 60.0
"""When a notice that could not be written is tried again: until then the others have its place."""
SITUATION = """
SELECT notice, stream, asked, cause, gone, taken_out, ended, stopping, paused, resting
FROM notices n CROSS JOIN LATERAL (SELECT
    EXISTS (SELECT 1 FROM people p WHERE p.subject = n.recipient AND p.gone) AS gone,
    EXISTS (SELECT 1 FROM people p WHERE p.subject = n.recipient AND p.taken_out) AS taken_out,
    EXISTS (SELECT 1 FROM cases c WHERE c.id = n.stream AND c.ended IS NOT NULL) AS ended,
    EXISTS (SELECT 1 FROM cases c WHERE c.id = n.stream AND c.standing->'held' ? 'invitations') AS paused,
    EXISTS (SELECT 1 FROM cases c WHERE c.id = n.stream AND c.standing->'held' ? 'processing') AS resting,
    EXISTS (SELECT 1 FROM stops s WHERE s.stream = n.stream AND (s.subject IS NULL OR s.subject = n.recipient))
        AS stopping) how
WHERE state = 'due'
"""
DUE = (
    SITUATION
    + """
AND notice <> ALL($2::text[]) AND (gone OR recipient = ANY($3::text[])
    OR NOT (stopping OR (kind = ANY($4::text[]) AND paused AND NOT ended)))
    AND (NOT resting OR kind = ANY($5::text[]) OR ended OR (gone AND recipient <> ALL($3::text[])))
ORDER BY number LIMIT $1
"""
)
ONE = SITUATION + "AND notice = $1"


@dataclass(frozen=True)
class Draft:
    """A notice that is about to be written, or withheld."""

    stream: str
    due: NoticeDue
    cause: Envelope
    at: datetime
    to: Recipient
    material: Material | None
    """What its words need; nothing if nobody is to be told."""


class Notifier:
    """Works off what is due."""

    def __init__(self, desk: Desk, wake_relay: Callable[[], None]) -> None:
        self.desk = desk
        self.wake_relay = wake_relay
        self.gathering = Gathering(desk.pool)
        self.again: dict[str, float] = {}
        """When each notice that could not be written is tried again."""

    async def run(self) -> None:
        """Until cancelled. An outage is waited out; one notice that fails does not hold up the others."""
        while True:
            news = self.desk.bell.news
            try:
                told = await self.work_off()
            except TRANSIENT as error:
                log.warning("notices wait for an outage to pass", error=error)
                told = 0
            if not told:
                await self.desk.bell.wait(news, LOOK_AGAIN)

    async def work_off(self) -> int:
        """Tell whoever is to be told now; how many notices were settled."""
        now = time.monotonic()
        self.again = {notice: at for notice, at in self.again.items() if at > now}
        kinds = sorted(INVITING), sorted(WHILE_RESTING)
        rows = await self.desk.pool.fetch(DUE, AT_ONCE, list(self.again), list(LEVELS), *kinds)
        drafts: list[Draft] = []
        for row in rows:
            with self.alone(row["notice"], row["stream"]):
                drafts.append(await self.draft(row))
        opened = await self.read(drafts)
        settled = 0
        for draft in drafts:
            with self.alone(draft.due.notice, draft.stream):
                settled += await self.settle(draft, opened)
        if settled:
            self.wake_relay()
            log.info("notices settled", count=settled)
        return settled

    @contextmanager
    def alone(self, notice: str, stream: str) -> Iterator[None]:
        """What fails with one notice holds up no other; an outage holds up all."""
        try:
            yield
        except TRANSIENT:
            raise
        except Exception as error:
            self.again[notice] = time.monotonic() + AGAIN_SECONDS
            log.error("a notice could not be written", notice=notice, stream=stream, error=error)

    async def draft(self, row: asyncpg.Record) -> Draft:
        """A notice with all that its words need, still sealed; nothing is gathered for one that is not to be sent."""
        stream = row["stream"]
        due = NoticeDue.model_validate(from_json(row["asked"]))
        cause = Envelope.model_validate({**from_json(row["cause"]), "type": NoticeDue.type, "subject": stream})
        at = clock.now(cause.storytime)
        to = await recipient(self.desk.pool, due.recipient)
        sends = judged(row, due) is Verdict.SEND
        material = await self.gathering.gather(stream, due, to, at) if sends else None
        return Draft(stream, due, cause, at, to, material)

    async def read(self, drafts: Sequence[Draft]) -> Opened:
        """What all of them need, as one reading (R33).

        References to people stay as they are in what is sealed for somebody: the name stands there when it is read.
        """
        wanted: dict[str, list[Sealed]] = defaultdict(list)
        for draft in drafts:
            if draft.material:
                wanted[draft.stream] += draft.material.sealed()
        return await self.desk.disclosure.reveal(NOTIFIER, PURPOSE, wanted, use=Use.NOTICE, names=False)

    async def settle(self, draft: Draft, opened: Opened) -> bool:
        """Send one notice or withhold it, by how things stand under the lock; says no if it has to wait."""
        text = draft.material.write(opened) if draft.material else ""
        async with self.desk.pool.acquire() as connection, connection.transaction():
            await store.lock(connection, [draft.stream])
            how = await connection.fetchrow(ONE, draft.due.notice)
            decided = judged(how, draft.due) if how else Verdict.WAIT
            if decided is Verdict.WAIT or (decided is Verdict.SEND and not draft.material):
                return False
            sends = draft.material if decided is Verdict.SEND else None
            event = sent(draft, sends.wording.language, text) if sends else withheld(draft.due, decided)
            said = {draft.stream: [event]}
            await self.desk.recorder.record(connection, said, cause=draft.cause, by=NOTIFIER, at=draft.at)
        return True


def judged(how: asyncpg.Record, due: NoticeDue) -> Verdict:
    """What to do with a notice as things stand."""
    stands = {name: how[name] for name in ("gone", "taken_out", "stopping", "ended", "paused", "resting")}
    return verdict(due.kind, staff=due.recipient in LEVELS, **stands)


def sent(draft: Draft, language: str, text: str) -> NoticeSent:
    """The notice as it left the desk."""
    due, to = draft.due, draft.to
    return NoticeSent(
        notice=due.notice,
        kind=due.kind,
        recipient=due.recipient,
        channel=Channel(to.channel),
        language=language,
        text=text,
        recipient_key=to.subject if to.known else draft.stream,
        rule=due.rule,
    )


def withheld(due: NoticeDue, why: Verdict) -> NoticeWithheld:
    """The notice that was not sent, and why."""
    said: Literal["ended", "recipient-left"] = "ended" if why is Verdict.ENDED else "recipient-left"
    return NoticeWithheld(notice=due.notice, kind=due.kind, why=said)
