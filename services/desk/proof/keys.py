"""What became of the keys of a case: read from the ledger of erasures and from the keyring's own rows (R34)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.chassis.decider import Connection

LEDGER = """
SELECT unnest(subjects) AS subject, bool_and(step = 'confirmed') AS confirmed FROM erasures WHERE case_id = $1
GROUP BY subject
"""
KNOWN = "SELECT subject FROM subjects WHERE case_id = $1"
KEYS = """
SELECT n.subject, EXISTS (SELECT FROM data_keys d WHERE d.subject = n.subject) AS present, t.erased, t.epoch, (
    SELECT max(e.destroyed) FROM epochs e WHERE e.epoch <= t.epoch HAVING bool_and(e.destroyed IS NOT NULL)
) AS destroyed
FROM unnest($1::text[]) AS n (subject) LEFT JOIN tombstones t USING (subject) ORDER BY n.subject
"""


@dataclass(frozen=True)
class SubjectKey:
    """What is left of the key of one subject."""

    subject: str
    asked: bool
    """The ledger says that it is to be erased."""
    confirmed: bool
    """The ledger says that it is: the keyring was read back after the last step."""
    absent: bool
    """The keyring has no key of it, not even wrapped."""
    tombstone: datetime | None
    """Since when no key can be made for it any more."""
    epoch: int | None
    """The last epoch whose key-encryption key could have wrapped it."""
    destroyed: datetime | None
    """When the last key-encryption key of that epoch or before was destroyed: what copies hold is worthless since."""

    @property
    def gone(self) -> bool:
        """Whether nothing can bring it back."""
        return self.confirmed and self.absent and self.tombstone is not None and self.destroyed is not None


async def of_case(privacy: Connection, keyring: Connection, case: str) -> Sequence[SubjectKey]:
    """The keys of everybody whom a case knows of; whoever is of the organisation keeps theirs."""
    asked = {row["subject"]: row["confirmed"] for row in await privacy.fetch(LEDGER, case)}
    known = {row["subject"] for row in await privacy.fetch(KNOWN, case)}
    return [
        SubjectKey(
            subject=row["subject"],
            asked=row["subject"] in asked,
            confirmed=asked.get(row["subject"], False),
            absent=not row["present"],
            tombstone=row["erased"],
            epoch=row["epoch"],
            destroyed=row["destroyed"],
        )
        for row in await keyring.fetch(KEYS, sorted({case, *asked, *known}))
    ]
