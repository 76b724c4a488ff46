"""Looking things up in the read model, as the API shows them: without personal data."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
from pydantic_core import from_json

from contracts.access import Use
from contracts.base import Actor, Message
from contracts.catalogue import MESSAGES
from contracts.notices import NoticeSent
from services.chassis.decider import Pool
from services.desk.cases import clock
from services.desk.cases.waits import WAITS
from services.desk.cases.why import described
from services.desk.commands.minting import redacted
from services.desk.notices.gathering import HIDDEN
from services.desk.notices.hiding import may_read
from services.desk.notices.languages import words, written
from services.desk.read_model import cases
from services.desk.read_model.disclosure import Disclosure
from services.desk.read_model.extracts import Sealed, about, bound

CHANGES = "SELECT * FROM timeline WHERE number > $1 AND told ORDER BY number LIMIT $2"
OF_STREAM = "SELECT * FROM timeline WHERE stream = $1 AND told ORDER BY number"
CAUSED = "SELECT * FROM timeline WHERE cause = $1 AND told ORDER BY number"
NOTICES = "SELECT * FROM notices WHERE stream = $1 ORDER BY number"
NOTICES_BY_ID = "SELECT * FROM notices WHERE notice = ANY($1::text[])"
TO_BRING = """
SELECT n.* FROM notices n JOIN cases c ON c.id = n.stream
WHERE n.state = $1 AND n.recipient <> ALL($2::text[]) AND ($3::text IS NULL OR n.sent->>'channel' = $3)
    AND ($4::text IS NULL OR c.region = $4) AND ($5::text IS NULL OR c.coordinator = $5)
ORDER BY n.number LIMIT $6
"""
OF_NO_CASE = """
SELECT n.* FROM notices n
WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = n.stream)
    AND (n.recipient = $1 OR (n.recipient <> ALL($8::text[]) AND n.asked->>'asked_by' = $1))
    AND ($2::text IS NULL OR coalesce(n.asked->>'region', $2) = $2)
    AND NOT EXISTS (SELECT 1 FROM matters m WHERE m.stream = n.stream AND m.facts->>'whom' = $3)
    AND ($4::text IS NULL OR n.notice = $4) AND ($5::text IS NULL OR n.state = $5)
    AND ($6::text IS NULL OR n.sent->>'channel' = $6)
ORDER BY n.number LIMIT $7
"""
"""Complaints and absences: for a role in their region, save whom one is about (R41); without a region for all of it.

Also what that role settled: whoever complained hears it, and somebody has to bring it (R40).
"""
LISTED = """
SELECT id, region, coordinator, opened, latest, story, standing,
    EXISTS (SELECT 1 FROM letters l WHERE l.stream = cases.id AND l.state = 'parked') AS parked
FROM cases WHERE ($1::text IS NULL OR whose = $1) AND ($2::text IS NULL OR region = $2
        OR standing->>'asked_region' = $2 OR standing->'assisting' @> to_jsonb($2::text))
    AND ($3::boolean IS NULL OR (ended IS NOT NULL) = $3) AND ($4::text IS NULL OR coordinator = $4)
    AND ($5::text IS NULL OR id = $5)
