"""What is said of a field: about whom it is, what for, on which ground, how long, and how it rests (GDPR art. 30)."""

from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """About whom a datum is (DOMAIN.md "Who is who")."""

    PERSON_CONCERNED = "person concerned"
    PARTICIPANT = "participant"
    REPRESENTATIVE = "representative"
    """Whoever holds parental responsibility, a guardian, a mentor, a curator: beside the circle, with a key of their
    own."""
    REFERRER = "referrer"
    PROFESSIONAL = "professional"
    """Who informs, who set a bottom line, who refers for an agency, with whom something is shared."""
    STAFF = "staff"
    """Coordinators, regional managers, region leads, operators."""
    ANYBODY = "anybody in the case"
    """It can be about each of them: a text, a notice, an id that is one or the other's."""


class Category(StrEnum):
    """A special category of data (GDPR art. 9 and 10)."""

    HEALTH = "health"
    ORIGIN = "ethnic origin"
    RELIGION = "religion or belief"
    CRIMINAL = "criminal offences"


class Basis(StrEnum):
    """The ground on which it is kept (GDPR art. 6, paragraph 1). The organisation confirms it in the DPIA."""

    RECORDED = "the ground recorded with each person concerned (R5)"
    REACHING = "legitimate interest, to ask for the yes (R5)"
    OWN_WORD = "consent: their own word, which they may take back (R15)"
    PERSONS_CHOICE = "legitimate interest of the person concerned, who chose their circle (R14)"
    AGREEMENT = "contract with the coordinator"
    ACCOUNT = "legal obligation: to give account (R33, R42)"
    NONE = "not personal"


class Retention(StrEnum):
    """How long it is kept, and what ends it."""

    CASE = "until the case is erased, or nobody said yes in time (R5, R34)"
    OWN_KEY = "until they or the case are erased (R34)"
    LINK = "for good, but it leads to nobody once the keys are gone (R34)"
    REGISTER = "while they are in the register"
    INBOUND = "14 days on the agency's topic"
    DEAD_LETTER = "until it is handled, at most as long as the key of its day"
    ACCOUNT = "as long as account is to be given, also after an erasure: ids only"
    GONE_WITH_PERSON = "until the person leaves, the case ends before its course, or either is erased"
    HANDLED = "until it is handled"
    PROCESS = "for good: it is about nobody"


class Rests(StrEnum):
    """How it is wherever it rests."""

    SEALED = "sealed with the key of whom it is about"
    ENCRYPTED = "encrypted as a whole"
    DIGEST = "a keyed digest"
    READABLE = "readable"


@dataclass(frozen=True)
class Declaration:
    """A kind of data: everything that is said of each field that is of it."""

    title: str
    purpose: str
    about: About | None = None
    """Nobody: it is not personal."""
    categories: tuple[Category, ...] = ()
    basis: Basis = Basis.NONE
    retention: Retention = Retention.PROCESS
    rests: Rests = Rests.READABLE
    why_readable: str = ""
    """Why it is not sealed although it is personal."""

    @property
    def personal(self) -> bool:
        """Whether it is about somebody, under a name or under an id."""
        return self.about is not None

    @property
    def special(self) -> bool:
        """Whether it can be of a special category (GDPR art. 9 and 10)."""
        return bool(self.categories)
