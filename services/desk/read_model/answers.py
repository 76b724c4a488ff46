"""What came of a command: events, a refusal, or that it could not be handled."""

from collections.abc import Sequence

from pydantic_core import to_json

from contracts.coordination import ParticipantDied, ParticipantVetoed, ParticipantWithdrew
from contracts.operations import CommandRefused, CommandRejected
from contracts.referral import CaseEnded, DeathNoted, PermissionRecorded, PersonLeft
from services.chassis.decider import Connection
from services.chassis.store import columns
from services.desk.read_model.happenings import Happening

DONE = "UPDATE commands SET state = 'done', problem = NULL WHERE id = ANY($1::text[])"
SAID_NO = """
UPDATE commands SET state = n.state, problem = n.problem
FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS n (id, state, problem) WHERE commands.id = n.id
"""
SETTLED = "DELETE FROM stops WHERE command = ANY($1::text[])"
OUT_OF_CIRCLE = (ParticipantWithdrew, ParticipantVetoed, ParticipantDied)
OUT = (CaseEnded, PersonLeft, DeathNoted, *OUT_OF_CIRCLE, PermissionRecorded)
"""What a withdrawal comes to; a refused permission is one only once the case is accepted."""


async def note(connection: Connection, happened: Sequence[Happening]) -> None:
    """Answer the commands that the events and refusals name as their cause."""
    no = [one for one in happened if isinstance(one.message, CommandRefused | CommandRejected) and one.cause]
    done = {one.cause for one in happened if one.cause} - {one.cause for one in no}
    if done:
        await connection.execute(DONE, sorted(filter(None, done)))
    if no:
        await connection.execute(SAID_NO, *columns([refusal(one) for one in no], 3))
    settled = {one.cause for one in (*no, *(one for one in happened if isinstance(one.message, OUT))) if one.cause}
    if settled:
        await connection.execute(SETTLED, sorted(settled))


def refusal(one: Happening) -> tuple[object, ...]:
    """A no as a row: a rule refused it, or it could not be handled."""
    said = one.message
    assert isinstance(said, CommandRefused | CommandRejected)
    state = "refused" if isinstance(said, CommandRefused) else "rejected"
    return one.cause, state, to_json(said.problem).decode()