ORDER BY opened, id LIMIT $6
"""
PARKED = """
SELECT letter, owner, state, reason, detail, since FROM letters WHERE stream = $1 AND state = 'parked' ORDER BY since
"""
PEOPLE = "SELECT * FROM people WHERE stream = $1 OR subject = $2 ORDER BY kind, subject"


def change(row: asyncpg.Record) -> dict[str, Any]:
    """A row of the timeline as a change."""
    data = from_json(row["data"])
    shown = redacted(MESSAGES.get(row["type"], Message), data)
    return {
        "number": row["number"],
        "at": row["at"],
        "case": row["stream"],
        "service": row["service"],
        "type": row["type"],
        "event": row["event"],
        "who": row["who"],
        "what": row["what"],
        "rule": row["rule"],
        "round": data.get("round"),
        "cause": row["cause"],
        "correlation": row["correlation"],
        "about": about(data),
        "data": shown,
        "notice": None,
    }


def listed(row: asyncpg.Record) -> dict[str, Any]:
    """A case as lists show it."""
    case = cases.case(row)
    standing, now = case.standing, clock.now(case.latest if case.story else None)
    wait = WAITS[standing.waits_after]
    over = standing.ended is not None or standing.linked is not None
    coming = [] if over else standing.to_come(now) or [standing.again(now)]
    return {
        "id": case.id,
        "region": case.region,
        "round": standing.round,
        "phase": standing.phase,
        "waiting_for": None if over else wait.what,
        "whose": None if over else cases.turn(case),
        "rule": "R3" if standing.linked else "R32" if over else wait.rule,
        "since": standing.since,
        "next": described(coming[0]) if coming else None,
        "parked": row["parked"],
        "ended": standing.ended,
        "opened": case.opened,
        "coordinator": case.coordinator,
    }


def notice(row: asyncpg.Record) -> dict[str, Any]:
    """A notice without its text."""
    sent = from_json(row["sent"]) if row["sent"] else {}
    asked = from_json(row["asked"])
    told_in = words(sent["language"]) if sent.get("language") in written() else None
    return {
        "notice": row["notice"],
        "case": row["stream"],
        "kind": row["kind"],
        "recipient": row["recipient"],
        "state": row["state"],
        "service": row["service"],
        "asked_by": asked.get("asked_by") or None,
        "respond_by": asked.get("respond_by"),
        "rule": asked.get("rule") or None,
        "channel": sent.get("channel"),
        "language": sent.get("language"),
        "review": told_in.review if told_in else None,
        "right_to_left": told_in is not None and told_in.right_to_left,
        "why": sent.get("why"),
        "text": None,
    }


async def case_row(connection: Pool, case: str) -> asyncpg.Record | None:
    """One case, if it is known."""
    return await connection.fetchrow(LISTED, None, None, None, None, case, 1)


async def changes(connection: Pool, after: int, limit: int) -> list[dict[str, Any]]:
    """What happened after a number, over all cases, each with the notice that it is about."""
    found = [change(row) for row in await connection.fetch(CHANGES, after, limit)]
    return await with_notices(connection, found)


async def with_notices(connection: Pool, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Changes that are about a notice with that notice."""
    known = await notices(connection, [one["data"]["notice"] for one in found if "notice" in one["data"]])
    return [{**one, "notice": known.get(one["data"].get("notice"))} for one in found]


async def notices(connection: Pool, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Notices by their ids."""
    return {row["notice"]: notice(row) for row in await connection.fetch(NOTICES_BY_ID, ids)} if ids else {}


async def with_texts(
    disclosure: Disclosure,
    by: Actor,
    purpose: str,
    rows: Mapping[str, Sequence[asyncpg.Record]],
    found: Sequence[dict[str, Any]],
    *,
    use: Use = Use.CASE_WORK,
) -> list[dict[str, Any]]:
    """Notices with their texts; what is hidden for safety's sake is not opened (R37)."""
    hidden = {row["id"] for row in await disclosure.pool.fetch(HIDDEN, list(rows))}
    texts = {
        case: {
            row["notice"]: text
            for row in of_case
            if (text := text_of(row)) and may_read(row["kind"], by.role, hidden=case in hidden)
        }
        for case, of_case in rows.items()
    }
    wanted = {case: list(of_case.values()) for case, of_case in texts.items()}
    opened = await disclosure.reveal(by, purpose, wanted, use=use)
    plain = {notice: opened.read(text) for of_case in texts.values() for notice, text in of_case.items()}
    return [{**one, "text": plain.get(one["notice"])} for one in found]


async def changes_with_texts(
    connection: Pool, disclosure: Disclosure, by: Actor, found: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Changes with the texts of the notices that they are about."""
    sent = [one for one in found if one["type"] == NoticeSent.type]
    rows = await connection.fetch(NOTICES_BY_ID, [one["notice"]["notice"] for one in sent]) if sent else []
    by_case: dict[str, list[asyncpg.Record]] = defaultdict(list)
    for row in rows:
        by_case[row["stream"]].append(row)
    notices = await with_texts(disclosure, by, "story", by_case, [one["notice"] for one in sent], use=Use.STORY)
    shown = {one["notice"]: one for one in notices}
    return [
        {**one, "notice": shown.get(one["notice"]["notice"], one["notice"])} if one["type"] == NoticeSent.type else one
        for one in found
    ]


def text_of(row: asyncpg.Record) -> Sealed | None:
    """The sealed text of a notice that was sent."""
    sent = from_json(row["sent"]) if row["sent"] else {}
    if "text" not in sent:
        return None
    return bound(sent["text"], sent["recipient_key"], NoticeSent, ("text",))
