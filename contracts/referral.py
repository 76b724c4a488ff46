"""Messages of the referral service: referral, intake and the life of the case (R1-R10, R30-R32)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import CASE, Command, DueNow, Erased, Event, Fact, Id, Moment, Part, Personal, Text
from contracts.people import (
    DeclineReason,
    Ending,
    LanguageTag,
    Means,
    PersonConcerned,
    Reason,
    Referrer,
    Sector,
    Status,
)
from contracts.process import Milestone


class Question(Part):
    """A question for the conference: concrete and open (R6)."""

    question: Id
    text: Annotated[Text | Erased, Personal(of=CASE)]
    language: LanguageTag = "nl"


class WhoConsents(StrEnum):
    """Whose consent the law asks for, by age (R5). It is all that is kept of an age outside the person's own data."""

    HOLDERS = "holders"
    """The holders of parental responsibility. The child is heard at any age, and a no of theirs counts."""
    TOGETHER = "person-and-holders"
    ALONE = "person"
    """The person alone; of an adult with a mentor or curator also those."""
    AGE_UNKNOWN = "age-unknown"
    """The person, and whoever is named."""


class ConsentNeeded(Part):
    """Whose consent is needed for one person concerned (R5)."""

    person: Id
    of: WhoConsents


class Payer(StrEnum):
    """Who decides on funding (R8)."""

    MUNICIPALITY = "municipality"
    PROVINCE = "province"
    INSTITUTION = "institution"


class Funding(StrEnum):
    """The decision on funding (R8)."""

    COVERED = "covered-by-agreement"
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_NEEDED = "not-needed"


# --- asked by people ---------------------------------------------------------------------------------------------


class ReferCase(Command, service="referral"):
    """Refer somebody, or oneself (R1). The envelope's subject is the id of the new case."""

    referral: Id
    referrer: Referrer
    persons: Annotated[tuple[PersonConcerned, ...], Field(min_length=1)]
    region: Id
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    sector: Sector
    suggested_question: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    agency_reference: Annotated[str | Erased | None, Personal(of=CASE)] = None


class RecordContact(Fact, service="referral"):
    """The regional manager spoke with the person, or with the referrer if only they can be reached (R10)."""

    with_person: bool
    means: Means


class RecordWillingness(Command, service="referral"):
    """What a person concerned said themselves: yes, no, or they want to think (R5)."""

    person: Id
    answer: Annotated[str, Field(pattern="^(yes|no|considering)$")]
    means: Means


class RequirePermission(Command, service="referral"):
    """Name a holder of parental responsibility, mentor or curator whose permission the law asks for (R5)."""

    person: Id
    holder: Id
    name: Annotated[Text | Erased, Personal(of="holder")]
    capacity: Annotated[str, Field(pattern="^(parent|guardian|mentor|curator)$")]


class RecordPermission(Command, service="referral"):
    """What a holder answered. One refusal is a no (R5)."""

    person: Id
    holder: Id
    granted: bool
    means: Means


class RecordSharing(Command, service="referral"):
    """Which statuses the person lets a referrer hear (R30)."""

    referral: Id
    statuses: tuple[Status, ...]


class AgreeQuestions(Command, service="referral"):
    """The questions that the person concerned confirmed (R6)."""

    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    confirmed_by: Id
    overruled: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    """Why the regional manager keeps a question that the check advised against."""


class SetBottomLine(Command, service="referral"):
    """A minimum requirement for a safe plan; it states a limit, never the solution (R7). A known id revises it."""

    bottom_line: Id
    setter: Id
    setter_name: Annotated[Text | Erased, Personal(of="setter")]
    mandate: Annotated[str, Field(pattern="^(child-protection|probation|guardianship|other)$")]
    text: Annotated[Text | Erased, Personal(of=CASE)]
    ground: Annotated[Text | Erased, Personal(of=CASE)]


class DecideFunding(Fact, service="referral"):
    """What the payer decided. A refusal closes nothing by itself (R8)."""

    payer: Payer
    decision: Funding


class AcceptCase(Command, service="referral"):
    """The intake is done: the case is accepted (R9)."""


class DeclineCase(Command, service="referral"):
    """The case is declined, with a reason of the list (R9, R30)."""

    reason: DeclineReason


class WithdrawCase(Command, service="referral", passes_parked=True):
    """A person concerned stops it: at any point, at once, without a reason (R31)."""

    person: Id
    means: Means = Means.SPOKEN


class ReportDeath(Fact, service="referral", passes_parked=True):
    """A person concerned died (R32)."""

    person: Id


class GiveUpReaching(Command, service="referral"):
    """A regional manager decides, after recorded attempts, that nobody can be reached (R32)."""


class ReopenCase(Command, service="referral"):
    """A closed case goes on, with a note (R29)."""

    note: Annotated[Text | Erased, Personal(of=CASE)]


class RetractReferral(Command, service="referral"):
    """A referrer takes the referral back: its status stream ends (R30)."""

    referral: Id


