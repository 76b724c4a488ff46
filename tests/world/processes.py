"""The process of each case in memory: the very `ConferenceProcess`, over its port, fed by the very bridge."""

from collections.abc import Callable, Coroutine, Generator, Sequence
from datetime import datetime
from types import coroutine
from typing import Any

from contracts.base import Message
from contracts.envelope import Envelope
from services.chassis.decider import Decided
from workflows.asking import kind_of, publication
from workflows.process import ConferenceProcess
from workflows.progress import Asked, CaseProgress, MilestoneSignal
from workflows.routing import Delivery, deliveries

SOURCE = "urn:nld:oin:00000099000000000000:systeem:ekc-workflows"


@coroutine
def pause(moment: datetime) -> Generator[datetime]:
    """Stop here until the world goes on."""
    yield moment


class Life:
    """One run of one case's process: an engine over the world's clock."""

    def __init__(self, progress: CaseProgress, clock: Callable[[], datetime], ask: Callable[[Asked], None]) -> None:
        self.progress, self.clock, self.ask = progress, clock, ask
        self.inbox: list[MilestoneSignal] = []
        self.alarm: datetime | None = None
        self.ended: str | None = None
        self.running: Coroutine[Any, Any, str] = ConferenceProcess(self, progress).run()

    def now(self) -> datetime:
        """See `workflows.process.Engine`."""
        return self.clock()

    async def until(self, moment: datetime) -> Sequence[MilestoneSignal]:
        """See `workflows.process.Engine`."""
        if not self.inbox and moment > self.now():
            await pause(moment)
        arrived, self.inbox = self.inbox, []
        return arrived

    async def due(self, asked: Sequence[Asked]) -> None:
        """See `workflows.process.Engine`."""
        for one in asked:
            self.ask(one)

    def go_on(self) -> None:
        """Let the process go on to its next wait, or to the ending."""
        if self.ended is not None:
            return
        try:
            self.alarm = self.running.send(None)
        except StopIteration as end:
            self.ended, self.alarm = end.value, None

    def crash(self) -> None:
        """Stop here, and go on with a new process from what was written down."""
        if self.ended is None:
            self.running.close()
            self.progress = CaseProgress.model_validate_json(self.progress.model_dump_json())
            self.running = ConferenceProcess(self, self.progress).run()
            self.go_on()


class Lives:
    """All processes. `schedule` is asked to wake one at its alarm, `publish` to send what it asks for."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        schedule: Callable[[str, datetime], None],
        publish: Callable[[str, Message, Envelope], None],
    ) -> None:
        self.clock, self.schedule, self.publish = clock, schedule, publish
        self.running: dict[str, Life] = {}
        self.of_case: dict[str, list[str]] = {}
        self.lost: list[str] = []
        """Cases whose milestones found no process."""
        self.hears: Callable[[Delivery], None] = lambda _: None
        """Whoever wants to know of each milestone that reaches a process."""

    def pass_on(self, decided: Decided) -> list[Delivery]:
        """What the bridge makes of a milestone."""
        return [Delivery.model_validate(one.envelope.data) for one in deliveries(decided)]

    def deliver(self, case: str, delivery: Delivery) -> None:
        """Signal a process, with a start if a life begins with it. A life that is over hears nothing more."""
        life = self.running.get(delivery.workflow)
        if life is None:
            if delivery.start is None:
                self.lost.append(case)
                return
            life = Life(delivery.start, self.clock, self.ask)
            self.running[delivery.workflow] = life
            self.of_case.setdefault(case, []).append(delivery.workflow)
        self.hears(delivery)
        life.inbox.append(delivery.signal)
        self.wake(delivery.workflow)

    def wake(self, workflow: str) -> None:
        """Go on, and set the alarm anew."""
        life = self.running[workflow]
        life.go_on()
        if life.alarm:
            self.schedule(workflow, life.alarm)

    def ask(self, asked: Asked) -> None:
        """Publish what is due, as the activity of the worker does."""
        topic, envelope = publication(asked, SOURCE)
        message = kind_of(asked).model_validate(envelope.data)
        self.publish(topic, message, envelope)

    def last(self, case: str) -> Life | None:
        """The process of the case's present life."""
        workflows = self.of_case.get(case)
        return self.running[workflows[-1]] if workflows else None
