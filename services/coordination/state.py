"""What is remembered of a case: ids, languages, answers, moments and counts. No name, no address, no text."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from contracts.coordination import PracticalMatter, Session
from contracts.states import State, field, replace
from services.coordination.search import Search, Wishes


class Stage(StrEnum):
    """How far the way to the conference is."""

    INTAKE = "intake"
    """Not accepted yet (R9)."""
    PREPARATION = "preparation"
    PREPARED = "prepared"
    STOPPED = "stopped"
    """Preparation stopped without a plan: the ending follows from the referral service (R20)."""
    OVER = "over"
    """The conference was held, or a plan was made without a meeting."""


class Participant(State, frozen=True):
    """Somebody wanted in the circle, and what became of the question (R14, R15)."""

    role: str
    language: str
    """Empty as long as nobody said one."""
    asked: datetime | None = None
    """When invited, or last reminded; in this round."""
    reminders: int = 0
    answer: str | None = None
    withdrew: bool = False
    answered: date | None = None
    """When they said what stands: what they said before it changes nothing."""
    reached: bool = True
    """No, if the invitation did not arrive: that is no silence (R40)."""
    told: dict[str, str] = field(default_factory=dict)
    """The notices that they were sent and their kinds, for whoever hears what became of one (R40)."""


class Circle(State, frozen=True):
    """Who is wanted, who was asked, who is kept out (R14-R16). A veto leaves every other trace as it was."""

    members: dict[str, Participant] = field(default_factory=dict)
    vetoes: dict[str, dict[str, bool]] = field(default_factory=dict)
    """Of each who is kept out: by whom, and whether as a representative."""

    @property
    def vetoed(self) -> frozenset[str]:
        """Who is kept out."""
        return frozenset(self.vetoes)

    def having(self, participant: str, **changes: Any) -> "Circle":
        """The circle with something changed about one member; about others nothing is known."""
        member = self.members.get(participant)
        if member is None:
            return self
        return replace(self, members={**self.members, participant: replace(member, **changes)})

    def left_by(self, person: str) -> "Circle":
        """The circle after a person concerned left the case: they are asked for nothing, also if they never were."""
        member = self.members.get(person) or Participant(role="other", language="")
        return replace(self, members={**self.members, person: replace(member, withdrew=True)})

    def keeps_out(self, participant: str) -> bool:
        """Whether nothing may be sent to them any more."""
        member = self.members.get(participant)
        return participant in self.vetoes or (member is not None and member.withdrew)

    def waiting(self) -> list[str]:
        """Who was invited and has not declined: they count on hearing what becomes of it."""
        return [
            name
            for name, member in self.members.items()
            if member.asked and member.answer != "declined" and not self.keeps_out(name)
        ]

    def accepted(self) -> list[str]:
        """Who said yes themselves. Silence is no yes (R15)."""
        return [name for name in self.waiting() if self.members[name].answer == "accepted"]

    def carried_over(self) -> "Circle":
        """The circle of the next round: to be asked again, except who withdrew or was vetoed (R29)."""
        return replace(
            self,
            members={
                name: member if member.withdrew else Participant(member.role, member.language)
                for name, member in self.members.items()
            },
        )


class Giver(State, frozen=True):
    """An information giver: was it received, was it explained to the circle (R18)."""

    agency: str | None = None
    """Whose professional they are, where its system hears that they are asked."""
    received: bool = False
    explained: bool = False
    told: dict[str, str] = field(default_factory=dict)


class Need(State, frozen=True):
    """Something practical that is needed, by one person or by the conference as such (R17)."""

    kind: PracticalMatter
    whose: str | None = None
    settled: bool = False


class Sitting(State, frozen=True):
    """A planned session without its place, which is nobody's business here (R17)."""

    session: str
    starts: datetime
    minutes: int
    expected: tuple[str, ...] = ()
    """Who is asked to it; empty is everybody."""

    @classmethod
    def of(cls, session: Session) -> "Sitting":
        """What is remembered of a session."""
        return cls(session.session, session.starts, session.minutes, session.expected)

    def expects(self, who: str) -> bool:
        """Whether they are asked to it."""
        return not self.expected or who in self.expected

    @property
    def ends(self) -> datetime:
        """When it is over by plan."""
        return self.starts + timedelta(minutes=self.minutes)


class BottomLine(State, frozen=True):
    """The version of a bottom line that stands, and who knows it (R7)."""

    version: int
    setter: str
    known_by: frozenset[str] = frozenset()


class Work(State, frozen=True):
    """Hours or expenses that a coordinator claimed (R42)."""

    minutes: int
    cents: int
    approved: bool | None = None
    """None while the manager has not decided."""
    bill: str | None = None


