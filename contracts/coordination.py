"""Messages of the coordination service: coordinator, circle, preparation and conference (R11-R22, R40, R41)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import CASE, Command, DueNow, Erased, Event, Fact, Id, Moment, Part, Personal, Text
from contracts.people import Channel, CircleRole, LanguageTag, Means
from contracts.process import Milestone

Answer = Annotated[str, Field(pattern="^(accepted|declined|undecided)$")]


class StopReason(StrEnum):
    """Why preparation stops (R20)."""

    PLAN_MADE = "plan-made"
    """A plan was made without a meeting: a success."""
    SITUATION_CHANGED = "situation-changed"
    NETWORK_TOO_SMALL = "network-too-small"
    NETWORK_TOO_VULNERABLE = "network-too-vulnerable"
    OTHER = "other"


class Mode(StrEnum):
    """How a session is held (R17)."""

    IN_PERSON = "in-person"
    VIDEO = "video"
    PHONE = "phone"


class Session(Part):
    """Where and when the circle meets; it chooses both (R17)."""

    session: Id
    starts: Moment
    minutes: Annotated[int, Field(ge=15, le=1440)] = 240
    place: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    mode: Mode = Mode.IN_PERSON


class Attendance(Part):
    """Who was there, per part. Nobody but the circle is in private time; nothing said there is recorded (R21)."""

    information: tuple[Id, ...]
    private_time: tuple[Id, ...]
    presentation: tuple[Id, ...]


# --- the register of coordinators: stream kind "coordinator" -------------------------------------------------------


class RegisterCoordinator(Command, service="coordination", stream="coordinator"):
    """Enter or change a coordinator in the register (R11, R12). The envelope's subject is the coordinator."""

    name: Annotated[Text | Erased, Personal(of=CASE)]
    """Of the envelope's subject, which here is the coordinator."""
    regions: Annotated[tuple[Id, ...], Field(min_length=1)]
    languages: Annotated[tuple[LanguageTag, ...], Field(min_length=1)]
    employers: tuple[Id, ...] = ()
    """Organisations that they work for, as ids: a deciding or care body makes them dependent."""
    capacity: Annotated[int, Field(ge=0, le=20)]
    channel: Channel = Channel.MAIL


class CoordinatorRegistered(Event, service="coordination", stream="coordinator"):
    """A coordinator is in the register, or changed in it."""

    name: Annotated[Text | Erased, Personal(of=CASE)]
    regions: tuple[Id, ...]
    languages: tuple[LanguageTag, ...]
    employers: tuple[Id, ...] = ()
    capacity: int
    channel: Channel = Channel.MAIL


# --- asked by people ------------------------------------------------------------------------------------------------


class AnswerOffer(Command, service="coordination"):
    """A coordinator accepts or declines an offer (R13)."""

    offer: Id
    accepted: bool


class DrawUpCircle(Command, service="coordination"):
    """Note somebody whom the person concerned wants in the circle, before anybody asks them (R14)."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag = "nl"
    channel: Channel = Channel.SPOKEN
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None


class InviteParticipant(Command, service="coordination"):
    """Ask one person to come, in their own language (R15). Names them too, if they were not drawn up before."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag = "nl"
    channel: Channel = Channel.SPOKEN
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None


class AnswerInvitation(Command, service="coordination"):
    """What an invited person answered themselves (R15), by whatever means (R40)."""

    participant: Id
    answer: Answer
    means: Means


class WithdrawParticipant(Command, service="coordination", passes_parked=True):
    """A participant wants out: no reason, at once (R15)."""

    participant: Id
    means: Means = Means.SPOKEN


class VetoParticipant(Command, service="coordination"):
    """The person concerned keeps somebody out (R16). Nobody that it is about can learn of it here."""

    participant: Id
    by: Id
    by_representative: bool = False


