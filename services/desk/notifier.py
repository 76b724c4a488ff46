"""The notifier: tells people what services want them told, in their own words, or keeps silent (R44, R31).

A notice is kept and shown for now. It is decided under the lock of its case's stream, so that nothing is sent after a
withdrawal was accepted. The text is sealed at once; what was already sent is never sent again.
"""

import time
from collections.abc import Callable
from typing import Literal, cast

import asyncpg
from pydantic_core import from_json

from contracts.base import Actor
from contracts.envelope import Envelope
from contracts.notices import NoticeDue, NoticeSent, NoticeWithheld
from contracts.people import Channel
from services.chassis import store
from services.chassis.consumer import TRANSIENT
from services.chassis.decider import Connection
from services.chassis.log import logger
from services.desk import clock
from services.desk.bell import LOOK_AGAIN
from services.desk.desk import Desk
from services.desk.gathering import STAFF, Gathering, Recipient, recipient
from services.desk.hiding import INVITING
from services.desk.silence import Verdict, verdict

log = logger("notifier")

DESK = Actor(id="desk", role="service")
AT_ONCE = 100
AGAIN_SECONDS = 60.0
"""When a notice that could not be written is tried again: until then the others have its place."""
DUE = """
SELECT notice, stream, asked, cause FROM notices n WHERE state = 'due' AND notice <> ALL($2::text[]) AND NOT EXISTS (
    SELECT 1 FROM stops s WHERE s.stream = n.stream AND (s.subject IS NULL OR s.subject = n.recipient))
    AND NOT (kind = ANY($3::text[]) AND EXISTS (
        SELECT 1 FROM cases c WHERE c.id = n.stream AND c.ended IS NULL AND c.standing->'held' ? 'invitations'))
ORDER BY number LIMIT $1
"""
SITUATION = """
SELECT state,
    EXISTS (SELECT 1 FROM people p WHERE p.subject = n.recipient AND p.gone) AS gone,
    EXISTS (SELECT 1 FROM cases c WHERE c.id = n.stream AND c.ended IS NOT NULL) AS ended,
    EXISTS (SELECT 1 FROM cases c WHERE c.id = n.stream AND c.standing->'held' ? 'invitations') AS paused,
    EXISTS (SELECT 1 FROM stops s WHERE s.stream = n.stream AND (s.subject IS NULL OR s.subject = n.recipient))
        AS stopping
FROM notices n WHERE notice = $1
"""


class Notifier:
    """Works off what is due."""

    def __init__(self, desk: Desk, wake_relay: Callable[[], None]) -> None:
        self.desk = desk
        self.wake_relay = wake_relay
        self.gathering = Gathering(desk.pool, desk.keyring)
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
        rows = await self.desk.pool.fetch(DUE, AT_ONCE, list(self.again), sorted(INVITING))
        settled = 0
        for row in rows:
            try:
                settled += await self.settle(row)
            except TRANSIENT:
                raise
            except Exception as error:
                self.again[row["notice"]] = now + AGAIN_SECONDS
                log.error("a notice could not be written", notice=row["notice"], stream=row["stream"], error=error)
        if settled:
            self.wake_relay()
            log.info("notices settled", count=settled)
        return settled

    async def settle(self, row: asyncpg.Record) -> bool:
        """Send one notice or withhold it; says no if it has to wait."""
        due = NoticeDue.model_validate(from_json(row["asked"]))
        cause = Envelope.model_validate({**from_json(row["cause"]), "type": NoticeDue.type, "subject": row["stream"]})
        at = clock.now(cause.storytime)
        to = await recipient(self.desk.pool, due.recipient)
        language, text = await self.gathering.write(row["stream"], due, to, at)
        async with self.desk.pool.acquire() as connection, connection.transaction():
            await store.lock(connection, [row["stream"]])
            decided = await self.decide(connection, due)
            if decided is None or decided is Verdict.WAIT:
                return False
            sends = decided is Verdict.SEND
            event = sent(due, to, row["stream"], language, text) if sends else withheld(due, decided)
            await self.desk.recorder.record(connection, row["stream"], [event], cause=cause, by=DESK, at=at)
        return True

    async def decide(self, connection: Connection, due: NoticeDue) -> Verdict | None:
        """What to do with it, by how things stand under the lock; nothing if it was settled meanwhile."""
        how = cast("asyncpg.Record", await connection.fetchrow(SITUATION, due.notice))
        if how["state"] != "due":
            return None
        staff = due.recipient in STAFF
        return verdict(due.kind, staff=staff, **{name: how[name] for name in ("gone", "stopping", "ended", "paused")})


def sent(due: NoticeDue, to: Recipient, stream: str, language: str, text: str) -> NoticeSent:
    """The notice as it left the desk."""
    return NoticeSent(
        notice=due.notice,
        kind=due.kind,
        recipient=due.recipient,
        channel=Channel(to.channel),
        language=language,
        text=text,
        recipient_key=to.subject if to.known else stream,
        rule=due.rule,
    )


def withheld(due: NoticeDue, why: Verdict) -> NoticeWithheld:
    """The notice that was not sent, and why."""
    said: Literal["ended", "recipient-left"] = "ended" if why is Verdict.ENDED else "recipient-left"
    return NoticeWithheld(notice=due.notice, kind=due.kind, why=said)