class Claims(State, frozen=True):
    """What the manager has heard of work that waits for approval (R42)."""

    told: date | None = None
    """On which day last."""
    unheard: bool = False
    """Something was claimed since."""


class Case(State, frozen=True):
    """All that the rules of coordination need to know of one case."""

    stage: Stage = Stage.INTAKE
    ended: int = 0
    """The round in which the case ended: only a later one opens it again, whatever overtook what."""
    wanted: bool = False
    """Every consent that is needed stands (R5)."""
    paused: bool = False
    """The regional manager paused invitations, for somebody is not safe (R37)."""
    restricted: bool = False
    """What is kept rests: it is not worked with (GDPR, article 18)."""
    round: int = 0
    region: str = ""
    assisting: frozenset[str] = frozenset()
    """Regions that act in the case beside its owner (R4)."""
    languages: tuple[str, ...] = ()
    employers: frozenset[str] = frozenset()
    """The agencies in the case: that referred, that pay, for whom a setter or an information giver works (R12)."""
    persons: tuple[str, ...] = ()
    wishes: Wishes = Wishes()
    search: Search = Search()
    circle: Circle = Circle()
    givers: dict[str, Giver] = field(default_factory=dict)
    interpreters: frozenset[str] = frozenset()
    needs: dict[str, Need] = field(default_factory=dict)
    apart: tuple[tuple[str, str], ...] = ()
    """Who must not meet (R17)."""
    conflicts: frozenset[str] = frozenset()
    """Representatives with a conflict of interest (R5, R16)."""
    sittings: dict[str, Sitting] = field(default_factory=dict)
    sat: frozenset[str] = frozenset()
    """Sessions that were told of."""
    came: frozenset[str] = frozenset()
    """Who was at a session of this round."""
    bottom_lines: dict[str, BottomLine] = field(default_factory=dict)
    escalated: dict[str, int] = field(default_factory=dict)
    """What took too long, and to which level it was told."""
    work: dict[str, Work] = field(default_factory=dict)
    claims: Claims = Claims()

    @property
    def sitting(self) -> Sitting | None:
        """The next session that is planned."""
        return next(iter(self.ahead()), None)

    def concerned(self) -> list[str]:
        """The persons concerned, in the circle or not, to whom something may be sent."""
        return [person for person in self.persons if not self.circle.keeps_out(person)]

    def ahead(self, *, but: str = "") -> list[Sitting]:
        """The sessions that nobody told of yet, in their order."""
        open_ones = [one for name, one in self.sittings.items() if name not in self.sat and name != but]
        return sorted(open_ones, key=lambda one: (one.starts, one.session))

    def sitting_for(self, who: str) -> Sitting | None:
        """The next session that somebody is asked to."""
        return next((one for one in self.ahead() if one.expects(who)), None)

    def counts(self, who: str) -> bool:
        """Whether somebody still comes, as far as is known: their needs matter, and whom they must not meet (R17)."""
        member = self.circle.members.get(who)
        return not self.circle.keeps_out(who) and (member is None or member.answer != "declined")

    def with_agency(self, agency: str | None) -> "Case":
        """The case with one more agency in it, if it is one (R12)."""
        return self if agency is None else replace(self, employers=self.employers | {agency})

    @property
    def preparing(self) -> bool:
        """Whether the conference is still to be prepared or held."""
        return self.stage in (Stage.PREPARATION, Stage.PREPARED)

    def next_round(self, number: int) -> "Case":
        """Back to preparation: the circle and the bottom lines stay, what was arranged for one day does not (R29)."""
        return replace(
            self,
            stage=Stage.PREPARATION,
            ended=0,
            round=number,
            search=replace(self.search, asked=frozenset(), lapsed={}),
            circle=self.circle.carried_over(),
            givers={},
            interpreters=frozenset(),
            needs={name: replace(need, settled=False) for name, need in self.needs.items()},
            sittings={},
            came=frozenset(),
            escalated={},
        )

    def sitting_at(self, session: Session, *, instead_of: str | None = None) -> "Case":
        """The case with another date; whoever was late in telling of the old one is not late for this."""
        others = {name: one for name, one in self.sittings.items() if name != instead_of}
        return replace(
            self, sittings={**others, session.session: Sitting.of(session)}, escalated=self.punctual_in("conference")
        )

    def punctual_in(self, what: str) -> dict[str, int]:
        """What was told to be late, without one thing."""
        return {late: level for late, level in self.escalated.items() if late != what}

    def without(self, person: str) -> "Case":
        """The case after one of several persons concerned left it (R38)."""
        persons = tuple(other for other in self.persons if other != person)
        return replace(self, persons=persons, circle=self.circle.left_by(person))


def in_order(*people: Iterable[str]) -> tuple[str, ...]:
    """Everybody once, in the order in which they were named."""
    return tuple(dict.fromkeys(person for group in people for person in group))