class AddInformationGiver(Command, service="coordination"):
    """A professional who informs in the first part, and is asked for it ahead (R18)."""

    giver: Id
    name: Annotated[Text | Erased, Personal(of="giver")]
    language: LanguageTag = "nl"
    channel: Channel = Channel.MAIL
    contact: Annotated[Text | Erased | None, Personal(of="giver")] = None


class RecordInformation(Fact, service="coordination"):
    """Whether a giver's information was received and explained to the circle; never its content (R18)."""

    giver: Id
    received: bool
    explained: bool


class PlanSession(Command, service="coordination"):
    """Date, place and mode that the circle chose (R17, R19)."""

    session: Session


class ArrangeInterpreter(Fact, service="coordination"):
    """An interpreter for a language is arranged (R17, R19)."""

    language: LanguageTag


class ExplainBottomLine(Fact, service="coordination"):
    """The coordinator explained a bottom line to somebody invited, who so knows it before the conference (R7)."""

    bottom_line: Id
    version: int
    participants: tuple[Id, ...]


class CompletePreparation(Command, service="coordination"):
    """The coordinator says that all is ready; refused with the list of what is missing (R19)."""


class StopPreparation(Command, service="coordination"):
    """Preparation stops, with a reason (R20)."""

    reason: StopReason


class PostponeConference(Command, service="coordination"):
    """The conference moves to another date (R22)."""

    session: Session


class RecordConference(Fact, service="coordination"):
    """The conference was held, as it was: also not ready, or with a guard in private time (R21, R39)."""

    session: Id
    attendance: Attendance
    outcome: Annotated[str, Field(pattern="^(held|adjourned|without-plan)$")] = "held"
    next_session: Session | None = None


class ReleaseCoordinator(Command, service="coordination"):
    """The coordinator falls away; whoever follows finds everything as it was (R12, R41)."""

    reason: Annotated[str, Field(pattern="^(ill|left|conflict|family-wish|other)$")]


class AppointCoordinator(Command, service="coordination"):
    """The manager appoints, past the offers but not past independence (R41)."""

    coordinator: Id


# --- asked by the process -------------------------------------------------------------------------------------------


class FindCoordinator(DueNow, service="coordination"):
    """Offer the case to the best match that was not asked yet (R11-R13)."""


class LapseOffer(DueNow, service="coordination"):
    """The offer was not answered in time (R13)."""


class RemindCircle(DueNow, service="coordination"):
    """Remind who has not answered, within the limit: more is pressure (R15)."""


class EscalatePreparation(DueNow, service="coordination"):
    """Preparation takes longer than the region's policy (R10, R19)."""

    level: int = 1


class EscalateConference(DueNow, service="coordination"):
    """The date has passed and nobody told how it went (promise 4)."""

    level: int = 1


# --- decided --------------------------------------------------------------------------------------------------------


class CoordinatorOffered(Event, service="coordination", milestone=Milestone.OFFERED):
    """The case is offered to one coordinator (R13), with the reasons of the match (R11)."""

    offer: Id
    coordinator: Id
    respond_by: Moment
    reasons: tuple[str, ...]


class OfferDeclined(Event, service="coordination", milestone=Milestone.OFFER_DECLINED):
    """The coordinator said no, or the time ran out (R13)."""

    offer: Id
    coordinator: Id
    lapsed: bool


class PoolEmptied(Event, service="coordination", milestone=Milestone.POOL_EMPTY):
    """Nobody is left to ask: the regional manager is asked (R13)."""


class CoordinatorAssigned(Event, service="coordination", milestone=Milestone.COORDINATOR_ASSIGNED):
    """The case has its coordinator; preparation begins, or goes on (R12-R14, R41)."""

    coordinator: Id
    round: int


class CoordinatorReleased(Event, service="coordination", milestone=Milestone.COORDINATOR_RELEASED):
    """The coordinator fell away (R12, R41)."""

    coordinator: Id
    reason: str