class EscalateContact(DueNow, service="referral"):
    """No first contact in time: tell the regional manager, then the region's lead (R10)."""

    level: int = 1


class EscalateIntake(DueNow, service="referral"):
    """The intake is not done in time (R10)."""

    level: int = 1


class LapseConsent(DueNow, service="referral"):
    """No yes in time: what was kept about the person is to go (R5)."""


# --- decided ------------------------------------------------------------------------------------------------------


class ReferralReceived(Event, service="referral"):
    """A referral arrived for this case. Several can belong to one case (R3)."""

    referral: Id
    referrer: Referrer
    reasons: tuple[Reason, ...]
    sector: Sector
    suggested_question: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    agency_reference: Annotated[str | Erased | None, Personal(of=CASE)] = None
    self_referral: bool


class CaseOpened(Event, service="referral", milestone=Milestone.OPENED):
    """A case begins. Nothing goes on before every person concerned wants it (R5)."""

    region: Id
    persons: tuple[PersonConcerned, ...]
    opened: Moment
    consent: tuple[ConsentNeeded, ...] = ()
    """By age on that day."""


class ContactMade(Event, service="referral"):
    """The first contact was there (R10)."""

    with_person: bool
    means: Means


class WillingnessRecorded(Event, service="referral"):
    """What a person concerned answered (R5)."""

    person: Id
    answer: str
    means: Means
    recorded: Moment | None = None
    """When: while somebody considers, the deadlines of the intake stand still (R10)."""


class PermissionRequired(Event, service="referral"):
    """Whose permission the law asks for (R5)."""

    person: Id
    holder: Id
    name: Annotated[Text | Erased, Personal(of="holder")]
    capacity: str
    conflict_of_interest: bool = False


class PermissionRecorded(Event, service="referral"):
    """What a holder answered (R5)."""

    person: Id
    holder: Id
    granted: bool
    means: Means


class ConsentCompleted(Event, service="referral", milestone=Milestone.WANTED):
    """Every consent that is needed is there: willing, and permitted where the law asks (R5)."""

    persons: tuple[Id, ...]


class ConsentIncomplete(Event, service="referral"):
    """A consent that is needed is missing again: until it is there nobody is invited and no conference held (R5)."""


class SharingRecorded(Event, service="referral"):
    """Which statuses a referrer may hear (R30)."""

    referral: Id
    statuses: tuple[Status, ...]


class QuestionAdvice(Part):
    """Why the check of a question asks for another look (R6). It advises, it never rejects."""

    question: Id
    checked: bool
    advice: str | None = None


class QuestionsAgreed(Event, service="referral"):
    """The questions that the conference is about (R6)."""

    questions: tuple[Question, ...]
    confirmed_by: Id
    advice: tuple[QuestionAdvice, ...] = ()
    overruled: Annotated[Text | Erased | None, Personal(of=CASE)] = None


class BottomLineSet(Event, service="referral"):
    """A bottom line, or a new version of it (R7)."""

    bottom_line: Id
    version: int
    setter: Id
    setter_name: Annotated[Text | Erased, Personal(of="setter")]
    mandate: str
    text: Annotated[Text | Erased, Personal(of=CASE)]
    ground: Annotated[Text | Erased, Personal(of=CASE)]
    advice: str | None = None
    """Why its text asks for another look: it may prescribe a solution. It advises, it never rejects."""


class FundingDecided(Event, service="referral"):
    """What the payer decided (R8)."""

    payer: Payer
    decision: Funding


class CaseAccepted(Event, service="referral", milestone=Milestone.ACCEPTED):
    """The intake is done (R9). Carries what the match of a coordinator needs, and no more (R11)."""

    region: Id
    round: int
    languages: tuple[LanguageTag, ...]
    employers: tuple[Id, ...] = ()
    """The agencies in the case: whoever works there is not independent (R12)."""
    persons: tuple[Id, ...]


class DeadlineEscalated(Event, service="referral"):
    """A deadline passed: told once to the manager and then to the region's lead. It decides nothing (R10)."""

    what: str
    level: int
    to: str


class StatusReported(Event, service="referral"):
    """A status that a referrer hears, because it is allowed (R30)."""

    referral: Id
    status: Status
    reason: DeclineReason | None = None
    since: Moment


class ReferralClosed(Event, service="referral"):
    """The status stream of one referral ends (R30)."""

    referral: Id


class CaseEnded(Event, service="referral", milestone=Milestone.ENDED, passes_parked=True):
    """The one ending (R32). Everything that waits is called off by it (R31)."""

    ending: Ending
    ended: Moment
    round: int
    person: Id | None = None


class CaseReopened(Event, service="referral", milestone=Milestone.REOPENED):
    """A closed case goes on, in a new round (R29)."""

    round: int
    note: Annotated[Text | Erased, Personal(of=CASE)]


class PersonLeft(Event, service="referral"):
    """One of several persons concerned withdrew; the others decide whether they go on (R38)."""

    person: Id
