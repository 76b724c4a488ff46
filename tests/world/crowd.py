"""The people of a world: whoever hears something does something about it, sooner or later, or not at all."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from contracts.base import Actor, Event, Message
from contracts.coordination import RegisterCoordinator
from contracts.notices import NoticeDue, NoticeKind
from contracts.operations import CommandRefused
from contracts.policy import InForce
from contracts.referral import CaseLinked, WithdrawCase
from services.desk.notices.silence import Verdict
from tests.world import complaints, households, intake, people, preparation, seldom, surprises, telling
from tests.world.chance import Chance
from tests.world.known import Known
from tests.world.part import Step
from tests.world.people import COORDINATORS, LANGUAGES, MANAGERS, REGIONS, Act, Cast
from tests.world.rest import at_rest
from tests.world.wires import Trouble
from tests.world.world import MONDAY, POLICIES, Asked, World

type Does = Callable[[Cast, Known, datetime, Chance], Iterator[Act]]

ROLES: dict[str, Does] = {
    "manager": intake.manager,
    "coordinator": preparation.coordinator,
    "setter": preparation.setter,
}
HORIZON = timedelta(days=900)
"""Whoever has not come to an ending by then is asked to withdraw: that must always be possible."""
ABSENCES = 2
"""Of each coordinator, until then."""
SPREAD = timedelta(days=40)
AWAY = timedelta(weeks=3)
NOBODY = 0.06
"""In so many of all times that are so long no manager of a region is there, nor the deputy."""
ENOUGH = 300
"""Nobody asks more often than that in one case."""


class Crowd:
    """The people of some cases in one world."""

    horizon = HORIZON
    only_cases = False
    """Whether nobody is referred twice, complains, or tells the desk what became of a notice."""

    def __init__(
        self,
        seed: str,
        cases: int,
        trouble: Trouble | None = None,
        policies: Mapping[str, InForce] = POLICIES,
    ) -> None:
        self.trouble = trouble or Trouble()
        self.world = World(seed, self.trouble, policies=policies)
        self.world.hears = self.hear
        self.world.notified = self.notified
        self.casts = {name: people.cast(name, Chance(f"{seed}/{name}")) for name in (f"case-{n}" for n in range(cases))}
        often = 0 if self.only_cases else households.TWICE
        twice = [one for one in self.casts.values() if one.chance.often(often, "twice")]
        self.casts |= {f"{one.case}-again": households.referred_again(one) for one in twice}
        self.awake: set[tuple[str, str]] = set()
        self.count: dict[str, int] = dict.fromkeys(self.casts, 0)
        self.asks: dict[str, int] = defaultdict(int)
        self.closing = False

    def live(self) -> World:
        """Whole cases, from referral to ending.

        Raises:
            Broken: something does not hold.
        """
        clock = self.world.clock
        self.register_coordinators()
        for name, cast in self.casts.items():
            later = households.LATER * cast.chance.of("later") if name.endswith("-again") else timedelta(0)
            clock.at(MONDAY + SPREAD * cast.chance.of("begins") + later, self.refer, name)
            if cast.chance.often(complaints.COMPLAIN, "complains") and not self.only_cases:
                clock.at(MONDAY + complaints.FIRST * cast.chance.of("complaint"), self.complain, name)
            for number in range(int(cast.chance.of("surprises") * 4) if self.trouble.surprises else 0):
                moment = MONDAY + timedelta(days=300) * cast.chance.of(f"surprise-{number}") ** 2
                clock.at(moment, self.surprise, name, f"surprise-{number}")
        clock.run(MONDAY + self.horizon)
        self.end_all()
        clock.run(MONDAY + self.horizon + timedelta(days=30))
        at_rest(self.world)
        return self.world

    def register_coordinators(self) -> None:
        """Some with room, some without."""
        chance = self.world.chance
        for number, name in enumerate(COORDINATORS[: 3 + len(self.casts) // 2]):
            wish = RegisterCoordinator(
                name="Somebody",
                regions=REGIONS if chance.often(0.3, f"{name}/both") else (REGIONS[number % 2],),
                languages=("nl", chance.one_of(LANGUAGES, f"{name}/language")),
                employers=people.EMPLOYED.get(name, ()),
                capacity=1 + int(chance.of(f"{name}/room") * 4),
            )
            by = Actor(id="manager-1", role="regional-manager")
            self.say(Asked(MONDAY, f"register-{name}", name, wish, by))

            for which in (f"{name}-away-{time}" for time in range(ABSENCES)):
                self.world.clock.at(MONDAY + self.horizon * chance.of(which), self.go_away, name, which)

    def go_away(self, name: str, which: str) -> None:
        """A coordinator is away for some days (R41)."""
        now = self.world.clock.now
        message, by = seldom.absence(name, now, self.world.chance.about(which))
        self.say(Asked(now, which, name, message, by))

    def notified(self, stream: str, due: NoticeDue, verdict: Verdict) -> None:
        """A notice was sent: whoever hears it does something about it, or tells the desk what became of it."""
        if verdict is not Verdict.SEND:
            return
        if due.kind is NoticeKind.COORDINATOR_AWAY:
            for name in (stream, *due.refers_to):
                self.later(name, f"away/{due.notice}", self.stand_in)
        elif due.kind is NoticeKind.COMPLAINT:
            chance = self.world.chance.about(f"complaint/{due.notice}")
            at = self.world.clock.now + chance.between(timedelta(hours=1), complaints.LOOKS, "looks")
            self.world.clock.at(at, self.look_at_complaint, stream, due, chance)
        elif not self.only_cases:
            self.later(stream, f"told/{due.notice}", self.tell_desk, due)

    def later(self, name: str, about: str, what: Callable[..., None], *more: object) -> None:
        """Somebody does something about a case, when they get to it."""
        if name in self.casts:
            chance = self.casts[name].chance.about(about)
            self.world.clock.at(self.world.clock.now + people.delay(chance, "soon"), what, name, chance, *more)

    def tell_desk(self, name: str, chance: Chance, due: NoticeDue) -> None:
        """The desk hears what became of a notice, or how somebody wants to be told."""
        if not self.closing:
            for message, by in telling.after(self.casts[name], self.world.desk.known[name], due, chance):
                self.ask(name, message, by)

    def complain(self, name: str) -> None:
        """Somebody complains."""
        if not self.closing:
            cast = self.casts[name]
            message, by = complaints.raised(cast, self.world.desk.known[name], cast.chance.about("complaint"))
            self.ask(complaints.name_of(name), message, by)

    def look_at_complaint(self, name: str, due: NoticeDue, chance: Chance) -> None:
        """Whoever was told of it says what came of it."""
        if not self.closing:
            for message, by in complaints.looked_at(due, chance):
                self.ask(name, message, by)

    def stand_in(self, name: str, chance: Chance) -> None:
        """Somebody else is found, or not."""
        if not self.closing:
            for message, by in seldom.stand_in(self.casts[name], self.world.desk.known[name], chance):
                self.ask(name, message, by)

    def refer(self, name: str) -> None:
        """A case begins."""
        cast = self.casts[name]
        agency = cast.referrer.agency
        by = Actor(id=agency, role="agency") if agency else cast.manager("refer")
        self.ask(name, people.referral(cast), by)

    def hear(self, step: Step) -> None:
        """Something happened, or became known: whoever it concerns may do something."""
        cast = self.casts.get(step.stream)
        if cast is None or self.closing:
            return
        if step.part not in ("desk", "workflows") and self.trouble.worst:
            for event in step.events:
                what = cast.worst.get(event.type)
                if what and f"worst-{what}" not in cast.done:
                    cast.done.add(f"worst-{what}")
                    soon = self.world.clock.now + timedelta(milliseconds=50)
                    self.world.clock.at(soon, self.at_the_worst_moment, step.stream, what)
        message = step.arrival.message
        if (
            step.part == "desk"
            and isinstance(message, CaseLinked)
            and cast.chance.often(households.MISTAKEN, "mistaken")
        ):
            later = self.world.clock.now + households.LATER * cast.chance.of("seen")
            self.world.clock.at(later, self.undo, step.stream)
        if step.part == "desk" and isinstance(message, Event | CommandRefused):
            for role in ROLES:
                self.wake(step.stream, role)

    def undo(self, name: str) -> None:
        """They were not the same after all."""
        if not self.closing:
            cast = self.casts[name]
            for message, by in households.undone(cast, self.world.desk.known[name], cast.chance.about("undone")):
                self.ask(name, message, by)

    def wake(self, name: str, role: str, at: datetime | None = None) -> None:
        """Somebody will look at the case, when they get to it."""
        if (name, role) in self.awake:
            return
        self.awake.add((name, role))
        chance = self.casts[name].chance.about(role)
        soon = self.world.clock.now + people.delay(chance, str(self.count[name]))
        self.world.clock.at(at or soon, self.look, name, role)

    def look(self, name: str, role: str) -> None:
        """Somebody looks at what the desk shows, and does what they think is right."""
        self.awake.discard((name, role))
        cast, known, now = self.casts[name], self.world.desk.known[name], self.world.clock.now
        self.count[name] += 1
        chance = cast.chance.about(f"{role}-{self.count[name]}")
        if self.closing or self.count[name] > ENOUGH or not known.opened or people.silent(chance, "now"):
            return
        for message, by in ROLES[role](cast, known, now, chance):
            self.ask(name, message, by)
            if chance.often(0.04, f"twice/{message.type}"):
                self.ask(name, message, cast.manager("twice"))
        ends = known.session_ends
        if role == "coordinator" and ends and ends > now and known.stage in ("preparation", "prepared"):
            self.wake(name, role, ends + people.delay(chance, "after"))

    def surprise(self, name: str, which: str) -> None:
        """Anything, from anybody."""
        if not self.closing:
            cast = self.casts[name]
            message, by = surprises.surprise(cast, self.world.desk.known[name], cast.chance.about(which))
            beside = message.stream == "complaint" or message.service == "desk"
            if not (beside and self.only_cases):
                self.ask(complaints.name_of(name) if message.stream == "complaint" else name, message, by)

    def at_the_worst_moment(self, name: str, what: str) -> None:
        """Somebody withdraws, dies, falls ill, just then."""
        cast = self.casts[name]
        for message, by in intake.worst(what, cast, self.world.desk.known[name], cast.chance.about(f"worst-{what}")):
            self.ask(name, message, by)

    def ask(self, name: str, message: Message, by: Actor) -> None:
        """Ask, under an id of its own; what nobody is there to ask is asked when they are back."""
        back = self.nobody_until(by)
        if back:
            self.world.clock.at(back, self.ask_after_all, name, message, by)
            return
        self.asks[name] += 1
        self.say(Asked(self.world.clock.now, f"{name}-c{self.asks[name]}", name, message, self.present(by)))

    def say(self, asked: Asked) -> None:
        """Whoever asks for something is heard at once."""
        self.world.ask(asked)

    def ask_after_all(self, name: str, message: Message, by: Actor) -> None:
        """It waited for a manager."""
        if not self.closing:
            self.ask(name, message, by)

    def present(self, by: Actor) -> Actor:
        """A manager who is on holiday has a deputy, who sees whatever a manager of the region is told."""
        week = self.world.clock.now.isocalendar().week
        away = by.id == MANAGERS[0] and self.world.chance.often(0.2, f"holiday/{by.region}/{week}")
        return by.model_copy(update={"id": MANAGERS[1]}) if away else by

    def nobody_until(self, by: Actor) -> datetime | None:
        """When a manager of the region is there again, if now and then both are away for some weeks."""
        now = self.world.clock.now
        weeks = (now - MONDAY) // AWAY
        if by.id not in MANAGERS or not self.world.chance.often(NOBODY, f"nobody/{by.region}/{weeks}"):
            return None
        self.world.checks.coverage.also["no manager there"] += 1
        return MONDAY + (weeks + 1) * AWAY + people.delay(self.world.chance, f"back/{by.region}/{weeks}")

    def end_all(self) -> None:
        """Whatever became of a case, the people whom it is about can end it (R31)."""
        self.closing = True
        for name, cast in self.casts.items():
            known = self.world.desk.known[name]
            if known.opened and not known.ended:
                for person in known.staying:
                    self.ask(name, WithdrawCase(person=person), cast.person(person))
