"""Writes the read model, in the transaction of the batch: what happened, row by row, in the order of each stream."""

from collections.abc import Iterable, Sequence

from contracts.access import AccessLogRead, AccessRefused, OperatorActed, UnusualAccessSeen
from contracts.base import Event
from contracts.operations import DeadLetterAnnounced
from contracts.privacy import PersonalDataRead
from services.chassis.decider import Connection, Decided
from services.desk.read_model import answers, cases, letters, matters, notices, people, rectified
from services.desk.read_model.bell import RING
from services.desk.read_model.happenings import Happening, happenings
from services.desk.read_model.timeline import append

LOOKED = (PersonalDataRead, AccessLogRead, AccessRefused, OperatorActed, UnusualAccessSeen)
"""Who looked, or wanted to, and what was seen of it; what operators did."""


async def project(connection: Connection, decided: Sequence[Decided]) -> None:
    """Take in what a batch decided."""
    await take_in(connection, [happening for one in decided for happening in happenings(one)])


async def take_in(connection: Connection, happened: Iterable[Happening]) -> None:
    """Write down what happened, and ring for whoever waits for news (heard when the transaction commits).

    That somebody read is nothing that happens in a case: it is in the access log (R33).
    """
    happened = [one for one in happened if not isinstance(one.message, LOOKED)]
    if not happened:
        return
    said = [one for one in happened if not isinstance(one.message, DeadLetterAnnounced)]
    events = [one for one in said if isinstance(one.message, Event)]
    await letters.announced(connection, [one for one in happened if isinstance(one.message, DeadLetterAnnounced)])
    numbers = await append(connection, said)
    await cases.follow_all(connection, events)
    await people.enter(connection, events)
    await matters.enter(connection, events)
    await rectified.put_right(connection, events)
    await notices.enter(connection, [(number, one) for number, one in zip(numbers, said, strict=True)])
    await answers.note(connection, said)
    await connection.execute(RING)
