"""What can be known of a case from its events alone, by whoever heard them: the memory of invariants and of people.

It is written from DOMAIN.md and the contracts, never from the services' states, or it would repeat their mistakes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from contracts import coordination as c
from contracts import plan as p
from contracts import referral as r
from contracts.base import Event
from contracts.people import DeclineReason, Ending, ReferrerKind, Status


@dataclass(slots=True)
class Someone:
    """Somebody who was asked to come, in this round."""

    asked: bool = False
    reminders: int = 0
    answer: str | None = None
    language: str = "nl"


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


@dataclass(slots=True)
class Known:
    """One case, as somebody knows it."""

    region: str = ""
    opened: datetime | None = None
    persons: dict[str, r.WhoConsents] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)
    holders: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    referrals: dict[str, Heard] = field(default_factory=dict)
    contacted: bool = False
    wanted: bool = False
    questions: tuple[str, ...] = ()
    funded: bool = False
    accepted: bool = False
    employers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    lines: dict[str, Line] = field(default_factory=dict)
    offer: c.CoordinatorOffered | None = None
    pool_empty: bool = False
    coordinator: str | None = None
    barred: set[str] = field(default_factory=set)
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

    def fold(self, event: Event) -> None:
        """Take in one event; of what is not understood nothing is remembered."""
        change = CHANGES.get(type(event))
        if change:
            change(self, event)

    def again(self, number: int) -> None:
        """The next round: whoever is not out is asked anew."""
        self.round, self.stage, self.session = number, "preparation", None
        self.givers, self.interpreters, self.calls_due, self.review_due = {}, set(), set(), False
        self.circle = {name: Someone(language=one.language) for name, one in self.circle.items()}
        for heard in self.referrals.values():
            heard.told = []


LAST = (Status.CLOSED, Status.ENDED)


def opened(k: Known, event: r.CaseOpened) -> None:
    """Whose case it is, and whose consent the law asks for."""
    k.region, k.opened = event.region, event.opened
    k.persons = {needed.person: needed.of for needed in event.consent}
    alone = len(event.persons) == 1
    for one in event.persons:
        for heard in k.referrals.values():
            if heard.kind is ReferrerKind.SELF and (alone or heard.referrer == one.person):
                k.said[one.person] = "yes"


def received(k: Known, event: r.ReferralReceived) -> None:
    """Who referred."""
    who = event.referrer
    k.referrals[event.referral] = Heard(who.referrer, who.kind, who.agency)


def told(k: Known, event: r.StatusReported) -> None:
    """What a referrer heard."""
    k.referrals[event.referral].told.append((event.status, event.reason))


def shared(k: Known, event: r.SharingRecorded) -> None:
    """What they may hear."""
    k.referrals[event.referral].sharing = event.statuses


def reopened(k: Known, event: r.CaseReopened) -> None:
    """A closed case goes on."""
    k.ended = None
    k.again(event.round)


def wanted_again(k: Known, event: p.FollowUpConferenceWanted) -> None:
    """Back to preparation, unless the case ended meanwhile."""
    if k.ended is None:
        k.again(event.round)


def taken_back(k: Known, event: r.ReferralClosed) -> None:
    """Its stream of statuses ends."""
    k.referrals[event.referral].closed = True


def accepted(k: Known, event: r.CaseAccepted) -> None:
    """The intake is done."""
    k.accepted, k.stage, k.round = True, "preparation", event.round
    k.region, k.employers, k.languages = event.region, event.employers, event.languages
    for person in event.persons:
        k.persons.setdefault(person, r.WhoConsents.AGE_UNKNOWN)


def consent(k: Known, event: r.ConsentCompleted) -> None:
    """Every consent is there, of these persons."""
    k.wanted = True
    for person in event.persons:
        k.persons.setdefault(person, r.WhoConsents.AGE_UNKNOWN)


def line_set(k: Known, event: r.BottomLineSet) -> None:
    """A new version, which nobody knows yet and nobody judged."""
    k.lines[event.bottom_line] = Line(event.version, event.setter)
    k.judged.pop(event.bottom_line, None)


def explained(k: Known, event: c.BottomLineExplained) -> None:
    """They know this version."""
    line = k.lines.get(event.bottom_line)
    if line and line.version == event.version:
        line.known_by |= set(event.participants)


def ended(k: Known, event: r.CaseEnded) -> None:
    """The one ending."""
    k.ended, k.ends = event.ending, k.ends + 1
    if event.person:
        k.left.add(event.person)


def gone(k: Known, event: Any) -> None:
    """Nothing is sent to them any more."""
    who = event.person if isinstance(event, r.PersonLeft) else event.participant
    k.out.add(who)
    if isinstance(event, r.PersonLeft):
        k.left.add(who)
    if isinstance(event, c.ParticipantVetoed):
        k.vetoed.add(who)
    k.plan_circle = tuple(other for other in k.plan_circle if other != who)


def offered(k: Known, event: c.CoordinatorOffered) -> None:
    """One is being asked."""
    k.offer, k.pool_empty = event, False


def assigned(k: Known, event: c.CoordinatorAssigned) -> None:
    """Somebody has the case."""
    k.coordinator, k.offer, k.pool_empty = event.coordinator, None, False


def released(k: Known, event: c.CoordinatorReleased) -> None:
    """Nobody has it, and some are not to have it again."""
    k.coordinator = None
    if event.reason in ("conflict", "family-wish"):
        k.barred.add(event.coordinator)


def drawn_up(k: Known, event: c.CircleDrawnUp) -> None:
    """Wanted, not asked yet."""
    k.circle[event.participant] = Someone(language=event.language)


def asked(k: Known, event: c.ParticipantInvited) -> None:
    """Asked to come."""
    k.circle[event.participant] = Someone(asked=True, language=event.language)


def answered(k: Known, event: c.InvitationAnswered) -> None:
    """Their last word."""
    if event.participant in k.circle:
        k.circle[event.participant].answer = event.answer


def reminded(k: Known, event: c.ParticipantReminded) -> None:
    """Once more."""
    if event.participant in k.circle:
        k.circle[event.participant].reminders += 1


def sat(k: Known, event: c.ConferenceAdjourned) -> None:
    """To be continued."""
    k.stage, k.session = "prepared", event.next_session
    k.sat.add(event.session)


def held(k: Known, event: Any) -> None:
    """The circle makes its plan, or made none."""
    k.stage = "without-plan" if isinstance(event, c.ConferenceWithoutPlan) else "writing"
    k.plan_circle, k.round, k.stood = event.circle, event.round, False
    if not isinstance(event, c.PlanWithoutMeeting):
        k.sat.add(event.session)


def agreed(k: Known, event: p.PlanAgreed) -> None:
    """A version of the plan; an action begins anew where its terms changed."""
    before = {one.action: one for one in k.plan.actions} if k.plan else {}
    k.action_reminders = {n: count for n, count in k.action_reminders.items() if n in before}
    for one in event.actions:
        if before.get(one.action) != one:
            k.action_reminders.pop(one.action, None)
    k.stage, k.plan, k.judged = "judging", event, {}


def stands(k: Known, _: p.PlanAccepted) -> None:
    """It is followed up."""
    k.stage, k.stood = "stands", True


def due(k: Known, event: p.FollowUpDue) -> None:
    """A call or a review."""
    if "review" in event.what:
        k.review_due = True
    else:
        k.calls_due.add("coordinator" if event.what == "call-family" else "regional-manager")


def reviewed(k: Known, _: p.ReviewHeld) -> None:
    """A review was held."""
    k.reviews, k.review_due = k.reviews + 1, False


def action_due(k: Known, event: p.ActionDue) -> None:
    """Its owner was reminded."""
    k.actions_due[event.action] = event.owner
    k.action_reminders[event.action] = k.action_reminders.get(event.action, 0) + 1


def reported(k: Known, event: p.ActionReported) -> None:
    """Whoever told something is not reminded of it: of a recurring action from its next date on."""
    k.actions_due.pop(event.action, None)
    k.action_reminders.pop(event.action, None)


def setting(**values: Any) -> Callable[[Known, Any], None]:
    """A change that is always the same."""

    def change(k: Known, _: Event) -> None:
        for name, value in values.items():
            setattr(k, name, value)

    return change


CHANGES: dict[type[Event], Callable[[Known, Any], None]] = {
    r.CaseOpened: opened,
    r.ReferralReceived: received,
    r.StatusReported: told,
    r.SharingRecorded: shared,
    r.ReferralClosed: taken_back,
    r.ContactMade: setting(contacted=True),
    r.WillingnessRecorded: lambda k, e: k.said.__setitem__(e.person, e.answer),
    r.PermissionRequired: lambda k, e: k.holders.__setitem__((e.person, e.holder), None),
    r.PermissionRecorded: lambda k, e: k.holders.__setitem__((e.person, e.holder), e.granted),
    r.ConsentCompleted: consent,
    r.ConsentIncomplete: setting(wanted=False),
    r.QuestionsAgreed: lambda k, e: setattr(k, "questions", tuple(one.question for one in e.questions)),
    r.FundingDecided: setting(funded=True),
    r.DeadlineEscalated: lambda k, e: k.escalated.add((e.what, e.level)),
    r.BottomLineSet: line_set,
    r.CaseAccepted: accepted,
    r.CaseEnded: ended,
    r.CaseReopened: reopened,
    r.PersonLeft: gone,
    c.CoordinatorOffered: offered,
    c.OfferDeclined: setting(offer=None),
    c.PoolEmptied: setting(pool_empty=True),
    c.CoordinatorAssigned: assigned,
    c.CoordinatorReleased: released,
    c.CalledOff: setting(offer=None),
    c.CircleDrawnUp: drawn_up,
    c.ParticipantInvited: asked,
    c.InvitationAnswered: answered,
    c.ParticipantReminded: reminded,
    c.ParticipantWithdrew: gone,
    c.ParticipantVetoed: gone,
    c.BottomLineExplained: explained,
    c.InformationGiverAdded: lambda k, e: k.givers.__setitem__(e.giver, False),
    c.InformationRecorded: lambda k, e: k.givers.__setitem__(e.giver, e.received and e.explained),
    c.InterpreterArranged: lambda k, e: k.interpreters.add(e.language),
    c.SessionPlanned: lambda k, e: setattr(k, "session", e.session),
    c.ConferencePostponed: lambda k, e: setattr(k, "session", e.session),
    c.PreparationCompleted: setting(stage="prepared"),
    c.PreparationStopped: setting(stage="stopped"),
    c.ConferenceAdjourned: sat,
    c.ConferenceHeld: held,
    c.ConferenceWithoutPlan: held,
    c.PlanWithoutMeeting: held,
    p.PlanAgreed: agreed,
    p.BottomLineJudged: lambda k, e: k.judged.__setitem__(e.bottom_line, e.met),
    p.PlanAccepted: stands,
    p.PlanRefused: setting(stage="refused"),
    p.FollowUpDue: due,
    p.FollowUpCallRecorded: lambda k, e: k.calls_due.discard(e.who),
    p.ReviewHeld: reviewed,
    p.FollowUpConferenceWanted: wanted_again,
    p.ActionDue: action_due,
    p.ActionReported: reported,
}
"""What each event changes."""
