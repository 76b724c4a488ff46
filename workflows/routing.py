"""Which milestone goes to which life of which case; the rules of the bridge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import contracts.coordination
import contracts.erasure
import contracts.plan
import contracts.referral
from contracts.base import MESSAGES, Event, Message
from contracts.deciding import Given
from contracts.envelope import Envelope
from contracts.erasure import CaseErased
from contracts.operations import CommandRefused
from contracts.plan import ReviewHeld, ReviewOutcome
from contracts.process import Due, Phase
from contracts.referral import CaseEnded, CaseOpened, CaseReopened
from services.chassis.decider import Decided, Decider, Outgoing, Service
from workflows.progress import CaseProgress, MilestoneSignal, Tolerant
from workflows.settings import workflow_id

_ = (contracts.coordination, contracts.erasure, contracts.plan)

CASES = "temporal.cases"
"""In place of a Kafka topic: rows of the outbox that go to Temporal."""
MILESTONE_KINDS = frozenset(kind for kind in MESSAGES.values() if kind.milestone)


@dataclass(frozen=True)
class Life:
    """Which life of a case goes on: since it was opened, or reopened in a later round (R29)."""

    number: int = 1
    ended: int = 0
    """The latest round that an ending named."""

    @property
    def over(self) -> bool:
        """Whether it has ended. An ending passes a parked stream: then the reopening before it comes too late."""
        return self.ended >= self.number


class Delivery(Tolerant):
    """One milestone on its way to its workflow."""

    workflow: str
    signal: MilestoneSignal
    start: CaseProgress | None = None
    """What a life begins with; only being opened or reopened begins one."""
    topic: str
    offset: int
    """Where the milestone came from, for operators."""


def decide(_life: Life, _message: Message, _given: Given) -> Sequence[Event]:
    """The bridge decides nothing; it passes on."""
    return ()


def evolve(life: Life, event: Event) -> Life:
    """What an event means for the life of its case."""
    match event:
        case CaseReopened():
            return replace(life, number=event.round)
        case CaseEnded():
            return replace(life, ended=event.round)
        case CaseErased():
            return replace(life, ended=life.number)
    return life


def deliveries(decided: Decided) -> Iterable[Outgoing]:
    """The milestone as its workflow hears of it. After the ending a life hears nothing more (R31)."""
    life: Life = decided.state
    message = decided.message
    if (life.over and not isinstance(message, CaseEnded | CaseErased)) or not moves(message):
        return
    cause = decided.cause
    producer = cause.source.rpartition(":ekc-")[2]
    delivery = Delivery(
        workflow=workflow_id(decided.stream, life.number),
        signal=signal(message, cause, producer),
        start=beginning(message, decided.stream),
        topic=f"ekc.{producer}.events",
        offset=decided.offset,
    )
    sent = cause.model_copy(
        update={"data": delivery.model_dump(mode="json", exclude_none=True), "traceparent": decided.traceparent}
    )
    yield Outgoing(CASES, decided.stream, sent)


def moves(message: Message) -> bool:
    """Whether the process waits for it. A review that closes the case is told by the ending that follows at once;
    of refusals only those of what the process asked for."""
    match message:
        case ReviewHeld():
            return message.outcome is not ReviewOutcome.CLOSE
        case CommandRefused():
            return message.by_process and message.asked.split(".")[-2] in set(Due)
    return True


def signal(message: Message, cause: Envelope, producer: str) -> MilestoneSignal:
    """Ids, dates and phases of a milestone, and nothing else. Its id is unique among all producers."""
    return MilestoneSignal(
        id=f"{producer}-{cause.sequence or cause.id}",
        milestone=type(message).milestone,
        at=cause.time,
        mark=(producer, int(cause.sequence)) if cause.sequence else None,
        agenda=message.agenda if isinstance(message, Event) else (),
        round=getattr(message, "round", None),
        ending=message.ending if isinstance(message, CaseEnded) else None,
        asked=message.asked if isinstance(message, CommandRefused) else None,
    )


def beginning(message: Message, case: str) -> CaseProgress | None:
    """What a life begins with. A reopened one goes on with its coordinator, or looks for one (R29)."""
    match message:
        case CaseOpened():
            return CaseProgress(case=case)
        case CaseReopened():
            return CaseProgress(case=case, round=message.round, life=message.round, phase=Phase.MATCHING)
    return None


SERVICE = Service(
    name="workflows",
    deciders=(
        Decider(
            kind="case",
            schema=1,
            initial=Life,
            decide=decide,
            evolve=evolve,
            handles=MILESTONE_KINDS,
            keeps_facts=False,
        ),
    ),
    listens_to=("referral", "coordination", "plan", "privacy"),
    publish=deliveries,
    unseals=False,
)
