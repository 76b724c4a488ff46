"""What the rules about unusual readings need: where the case is, whose family it is, what somebody read before."""

from collections.abc import Sequence
from typing import cast

from contracts.base import Message
from contracts.privacy import PersonalDataRead
from services.chassis.decider import Connection
from services.privacy.access_log.rows import name
from services.privacy.access_log.unusual import NOBODY, Read, ReadingKnown

PLACE = """
SELECT (SELECT region FROM access_regions WHERE stream = $1) AS region,
    (SELECT assisting FROM access_regions WHERE stream = $1) AS assisting,
    EXISTS (SELECT 1 FROM own_family WHERE case_id = $1 AND staff = $2) AS own_family
"""
LATELY = """
SELECT case_id, max(at) AS at FROM (
    SELECT case_id, at FROM access_log WHERE actor = $1 AND kind = $2 ORDER BY at DESC LIMIT $3) lately
GROUP BY case_id
"""
MOST = 1_000
"""Readings of one member of staff that are looked back at."""


async def readings(connection: Connection, asked: Sequence[tuple[str, Message]]) -> Sequence[Message]:
    """Readings, each with what is known of the case and of whoever reads."""
    return [await known(connection, case, cast("PersonalDataRead", message)) for case, message in asked]


async def known(connection: Connection, case: str, read: PersonalDataRead) -> PersonalDataRead:
    """One reading; of a part of the system it is not asked."""
    if read.by is None or read.by.role in NOBODY:
        return read
    place = await connection.fetchrow(PLACE, case, read.by.id)
    lately = await connection.fetch(LATELY, read.by.id, name(PersonalDataRead), MOST)
    assert place is not None
    return ReadingKnown(
        **{field: getattr(read, field) for field in PersonalDataRead.model_fields},
        acting=tuple(filter(None, (place["region"], *(place["assisting"] or ())))),
        own_family=place["own_family"],
        lately=tuple(Read(case=row["case_id"], at=row["at"]) for row in lately),
    )
