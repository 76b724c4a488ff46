"""Who was shown nothing of a case is in the access log too (R33): refused, and with the word by which."""

from fastapi import Request

from contracts.access import AccessRefused
from contracts.base import Actor
from services.chassis.batch import now
from services.chassis.consumer import TRANSIENT
from services.chassis.log import logger
from services.desk.api import reading
from services.desk.api.access import may_see
from services.desk.api.problems import Problem
from services.desk.desk import Desk
from services.desk.read_model import cases

REFUSED = 403
NOT_FOUND = 404

log = logger("refusing")


async def note(request: Request, problem: Problem) -> None:
    """Write a refusal down. What cannot be written stays a refusal all the same: nothing was shown."""
    by: Actor | None = getattr(request.state, "caller", None)
    case = request.path_params.get("case")
    if by is None or case is None or problem.status not in (REFUSED, NOT_FOUND):
        return
    desk: Desk = request.app.state.desk
    try:
        row = await reading.case_row(desk.pool, case)
        if row is None or (problem.status == NOT_FOUND and may_see(by, cases.case(row))):
            return
        async with desk.pool.acquire() as connection, connection.transaction():
            refused = AccessRefused(by=by, why=problem.body["type"].rpartition(":")[2])
            cause = desk.disclosure.request(by)
            await desk.recorder.record(connection, {case: [refused]}, cause=cause, by=by, at=now())
    except TRANSIENT as error:
        log.warning("a refused reading was not written down", error=error)
