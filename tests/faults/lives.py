"""What the people of a case ask for, one thing after the other: from a self-referral to its ending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from contracts.base import Message
from contracts.coordination import (
    AnswerInvitation,
    AnswerOffer,
    Attendance,
    CompletePreparation,
    InviteParticipant,
    PlanSession,
    RecordConference,
    Session,
)
from contracts.people import CircleRole, Means, PersonConcerned, Reason, Referrer, ReferrerKind, Sector
from contracts.plan import AgreedAction, AgreePlan, AnsweredQuestion, RecordFollowUpCall, RecordReview, ReviewOutcome
from contracts.referral import (
    AcceptCase,
    AgreeQuestions,
    DecideFunding,
    Funding,
    Payer,
    Question,
    RecordContact,
    ReferCase,
    WithdrawCase,
)

CIRCLE = 4
WITHDRAWN = 6
"""Of so many cases one is withdrawn in the middle of its preparation."""


@dataclass
class Life:
    """One case; its ids are made beforehand, so that its people have keys before anything is said of them."""

    number: int
    region: str
    case: str = field(default_factory=lambda: str(uuid4()))
    person: str = field(default_factory=lambda: str(uuid4()))
    circle: tuple[str, ...] = field(default_factory=lambda: tuple(str(uuid4()) for _ in range(CIRCLE)))
    last: str = "not begun"
    """The last event of it, for who wonders where it is."""
    ended: bool = False

    @property
    def subjects(self) -> tuple[str, ...]:
        """Everybody who needs a key."""
        return (self.case, self.person, *self.circle)

    @property
    def workflow(self) -> str:
        """The id of its process."""
        return f"case-{self.case}-1"

    def begin(self) -> Sequence[Message]:
        """Somebody refers themself, and the intake is done in one conversation."""
        self.last = "begun"
        born = date(1960, 1, 1) + timedelta(days=self.number % 9000)
        person = PersonConcerned(person=self.person, name="Noor Vermeulen", birth_date=born)
        question = Question(question="home", text="Hoe kan Noor in haar eigen huis blijven wonen?")
        referral = ReferCase(
            referral=str(uuid4()),
            referrer=Referrer(referrer=self.person, kind=ReferrerKind.SELF),
            persons=(person,),
            region=self.region,
            reasons=(Reason.EVICTION,),
            sector=Sector.HOUSING,
        )
        return (
            referral,
            AgreeQuestions(questions=(question,), confirmed_by=self.person),
            DecideFunding(payer=Payer.MUNICIPALITY, decision=Funding.COVERED),
            AcceptCase(),
        )

    def goes_on(self, kind: str, data: Mapping[str, Any]) -> Sequence[Message]:
        """What is asked for after an event."""
        self.last = self.last if kind == "notice-due" else kind
        match kind:
            case "case-ended":
                self.ended = True
            case "coordinator-offered":
                return (AnswerOffer(offer=data["offer"], accepted=True),)
            case "coordinator-assigned":
                return self.prepare()
            case "preparation-completed":
                return (self.held(),)
            case "conference-held":
                return (self.plan(),)
            case "command-refused" if data["asked"] == AgreePlan.type:
                return (self.plan(),)  # the plan service has not heard of the conference yet
            case "plan-accepted":
                return (RecordFollowUpCall(who="coordinator"), RecordReview(outcome=ReviewOutcome.CLOSE))
        return ()

    def prepare(self) -> Sequence[Message]:
        """Everybody is invited and accepts, and a date is set; or the person concerned has had enough."""
        invited = [
            InviteParticipant(participant=one, name="Bram de Vries", role=CircleRole.FRIEND, contact="06 0000 0000")
            for one in self.circle
        ]
        accepted = [AnswerInvitation(participant=one, answer="accepted", means=Means.SPOKEN) for one in self.circle]
        if self.number % WITHDRAWN == 0:
            return (*invited, WithdrawCase(person=self.person), *accepted)
        session = Session(session="session-1", starts=datetime.now(UTC) + timedelta(days=7))
        return (*invited, *accepted, PlanSession(session=session), CompletePreparation())

    def held(self) -> Message:
        """The conference, with everybody there."""
        there = Attendance(information=self.circle, private_time=self.circle, presentation=self.circle)
        return RecordConference(session="session-1", attendance=there)

    def plan(self) -> Message:
        """The circle agrees."""
        today = datetime.now(UTC).date()
        action = AgreedAction(action="help", owner=self.circle[0], what="Samen opruimen.", by=today, agreed=True)
        return AgreePlan(
            plan=str(uuid4()),
            answers=(AnsweredQuestion(question="home", answer="De kring helpt met opruimen."),),
            actions=(action,),
            monitor=self.circle[1],
            agreed_on=today - timedelta(days=1),
            present=self.circle,
        )

    def contact(self) -> Message:
        """The regional manager spoke with them."""
        return RecordContact(with_person=True, means=Means.SPOKEN)
