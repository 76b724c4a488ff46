"""Runs the invariants after every step, and counts what a world has seen."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.base import Event, Fact
from contracts.coordination import ComplaintOverdue, ComplaintRaised, ComplaintSettled, ParticipantUnreached
from contracts.envelope import parse_basis
from contracts.notices import HowToBeToldChosen, NoticeDelivered, NoticeDue
from contracts.referral import CaseEnded, CaseLinked, CaseUnlinked, DeadlineEscalated, PossibleDuplicateNoticed
from services.chassis.deciding import NOT_THEIRS
from services.chassis.envelopes import Arrival
from services.desk.cases.lines import LINES
from tests.world import of_conference, of_intake, of_work
from tests.world.absences import Absences
from tests.world.changes import fold
from tests.world.complaints import Complaints
from tests.world.invariants import HOLDS, Seen
from tests.world.known import Known
from tests.world.lateness import LEAD, Lateness
from tests.world.links import Links
from tests.world.part import Step

_ = of_conference


class Broken(AssertionError):
    """An invariant does not hold."""

    def __init__(self, rule: str, why: str, case: str) -> None:
        super().__init__(rule, why, case)
        self.rule, self.why, self.case = rule, why, case

    def __str__(self) -> str:
        """The rule, where, and how."""
        return f"{self.rule} does not hold in {self.case}: {self.why}"


SELDOM: dict[type[Event], str] = {
    PossibleDuplicateNoticed: "taken for one",
    CaseLinked: "linked",
    CaseUnlinked: "link undone",
    ComplaintRaised: "complaint",
    ComplaintOverdue: "late complaint",
    ComplaintSettled: "complaint settled",
    HowToBeToldChosen: "told otherwise",
    NoticeDelivered: "delivery",
    ParticipantUnreached: "unreached",
}


@dataclass(slots=True)
class Coverage:
    """What was seen."""

    rules: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    also: Counter[str] = field(default_factory=Counter)
    """What seldom happens, in a word or two each."""
    pairs: set[tuple[str, str]] = field(default_factory=set)
    steps: int = 0
    last: dict[str, str] = field(default_factory=dict)

    def note(self, step: Step) -> None:
        """Count one step."""
        self.steps += 1
        if step.refused:
            self.refusals[step.refused.reason] += 1
            self.rules[step.refused.rule] += 1
        for event in step.events:
            kind = type(event).__name__
            self.events[kind] += 1
            self.rules[event.rule if isinstance(event, NoticeDue) else LINES.get(type(event), ("", ""))[0]] += 1
            if type(event) in SELDOM:
                self.also[SELDOM[type(event)]] += 1
            if isinstance(event, DeadlineEscalated) and event.level == LEAD:
                self.also["lead told"] += 1
            if isinstance(event, CaseEnded):
                self.endings[event.ending] += 1
            if not isinstance(event, NoticeDue):
                self.pairs.add((self.last.get(step.stream, ""), kind))
                self.last[step.stream] = kind

    def add(self, other: "Coverage") -> None:
        """What another world saw."""
        self.rules += other.rules
        self.refusals += other.refusals
        self.endings += other.endings
        self.events += other.events
        self.also += other.also
        self.pairs |= other.pairs
        self.steps += other.steps


class Checks:
    """What each part knows of each case, and whether all holds."""

    def __init__(self, listens_to: dict[str, tuple[str, ...]]) -> None:
        self.listens_to = listens_to
        self.known: dict[tuple[str, str], Known] = defaultdict(Known)
        self.marks: dict[tuple[str, str, str], int] = {}
        self.ahead: set[tuple[str, str, str, int]] = set()
        self.asked: set[tuple[str, str]] = set()
        self.notices: dict[str, str] = {}
        """Notices that a service wanted somebody to get, and in which stream."""
        self.absences = Absences()
        self.lateness, self.links, self.complaints = Lateness(), Links(), Complaints()
        self.coverage = Coverage()

    def step(self, step: Step) -> None:
        """One message was handled.

        Raises:
            Broken: something does not hold.
        """
        if step.failed:
            raise Broken("failed", f"{step.arrival.envelope.type} failed: {step.failed!r}", step.stream)
        self.coverage.note(step)
        known = self.known[step.part, step.stream]
        message = step.arrival.message
        if isinstance(message, Event):
            fold(known, message)
        if isinstance(message, Fact) and step.refused and step.refused.reason not in NOT_THEIRS:
            raise Broken("R39", f"a rule refused the fact {type(message).__name__}", step.stream)
        if not of_work.r12_the_manager_hears_of_a_stake(step, known):
            raise Broken("r12_the_manager_hears_of_a_stake", "of a coordinator who works for an agency", step.stream)
        if step.events:
            self.check_events(step, known)
        if step.part == "referral":
            self.check_referral(step)

    def desk(self, step: Step) -> None:
        """What the desk itself decided, and whom it wants told."""
        for event in step.events:
            if type(event) in SELDOM:
                self.coverage.also[SELDOM[type(event)]] += 1
            if isinstance(event, NoticeDue):
                self.notices[event.notice] = step.stream

    def check_events(self, step: Step, known: Known) -> None:
        """What was decided, one after the other; then what concerns more than its own case.

        Raises:
            Broken: something does not hold.
        """
        message = step.arrival.message
        policy = step.given.policy(known.region)
        before = Seen(step.part, known, step.given, message, policy, step.events)
        for allowed in (of_intake.roles_who_may_do_what, of_intake.r4_staff_act_in_their_own_region):
            if not allowed(before):
                raise Broken(allowed.__name__, f"{step.given.by} did {type(message).__name__}", step.stream)
        for event in step.events:
            seen = Seen(step.part, known, step.given, message, policy, step.events)
            for check in HOLDS.get(type(event), ()):
                if not check(seen, event):
                    raise Broken(check.__name__, f"{(check.__doc__ or '').strip()} But: {event!r}", step.stream)
            fold(known, event)
            if isinstance(event, NoticeDue):
                self.notices[event.notice] = step.stream
        if step.part == "coordination":
            self.check_absences(step)

    def check_absences(self, step: Step) -> None:
        """R41: nobody's case waits unseen for somebody who is away, nor a complaint for whoever looks at it.

        Raises:
            Broken: it does.
        """
        cases = {name: known for (part, name), known in self.known.items() if part == "coordination" and known.region}
        wrong = self.complaints.step(step)
        if wrong:
            raise Broken(*wrong, step.stream)
        unseen = self.absences.step(step, cases)
        if unseen:
            raise Broken(
                "r41_no_case_waits_unseen", "it waits for somebody who is away, and no manager hears it", unseen
            )

    def check_referral(self, step: Step) -> None:
        """R10, R3: nobody who was referred waits unseen; of two cases that are the same one speaks to the referrers.

        Raises:
            Broken: not so.
        """
        wrong = self.links.step(step, self.known)
        if wrong:
            raise Broken(*wrong, step.stream)
        unseen = self.lateness.step(step, self.known)
        if unseen:
            raise Broken("r10_nobody_waits_unseen", "nobody spoke with them, and the lead does not know", unseen)

    def settled_once(self, case: str, due: NoticeDue) -> None:
        """R44: whoever is to be told something is told once, whatever crashes.

        Raises:
            Broken: they were told before.
        """
        if self.notices.pop(due.notice, None) is None:
            raise Broken("r44_told_once", f"{due.kind} was sent twice to {due.recipient}", case)

    def in_order(self, part: str, one: Arrival) -> None:
        """Promises 1 and 2: each message once; the events of a producer in order, without gaps, save urgent ones."""
        if one.envelope.sequence is None:
            key = (part, one.id)
            if key in self.asked:
                raise Broken("promise 1", f"{one.id} was handled twice by {part}", one.stream)
            self.asked.add(key)
            return
        producer = (part, one.stream, one.producer)
        self.after_its_causes(part, one)
        number, mark = int(one.envelope.sequence), self.marks.get(producer, 0)
        if number == mark + 1 and not self.ahead:
            self.marks[producer] = number
            return
        if number <= mark or (*producer, number) in self.ahead:
            raise Broken("promise 1", f"{one.id} was handled twice by {part}", one.stream)
        if number > mark + 1:
            if not (one.kind and one.kind.passes_parked):
                raise Broken("promise 2", f"{part} handled {one.id} before what came before it", one.stream)
            self.ahead.add((*producer, number))
            self.coverage.also["passed"] += 1
            return
        while (*producer, number + 1) in self.ahead:
            number += 1
        self.marks[producer] = number

    def urgent_ones_go_on(self, part: str, waiting: Sequence[Arrival]) -> None:
        """R31: a withdrawal, a death, an ending wait for nothing.

        Raises:
            Broken: one waits.
        """
        for one in waiting:
            if one.kind and one.kind.passes_parked:
                raise Broken("r31_nothing_urgent_waits", f"{part} holds {one.id}", one.stream)

    def after_its_causes(self, part: str, one: Arrival) -> None:
        """Promise 2: what a decision had seen of others is handled before it, save by what is urgent."""
        if one.kind is not None and one.kind.passes_parked:
            return
        listens_to = self.listens_to[part]
        for (producer, about), seen in parse_basis(one.envelope.basis).items():
            others = producer in listens_to and producer != part
            if others and self.marks.get((part, about, producer), 0) < seen:
                raise Broken("promise 2", f"{part} handled {one.id} before its cause, {producer}-{seen}", one.stream)
