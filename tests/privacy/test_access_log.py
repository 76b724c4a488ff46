"""The access log: every change and reading, in a chain that shows any later change of it (R33)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from contracts.base import Actor, Event
from contracts.envelope import Envelope
from contracts.people import Means
from contracts.privacy import PersonalDataRead
from contracts.referral import ContactMade
from services.chassis.decider import Decided
from services.privacy import access_log
from tests.platform import Databases

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def seen(event: Event, number: int) -> Decided:
    """An event that reached the privacy service."""
    envelope = Envelope(
        id=f"case-1-referral-{number}",
        source="urn:nld:oin:00000099000000000000:systeem:ekc-referral",
        type=event.type,
        subject="case-1",
        time=NOW,
        actorid="manager-1",
        actorrole="regional-manager",
    )
    nothing: Any = None
    return Decided(
        stream="case-1",
        at=NOW,
        by=Actor(id="manager-1", role="service"),
        message=event,
        cause=envelope,
        facts=(),
        attributes=(),
        state=nothing,
        correlation="c",
        raw=b"",
        offset=number,
    )


@pytest.fixture
async def log(database: Databases) -> AsyncIterator[asyncpg.Connection]:
    """An access log with three entries."""
    connection = await asyncpg.connect(database("privacy"))
    read = PersonalDataRead(kinds=("names",), purpose="to call them")
    contact = ContactMade(with_person=True, means=Means.SPOKEN)
    await access_log.append(connection, [seen(contact, 1), seen(read, 2)])
    await access_log.append(connection, [seen(contact, 3)])
    yield connection
    await connection.close()


async def test_who_read_and_changed_what_is_written_down(log: asyncpg.Connection) -> None:
    """R33: who, in which role, which case, what kind; never the content, nor the purpose in people's words."""
    rows = await log.fetch("SELECT actor, role, case_id, what FROM access_log ORDER BY number")

    assert [tuple(row) for row in rows] == [
        ("manager-1", "regional-manager", "case-1", "change:contact-made"),
        ("manager-1", "regional-manager", "case-1", "names:personal-data-read"),
        ("manager-1", "regional-manager", "case-1", "change:contact-made"),
    ]


async def test_an_untouched_log_is_whole(log: asyncpg.Connection) -> None:
    """Each entry follows from the one before it."""
    assert await access_log.broken_at(log) is None


@pytest.mark.parametrize(
    ("tampering", "first_wrong"),
    [
        ("UPDATE access_log SET actor = 'somebody-else' WHERE number = 2", 2),
        ("DELETE FROM access_log WHERE number = 2", 2),
        ("UPDATE access_log SET hash = previous WHERE number = 1", 1),
    ],
)
async def test_a_later_change_shows(
    log: asyncpg.Connection, database: Databases, tampering: str, first_wrong: int
) -> None:
    """Whoever changes, removes or forges an entry breaks the chain at it."""
    name = await log.fetchval("SELECT current_database()")
    administrator = await asyncpg.connect(database.platform.admin_url(name))
    await administrator.execute(tampering)
    await administrator.close()

    assert await access_log.broken_at(log) == first_wrong


async def test_the_service_itself_may_only_append(log: asyncpg.Connection) -> None:
    """Its own role cannot change or remove what is written."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await log.execute("DELETE FROM access_log")
