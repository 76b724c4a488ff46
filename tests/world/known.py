"""What can be known of a case from its events alone, by whoever heard them: the memory of invariants and of people.

It is written from DOMAIN.md and the contracts, never from the services' states, or it would repeat their mistakes.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts import coordination as c
from contracts import plan as p
from contracts.people import DeclineReason, Ending, ReferrerKind, Status, WhoConsents
from contracts.referral import LinkedReferral


@dataclass(slots=True)
class Someone:
    """Somebody who was asked to come, in this round."""

    asked: bool = False
    reminders: int = 0
    answer: str | None = None
    language: str = "nl"
    reached: bool = True
    """No, if the question did not arrive."""


@dataclass(slots=True)
class Claimed:
    """Work that was claimed."""

    minutes: int
    cents: int
    approved: bool | None = None
    billed: bool = False


@dataclass(slots=True)
class Line:
    """A bottom line."""

    version: int
    setter: str
    known_by: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Heard:
    """A referral: who referred, what they were told, whether they still are."""

    referrer: str
    kind: ReferrerKind
    agency: str | None
    sharing: tuple[Status, ...] | None = None
    told: list[tuple[Status, DeclineReason | None]] = field(default_factory=list)
    closed: bool = False
    opened: str | None = None
    """The case that it had opened, if that is the same as this one (R3)."""

    @classmethod
    def of(cls, linked: LinkedReferral, opened: str) -> "Heard":
        """One that had opened a case of its own, as far as it had heard there (R3)."""
        told: list[tuple[Status, DeclineReason | None]] = [(said, None) for said in linked.told]
        return cls(linked.referrer, linked.kind, linked.agency, linked.sharing, told, opened=opened)


@dataclass(slots=True)
class Known:
    """One case, as somebody knows it."""

    region: str = ""
    assisting: set[str] = field(default_factory=set)
    """Regions whose staff act in it beside the owner's (R4)."""
    handed_to: str | None = None
    """The region that is being asked to take it over (R4)."""
    opened: datetime | None = None
    persons: dict[str, WhoConsents] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    taken_out: set[str] = field(default_factory=set)
    """Who left by somebody else's word, and had not gone by their own."""
    said: dict[str, str] = field(default_factory=dict)
    holders: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    capacities: dict[tuple[str, str], str] = field(default_factory=dict)
    """As what each of them permits: of who decides alone parents are not asked (R5)."""
    consented: set[str] = field(default_factory=set)
    """Of whom every consent was there once: what is kept of them is kept on a yes (R34)."""
    speaks: dict[str, str] = field(default_factory=dict)
    """The language of whoever was described (R44)."""
    chosen: dict[str, str] = field(default_factory=dict)
    """The language that somebody chose: whatever others write of them, it stands (R44)."""
    referrals: dict[str, Heard] = field(default_factory=dict)
    linked: str | None = None
    """The case that it is the same as: it rests, and goes on there (R3)."""
    alike: set[str] = field(default_factory=set)
    """Cases that may be about the same people."""
    contacted: bool = False
    wanted: bool = False
    questions: tuple[str, ...] = ()
    funded: bool = False
    accepted: bool = False
    employers: tuple[str, ...] = ()
    joined: set[str] = field(default_factory=set)
    """Agencies that are in it beside those that referred before it was accepted."""
    languages: tuple[str, ...] = ()
    lines: dict[str, Line] = field(default_factory=dict)
    offer: c.CoordinatorOffered | None = None
    lapsed: dict[str, str] = field(default_factory=dict)
    """Offers whose time ran out, and to whom."""
    pool_empty: bool = False
    coordinator: str | None = None
    barred: set[str] = field(default_factory=set)
    had: set[str] = field(default_factory=set)
    """Who has or had the case: they have work in it (R42)."""
    work: dict[str, Claimed] = field(default_factory=dict)
    unwanted: tuple[str, ...] = ()
    """Whom the family does not want (R11)."""
    paused: bool = False
    """Somebody is not safe: nobody is invited for now (R37)."""
    round: int = 1
    stage: str = "intake"
    """intake, preparation, prepared, stopped, writing, without-plan, judging, refused, stands."""
    circle: dict[str, Someone] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    """Who withdrew, or is kept out: nothing is sent to them any more."""
    vetoed: set[str] = field(default_factory=set)
    givers: dict[str, bool] = field(default_factory=dict)
    interpreters: set[str] = field(default_factory=set)
    session: c.Session | None = None
    sat: set[str] = field(default_factory=set)
    plan_circle: tuple[str, ...] = ()
    plan: p.PlanAgreed | None = None
    judged: dict[str, bool] = field(default_factory=dict)
    stood: bool = False
    """A plan stood in this round."""
    reviews: int = 0
    review_due: bool = False
    calls_due: set[str] = field(default_factory=set)
    actions_due: dict[str, str] = field(default_factory=dict)
    action_reminders: dict[str, int] = field(default_factory=dict)
    escalated: set[tuple[str, int]] = field(default_factory=set)
    ended: Ending | None = None
    ends: int = 0
    moved: datetime | None = None

    def consents(self, name: str) -> bool:
        """Whether everybody whose word is needed for one of them said yes themself, and no holder is missing (R5)."""
        whose = self.persons[name]
        if whose is not WhoConsents.HOLDERS and self.said.get(name) != "yes":
            return False
        alone = whose is WhoConsents.ALONE
        words = [
            granted
            for (person, holder), granted in self.holders.items()
            if person == name and not (alone and self.capacities[person, holder] not in ("mentor", "curator"))
        ]
        young = whose in (WhoConsents.HOLDERS, WhoConsents.TOGETHER)
        return all(words) and (not young or bool(words))

    @property
    def staying(self) -> list[str]:
        """The persons concerned who did not leave."""
        return [name for name in self.persons if name not in self.left]

    @property
    def invited(self) -> list[str]:
        """Who was asked, did not decline, and is not out."""
        return [n for n, one in self.circle.items() if one.asked and one.answer != "declined" and n not in self.out]

    @property
    def coming(self) -> list[str]:
        """Who said yes themselves."""
        return [name for name in self.invited if self.circle[name].answer == "accepted"]

    @property
    def session_ends(self) -> datetime | None:
        """When the session is over by plan."""
        return self.session.starts + timedelta(minutes=self.session.minutes) if self.session else None

    def again(self, number: int) -> None:
        """The next round: whoever is not out is asked anew."""
        self.round, self.stage, self.session = number, "preparation", None
        self.givers, self.interpreters, self.calls_due, self.review_due = {}, set(), set(), False
        self.circle = {name: Someone(language=one.language) for name, one in self.circle.items()}
        for heard in self.referrals.values():
            heard.told = []


LAST = (Status.CLOSED, Status.ENDED)