class CircleDrawnUp(Event, service="coordination"):
    """Somebody is wanted in the circle (R14)."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag
    channel: Channel
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None


class ParticipantInvited(Event, service="coordination"):
    """Somebody was asked to come (R15)."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag
    channel: Channel
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None
    invited: Moment
    """When: a reminder comes at least so many days later (R15)."""


class InvitationAnswered(Event, service="coordination"):
    """What they answered (R15)."""

    participant: Id
    answer: Answer
    means: Means


class ParticipantReminded(Event, service="coordination"):
    """Reminded once more, within the limit (R15)."""

    participant: Id
    reminder: int
    reminded: Moment


class ParticipantWithdrew(Event, service="coordination"):
    """A participant is out, without a reason (R15)."""

    participant: Id


class ParticipantVetoed(Event, service="coordination"):
    """Somebody is kept out (R16). Inside only: no list, status, export or count shows it to whom it is about."""

    participant: Id
    by: Id
    by_representative: bool


class InformationGiverAdded(Event, service="coordination"):
    """A professional informs in the first part (R18)."""

    giver: Id
    name: Annotated[Text | Erased, Personal(of="giver")]
    language: LanguageTag
    channel: Channel
    contact: Annotated[Text | Erased | None, Personal(of="giver")] = None


class InformationRecorded(Event, service="coordination"):
    """Whether it was received and explained (R18)."""

    giver: Id
    received: bool
    explained: bool


class SessionPlanned(Event, service="coordination"):
    """Date, place and mode are set (R17)."""

    session: Session


class InterpreterArranged(Event, service="coordination"):
    """An interpreter is arranged (R17)."""

    language: LanguageTag


class BottomLineExplained(Event, service="coordination"):
    """These people know this version of the bottom line (R7)."""

    bottom_line: Id
    version: int
    participants: tuple[Id, ...]


class PreparationCompleted(Event, service="coordination", milestone=Milestone.PREPARED):
    """Everything that ready means is there (R19)."""

    session: Id
    starts: Moment
    round: int


class PreparationStopped(Event, service="coordination"):
    """Preparation stopped (R20). The referral service ends the case."""

    reason: StopReason
    round: int


class PlanWithoutMeeting(Event, service="coordination", milestone=Milestone.PREPARATION_STOPPED):
    """A plan is made without a meeting: a success, counted as one (R20). The plan service goes on."""

    round: int
    circle: tuple[Id, ...]


class ConferencePostponed(Event, service="coordination", milestone=Milestone.POSTPONED):
    """Another date (R22)."""

    session: Session


class ConferenceAdjourned(Event, service="coordination", milestone=Milestone.ADJOURNED):
    """To be continued on a second date (R22)."""

    session: Id
    next_session: Session
    attendance: Attendance | None = None
    deviations: tuple[str, ...] = ()


class ConferenceHeld(Event, service="coordination", milestone=Milestone.HELD):
    """The conference was held: the circle makes its plan (R21, R23)."""

    session: Id
    attendance: Attendance
    circle: tuple[Id, ...]
    round: int
    deviations: tuple[str, ...] = ()
    """What was not as it should be: recorded, and told to the regional manager (R39)."""


class ConferenceWithoutPlan(Event, service="coordination", milestone=Milestone.NO_PLAN):
    """The conference ended without a plan (R22)."""

    session: Id
    attendance: Attendance
    circle: tuple[Id, ...] = ()
    """Who can still make a plan, or choose another way."""
    round: int
    deviations: tuple[str, ...] = ()


class ConferenceNoted(Event, service="coordination"):
    """A conference as it was, that moves nothing: the case had ended, or this session was told of before (R39)."""

    session: Id
    attendance: Attendance
    deviations: tuple[str, ...]


class CalledOff(Event, service="coordination"):
    """Invitations, offers and reminders that were open when the case ended: all off (R31)."""

    offers: tuple[Id, ...]
    invitations: tuple[Id, ...]


class CoordinationEscalated(Event, service="coordination"):
    """Something takes too long; told once to each level (R10)."""

    what: str
    level: int
    to: str
