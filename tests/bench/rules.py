"""How fast the pure code is: decisions of the busiest case, and whole cases of the world in memory. No servers."""

import time
from collections.abc import Sequence
from datetime import timedelta

from contracts.base import Actor, Event, Message
from contracts.coordination import AnswerInvitation, InviteParticipant, PlanSession, RemindCircle, Session
from contracts.deciding import Given
from contracts.people import CircleRole, Means
from deploy.local.platform import Platform
from services.chassis.runtime import tune_garbage_collector
from services.coordination.app import CASES
from tests.rules.coordination_cases import MANAGER, MONDAY, PROCESS, assigned, given, invited
from tests.world.many import run

CIRCLE = [f"participant-{number}" for number in range(30)]
SECONDS = 3.0
WHOLE_CASES = 1_000


def busiest() -> list[tuple[Message, Actor]]:
    """In a circle of thirty as many again are invited, the process asks whom to remind, and everybody answers."""
    names = [f"newcomer-{number}" for number in range(len(CIRCLE))]
    newcomers: list[Message] = [InviteParticipant(participant=name, name="Els", role=CircleRole.AUNT) for name in names]
    answers: list[Message] = [AnswerInvitation(participant=n, answer="accepted", means=Means.SPOKEN) for n in CIRCLE]
    session = PlanSession(session=Session(session="session-1", starts=MONDAY + timedelta(days=30)))
    asked: Sequence[Message] = [*newcomers, session, RemindCircle(), *answers]
    return [(message, PROCESS if isinstance(message, RemindCircle) else MANAGER) for message in asked]


def decisions_per_second() -> float:
    """Decide and evolve, over and over, each message in the same circle of thirty."""
    begun, asked = given(*assigned(), *map(invited, CIRCLE)), busiest()
    moments = [Given(stream="case-1", message=f"m-{n}", at=MONDAY, by=by) for n, (_, by) in enumerate(asked)]
    decided, began = 0, time.process_time()
    while time.process_time() - began < SECONDS:
        for (message, _), moment in zip(asked, moments, strict=True):
            case = begun
            for event in CASES.decide(begun, message, moment):
                assert isinstance(event, Event)
                case = CASES.evolve(case, event)
        decided += len(asked)
    return decided / (time.process_time() - began)


def whole_cases_per_second() -> float:
    """Of the world in memory, on all cores, with everything that goes wrong in it and all that is watched."""
    began = time.perf_counter()
    _, failures = run(WHOLE_CASES, "bench")
    assert not failures
    return WHOLE_CASES / (time.perf_counter() - began)


async def figures(_: Platform) -> dict[str, float]:
    """Decisions on one core, by its own seconds; cases on all, by the clock."""
    tune_garbage_collector()
    return {"rules.decisions_per_s": decisions_per_second(), "world.cases_per_s": whole_cases_per_second()}
