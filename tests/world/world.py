"""The world in memory: every service, the bridge, the processes and the desk, on one clock.

Between any two steps a part can crash and goes on from what was stored. People are in crowd.py.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from contracts import topics
from contracts.base import Actor, DueNow, Message
from contracts.coordination import WithdrawParticipant
from contracts.envelope import Envelope
from contracts.notices import NoticeDue
from contracts.operations import DayTurned, DeadLetterAnnounced
from contracts.policy import InForce, Policy
from contracts.referral import LinkTold, RecordWillingness, WithdrawCase
from services.chassis.calendar import working_days
from services.chassis.decider import Decided
from services.chassis.envelopes import Arrival, producer
from services.coordination.app import SERVICE as COORDINATION
from services.desk.app import SERVICE as DESK
from services.desk.notices.silence import Verdict
from services.plan.app import SERVICE as PLAN
from services.privacy.app import SERVICE as PRIVACY
from services.referral.app import LINKS
from services.referral.app import SERVICE as REFERRAL
from tests.world.chance import Chance
from tests.world.checks import Broken, Checks
from tests.world.desk import Desk
from tests.world.eraser import Eraser
from tests.world.look_ups import LookUps
from tests.world.notifier import Notifier
from tests.world.operators import Operators
from tests.world.part import Part, Said, Step, arrival, envelope
from tests.world.people import morning
from tests.world.processes import Lives
from tests.world.wires import Clock, Trouble, Wires
from workflows.routing import SERVICE as BRIDGE
from workflows.routing import Delivery

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALENDAR = working_days(range(2026, 2032))
POLICIES = {
    "default": Policy(),
    "zuid": Policy(reminders=1, reminder_days=5, participants=2, offer_working_days=2, action_reminders=1),
}
PARTS = (REFERRAL, COORDINATION, PLAN, DESK, BRIDGE, PRIVACY)
producer_of = cache(producer)
CRASHES = 0.03
"""In so many of all batches a part crashes before it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for, and when: all that comes into a world from outside."""

    at: datetime
    id: str
    subject: str
    message: Message
    by: Actor


class World:
    """The parts, put together. Everything in it follows from the seed and from what is asked."""

    def __init__(
        self, seed: str, trouble: Trouble, clock: Clock | None = None, policies: Mapping[str, InForce] = POLICIES
    ) -> None:
        self.clock = clock or Clock(MONDAY)
        self.chance, self.trouble = Chance(seed), trouble
        self.checks = Checks({one.name: one.listens_to for one in PARTS})
        self.wires = Wires(self.clock, self.chance.about("wires"), trouble, self.receive)
        self.lives = Lives(lambda: self.clock.now, self.set_alarm, self.publish_due)
        self.parts: dict[str, Part] = {}
        self.look_ups = LookUps(self.parts)
        for one in PARTS:
            found = self.look_ups.all()
            self.parts[one.name] = Part(one, policies, CALENDAR, self.told, self.publisher(one.name), found)
        self.operators = Operators(self.clock, self.chance.about("operators"), self.checks.coverage, self.post)
        for part in self.parts.values():
            part.admitted = self.checks.in_order
            if trouble.parking:
                self.operators.look_after(part)
        self.parts["workflows"].outgoing = self.signal
        self.parts["referral"].outgoing = self.tell_others
        self.eraser = Eraser(self.note)
        for part in self.parts.values():
            part.is_erased = self.eraser.deleted.__contains__
        self.desk = Desk()
        self.notifier = Notifier(self)
        self.readers = {one: [p.name for p in PARTS if one in p.listens_to] for one in topics.SERVICES}
        self.asked: list[Asked] = []
        self.withdrawing: dict[str, tuple[str, str | None]] = {}
        """Withdrawals that were accepted and not answered yet, and whom they silence."""
        self.turns: dict[tuple[str, str], datetime] = {}
        """When the day turns next for a stream of a part."""
        self.signalled: dict[str, datetime] = {}
        self.hears: Callable[[Step], None] = lambda _: None
        """Whoever wants to know of each step: people do."""
        self.notified: Callable[[str, NoticeDue, Verdict], None] = lambda _case, _due, _verdict: None
        """Whoever wants to know of each notice that was sent or withheld."""
        self.agency_hears: Callable[[Envelope], None] = lambda _: None
        """Whoever wants to know of each status that an agency's system hears."""

    # --- what comes in ---

    def ask(self, asked: Asked) -> None:
        """Somebody asks for something: the desk accepts it; an agency's system publishes it on its own topic."""
        self.asked.append(asked)
        agency = asked.by.id if asked.by.role == "agency" else None
        topic = topics.inbound(agency) if agency else topics.commands(asked.message.service)
        said = envelope(
            {
                "id": asked.id,
                "source": f"urn:nld:oin:00000099000000000000:systeem:{agency or 'ekc-desk'}",
                "type": asked.message.type,
                "subject": asked.subject,
                "time": asked.at,
                "correlationid": asked.id,
                "actorid": asked.by.id,
                "actorrole": asked.by.role,
                "actorregion": asked.by.region,
            }
        )
        out = who_wants_out(asked.message)
        if out is not None:
            self.withdrawing[asked.id] = (asked.subject, *out)
        if not agency:
            self.desk.accept(asked.id, asked.subject, asked.message)
        self.post(asked.message.service, topic, asked.subject, asked.message, said)

    # --- between the parts ---

    def receive(self, reader: str, stream: str, batch: Sequence[Arrival], luck: float) -> None:
        """A part reads a batch; before it, it may have crashed."""
        part = self.parts[reader]
        if self.trouble.crashes and luck < CRASHES:
            wrong = part.crash(stream)
            if wrong:
                raise Broken("promise 1", f"{reader}: {wrong}", stream)
            if reader == "desk":
                self.notifier.start_again()
        part.receive(stream, batch)
        if stream in part.held:
            behind = part.stream(stream).parked
            waiting = [one for one in part.held[stream] if behind is None or part.letters.name(one) != behind]
            self.checks.urgent_ones_go_on(reader, waiting)
        self.await_day(reader, stream)

    def await_day(self, reader: str, stream: str) -> None:
        """What falls due in a stream next can come before what was to come next until now."""
        day, before = self.parts[reader].sweep(stream), self.turns.get((reader, stream))
        at = morning(day, self.clock.now) if day else None
        if at and (before is None or at < before):
            self.turns[reader, stream] = at
            self.clock.at(at, self.turn_day, reader, stream)

    def turn_day(self, reader: str, stream: str) -> None:
        """A day began: whatever falls due in a stream up to it is done."""
        if self.turns.get((reader, stream)) != self.clock.now:
            return
        del self.turns[reader, stream]
        due, today = self.parts[reader].sweep(stream), self.clock.now.date()
        if due is None or due > today:
            self.await_day(reader, stream)
            return
        name = f"day-turned-{reader}-{today}/{stream}"
        written = {"id": name, "source": "workflows", "type": DayTurned.type, "subject": stream, "time": self.clock.now}
        said = envelope(written)
        self.post(reader, topics.due(reader), stream, DayTurned(day=today), said)

    def publisher(self, part: str) -> Callable[[str, Sequence[Said]], None]:
        """How a part publishes its events and answers."""
        topic = topics.events(part)

        def publish(stream: str, said: Sequence[Said]) -> None:
            now = self.clock.now
            arrivals = [arrival(topic, part, message, sent, now) for message, sent in said]
            for reader in self.readers.get(part, ()):
                self.wires.post(reader, topic, stream, arrivals)

        return publish

    def post(self, reader: str, topic: str, stream: str, message: Message, sent: Envelope) -> None:
        """Put one message on the way."""
        self.wires.post(reader, topic, stream, [arrival(topic, producer_of(topic), message, sent, self.clock.now)])

    def note(self, after: timedelta, stream: str, said: DueNow, name: str) -> None:
        """The eraser tells the privacy service what it did."""
        self.clock.at(self.clock.now + after, self.post_note, stream, said, name)

    def post_note(self, stream: str, said: DueNow, name: str) -> None:
        """Its moment has come."""
        named = f"{said.type.split('.')[-2]}-{name}"
        written = {"id": named, "source": "privacy", "type": said.type, "subject": stream, "time": self.clock.now}
        self.post("privacy", topics.due("privacy"), stream, said, envelope(written))

    def tell_others(self, decided: Decided) -> None:
        """What referral publishes beside its events: news for a linked case, a status for an agency's system."""
        for one in REFERRAL.publish(decided):
            if one.topic == LINKS:
                told = LinkTold.model_validate(one.envelope.data)
                self.post("referral", one.topic, one.key, told, one.envelope)
            else:
                self.agency_hears(one.envelope)

    def publish_due(self, topic: str, message: Message, sent: Envelope) -> None:
        """What a process asks for."""
        self.post(topic.split(".")[1], topic, sent.subject or "", message, sent)

    def signal(self, decided: Decided) -> None:
        """The bridge delivers to the process, in the order of each case."""
        for delivery in self.lives.pass_on(decided):
            before = self.signalled.get(decided.stream, self.clock.now)
            at = max(before, self.clock.now + self.wires.delay(f"signal/{delivery.signal.id}/{decided.stream}"))
            self.signalled[decided.stream] = at
            self.clock.at(at, self.deliver, decided.stream, delivery)

    def deliver(self, case: str, delivery: Delivery) -> None:
        """A milestone reaches the process, which may have crashed before."""
        life = self.lives.running.get(delivery.workflow)
        if life and self.trouble.crashes and self.chance.often(0.05, f"crash/{case}/{delivery.signal.id}"):
            life.crash()
        self.lives.deliver(case, delivery)
        if self.lives.lost:
            raise Broken("promise 4", f"{delivery.signal.milestone} found no process", case)

    def set_alarm(self, workflow: str, moment: datetime) -> None:
        """A process is to wake."""
        self.clock.at(moment, self.ring, workflow, moment)

    def ring(self, workflow: str, moment: datetime) -> None:
        """Its moment has come, unless it waits for another one by now."""
        if self.lives.running[workflow].alarm == moment:
            self.lives.wake(workflow)

    # --- what comes of it ---

    def told(self, step: Step) -> None:
        """One step: the invariants look at it; what the desk takes in can be told, and people hear of it."""
        if step.part == "privacy":
            self.eraser.hear(step.stream, step.events)
            if step.failed:
                raise Broken("failed", f"{step.arrival.envelope.type} failed: {step.failed!r}", step.stream)
        elif step.part not in ("desk", "workflows"):
            self.checks.step(step)
        message = step.arrival.message
        if step.part == "desk" and isinstance(message, DeadLetterAnnounced):
            self.operators.hear(step.stream, message)
        elif step.part == "desk" and message:
            self.withdrawing.pop(step.arrival.envelope.causationid or "", None)
            self.checks.desk(step)
            own = [(event, answering(step)) for event in step.events]
            for said, sent in ((message, step.arrival.envelope), *own):
                for due in self.desk.take_in(step.stream, said, sent):
                    self.notifier.come_to(step.stream, due)
        self.hears(step)


def answering(step: Step) -> Envelope:
    """The envelope of what the desk itself decided."""
    return envelope({"time": step.given.at, "causationid": step.arrival.id})


def who_wants_out(message: Message) -> tuple[str | None] | None:
    """Whom nobody may write to from this moment on: everybody in the case, or one of them (R15, R31)."""
    match message:
        case WithdrawCase() | RecordWillingness(answer="no"):
            return (None,)
        case WithdrawParticipant():
            return (message.participant,)
    return None
