"""The access log: every change and reading, one chain for each region, whose rows nobody changes (R33)."""

from datetime import UTC, datetime, timedelta, timezone

import asyncpg
import pytest

from contracts.access import NOWHERE, AccessLogRead, Act, OperatorActed, Use
from contracts.coordination import ParticipantInvited
from contracts.people import CircleRole
from contracts.privacy import PersonalDataRead
from contracts.referral import CaseTransferred, TransferReason
from services.chassis.decider import Decided
from services.privacy.access_log import rows
from services.privacy.access_log.rows import Row
from tests.privacy.log import CONTACT, NOW, READ, SEALED, Log, seen

MOVED = CaseTransferred(region="zuid", before="noord", reason=TransferReason.MOVED)


def row_of(decided: Decided) -> Row:
    """What is written down of one event."""
    (row,) = rows.of(decided)
    return row


def test_a_reading_is_written_down_with_what_the_norm_asks_for() -> None:
    """R33, NEN 7513: who, role, region, when, case, whose data, what kind, what for; the reader's words sealed."""
    read = READ.model_copy(update={"use": Use.HANDING_OVER, "on_behalf": "els"})

    assert row_of(seen(read, 3, actorregion="zuid")) == Row(
        at=NOW + timedelta(minutes=3),
        event="urn:nld:oin:00000099000000000000:systeem:ekc-desk#case-1-desk-3",
        kind="personal-data-read",
        action="R",
        outcome="done",
        actor="manager-1",
        role="regional-manager",
        actor_region="zuid",
        on_behalf="els",
        case_id="case-1",
        subjects=("els",),
        data=("names",),
        use="handing-over",
        reason=SEALED,
    )


def test_of_a_change_the_names_of_the_fields_are_written_down_and_never_what_they_hold() -> None:
    """R33: which kinds of data of whom; the values are nowhere in the row."""
    invited = ParticipantInvited(
        participant="els", name="Els van der Zande", role=CircleRole.AUNT, language="nl", invited=NOW
    )

    row = row_of(seen(invited, 1))

    assert (row.action, row.subjects, row.data) == ("C", ("els",), ("participant-invited.name",))
    assert "Zande" not in rows.content("noord", 1, row).decode()


def test_a_moment_is_the_same_in_every_time_zone() -> None:
    """A row that was read back has the hash with which it was written, wherever its moment was said."""
    dutch = datetime(2025, 3, 3, 10, tzinfo=timezone(timedelta(hours=1)))

    assert row_of(seen(CONTACT, 1, time=dutch)).at.isoformat() == datetime(2025, 3, 3, 9, tzinfo=UTC).isoformat()


def test_what_an_operator_did_is_written_down_with_what_it_was_done_to() -> None:
    """R33: what, to what, at which parts and why, as words of lists and ids; whose data it is nobody's."""
    acted = OperatorActed(act=Act.PAUSE, about="ekc.in.school-noord", parts=("referral",), reason="inc-7")

    row = row_of(seen(acted, 1, actorrole="operator"))

    assert (row.kind, row.action, row.role) == ("operator-acted", "E", "operator")
    assert (row.subjects, row.data) == ((), ("pause", "ekc.in.school-noord", "referral", "inc-7"))


async def test_each_region_has_a_chain_of_its_own(log: Log) -> None:
    """The row is in the chain of the region that has the case then: handed over, the next one is in the other's."""
    await log.append(seen(CONTACT, 6), seen(MOVED, 7), seen(CONTACT, 8))
    await log.append(seen(CONTACT, 9), seen(CONTACT, 1, "of-no-case"))
    await log.append(seen(AccessLogRead(region="noord"), 1, "access-log"))

    found = await log.pool.fetch("SELECT region, array_agg(kind ORDER BY number) FROM access_log GROUP BY 1 ORDER BY 1")

    assert [(region, kinds[-3:]) for region, kinds in found] == [
        (NOWHERE, ["contact-made"]),
        ("noord", ["personal-data-read", "contact-made", "access-log-read"]),
        ("zuid", ["case-transferred", "contact-made", "contact-made"]),
    ]
    assert await log.found() == []


async def test_a_reader_finds_whom_it_was_about(log: Log) -> None:
    """What was kept can be asked for by whose data it is."""
    query = "SELECT kind, data FROM access_log WHERE 'els' = ANY(subjects) ORDER BY number"

    assert [tuple(row) for row in await log.pool.fetch(query)] == [("personal-data-read", ["names"])] * 2


@pytest.mark.parametrize("statement", ["DELETE FROM access_log", "UPDATE access_log SET actor = 'x'"])
async def test_the_service_itself_may_only_append(log: Log, statement: str) -> None:
    """Its own role cannot change or remove what is written."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await log.pool.execute(statement)


def test_a_reading_of_before_has_fewer_fields() -> None:
    """An event from before it said whose data was read is still written down."""
    row = row_of(seen(PersonalDataRead(kinds=("names",), purpose="to call them"), 1))

    assert (row.subjects, row.use, row.on_behalf) == ((), None, None)
