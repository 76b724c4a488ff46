"""People and words that several messages share (DOMAIN.md's roles and lists)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from contracts.base import Erased, Id, Part, Personal, Text


class Reason(StrEnum):
    """Why somebody is referred (R2)."""

    PARENTING = "parenting"
    DISABILITY = "disability"
    ILLNESS = "illness"
    DIVORCE = "divorce"
    SCHOOL_DROP_OUT = "school-drop-out"
    EVICTION = "eviction"
    NUISANCE = "nuisance"
    DOMESTIC_VIOLENCE = "domestic-violence"
    FINDING_WORK = "finding-work"
    OTHER = "other"


class Sector(StrEnum):
    """The field that a referral comes from (R2)."""

    YOUTH_CARE = "youth-care"
    HEALTH_CARE = "health-care"
    EDUCATION = "education"
    PROBATION = "probation"
    HOUSING = "housing"
    WORK = "work"
    OTHER = "other"


class ReferrerKind(StrEnum):
    """Who refers (DOMAIN.md "Who is who")."""

    SELF = "self"
    FAMILY = "family"
    FRIEND = "friend"
    NEIGHBOUR = "neighbour"
    COLLEAGUE = "colleague"
    TEACHER = "teacher"
    POLICE = "police"
    SCHOOL_ATTENDANCE_OFFICER = "school-attendance-officer"
    CARE_PROVIDER = "care-provider"
    AGENCY = "agency"
    ANONYMOUS = "anonymous"


class WhoConsents(StrEnum):
    """Whose consent the law asks for, by age (R5)."""

    HOLDERS = "holders"
    """The holders of parental responsibility. The child is heard at any age, and a no of theirs counts."""
    TOGETHER = "person-and-holders"
    ALONE = "person"
    """The person alone; of an adult with a mentor or curator also those."""
    AGE_UNKNOWN = "age-unknown"
    """The person, and whoever is named."""


class CircleRole(StrEnum):
    """Who somebody is in the circle, as the brochure names them (R14)."""

    CHILD = "child"
    PARENT = "parent"
    STEP_PARENT = "step-parent"
    GRANDPARENT = "grandparent"
    AUNT = "aunt"
    UNCLE = "uncle"
    SIBLING = "sibling"
    FOSTER_PARENT = "foster-parent"
    FRIEND = "friend"
    NEIGHBOUR = "neighbour"
    COLLEAGUE = "colleague"
    TEACHER = "teacher"
    OTHER = "other"


class Channel(StrEnum):
    """How somebody wants to be told (R44). Nobody needs e-mail or a phone (R40)."""

    MAIL = "mail"
    TEXT_MESSAGE = "text-message"
    LETTER = "letter"
    SPOKEN = "spoken"


class Address(StrEnum):
    """The form of address that somebody wants: `u` or `je`, `siz` or `sen` (R17, R44)."""

    FORMAL = "formal"
    INFORMAL = "informal"


class Means(StrEnum):
    """How an answer came; all count equally (R40)."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    ONLINE = "online"
    WITH_HELP = "with-help"


class Ending(StrEnum):
    """How a case ends; the first that applies (R32)."""

    DEATH = "death"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    NOT_REACHABLE = "not-reachable"
    DECLINED = "declined"
    CLOSED = "closed"


class DeclineReason(StrEnum):
    """What a referrer may hear of a decline (R30)."""

    NOT_REACHABLE = "not-reachable"
    NOT_WANTED = "not-wanted"
    NOT_SUITABLE = "not-suitable"
    NO_CAPACITY = "no-capacity"
    REFERRED_ELSEWHERE = "referred-elsewhere"


class Status(StrEnum):
    """All that a referrer hears back (R30)."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    COORDINATOR_ASSIGNED = "coordinator-assigned"
    CONFERENCE_HELD = "conference-held"
    PLAN_MADE = "plan-made"
    NO_PLAN = "no-plan"
    CLOSED = "closed"
    ENDED = "ended"


LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""BCP 47, for example `nl` or `ti`: any language, not only those that notices are written in."""

Contact = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
"""How a region can be reached, as its policy says it: a telephone number, a mail address. It is about nobody."""


class PersonConcerned(Part):
    """One of the people whom a case is about (R38); each has a data key of their own."""

    person: Id
    name: Annotated[Text | Erased, Personal(of="person")]
    birth_date: Annotated[date | Erased | None, Personal(of="person")] = None
    postcode: Annotated[Text | Erased | None, Personal(of="person")] = None
    contact: Annotated[Text | Erased | None, Personal(of="person")] = None
    """Where they can be reached: a phone number, an address, a helper."""
    language: LanguageTag = "nl"
    channel: Channel = Channel.SPOKEN


class Referrer(Part):
    """Who referred. An anonymous referrer is not kept at all: no status then, no source (DOMAIN.md)."""

    referrer: Id
    kind: ReferrerKind
    name: Annotated[Text | Erased | None, Personal(of="referrer")] = None
    contact: Annotated[Text | Erased | None, Personal(of="referrer")] = None
    agency: Id | None = None
    """The agency whose topic it came on, if it was a system."""
    language: LanguageTag | None = None
    """Without one what is known of them, otherwise Dutch."""
    channel: Channel | None = None
    """Without one what is known of them, otherwise somebody tells them."""
