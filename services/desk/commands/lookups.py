"""What a decision of the desk needs from its read model, in the transaction of the batch."""

from collections.abc import Sequence

from contracts.base import Message
from contracts.notices import ChooseHowToBeTold, ReportDelivery
from services.chassis.decider import Connection
from services.desk.commands.deliveries import ChoiceKnown, DeliveryKnown

NOTICE = """
SELECT n.kind, n.recipient, coalesce(n.asked->>'asked_by', '') AS asked_by, n.asked->>'region' AS region,
    c.region AS home, c.coordinator
FROM notices n LEFT JOIN cases c ON c.id = n.stream WHERE n.notice = $2 AND n.stream = $1
"""
TOLD = """
SELECT c.coordinator, c.region FROM people p LEFT JOIN cases c ON c.id = $1
WHERE p.subject = $2 AND (p.stream = $1 OR p.subject = c.coordinator)
"""


async def notice(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add to each report which notice it is about, if it is one of this case."""
    return [await known_notice(connection, case, said) for case, said in asked if isinstance(said, ReportDelivery)]


async def known_notice(connection: Connection, case: str, said: ReportDelivery) -> DeliveryKnown:
    """One report."""
    row = await connection.fetchrow(NOTICE, case, said.notice)
    return DeliveryKnown(**said.model_dump(), **(dict(row) if row else {}))


async def recipient(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add to each choice whether it is about somebody of this case, and whose case it is."""
    return [await known_choice(connection, case, wish) for case, wish in asked if isinstance(wish, ChooseHowToBeTold)]


async def known_choice(connection: Connection, case: str, wish: ChooseHowToBeTold) -> ChoiceKnown:
    """One choice."""
    row = await connection.fetchrow(TOLD, case, wish.recipient)
    return ChoiceKnown(**wish.model_dump(), known=row is not None, **(dict(row) if row else {}))
