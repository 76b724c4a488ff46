"""What is remembered of a case's life: ids, languages, answers, moments. No name, no birth date, no text."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from contracts.people import Ending, LanguageTag, ReferrerKind, Status
from contracts.referral import TransferReason, WhoConsents


@dataclass(frozen=True)
class Holder:
    """Somebody whose permission the law asks for, and what they answered (R5)."""

    capacity: str
    granted: bool | None = None


@dataclass(frozen=True)
class Person:
    """One of the people whom the case is about (R38)."""

    language: LanguageTag
    consents: WhoConsents = WhoConsents.AGE_UNKNOWN
    answer: str | None = None
    """Their own: `yes`, `no` or `considering`."""
    holders: dict[str, Holder] = field(default_factory=dict)
    left: bool = False

    @property
    def own_word_needed(self) -> bool:
        """Whether nothing goes on before they said yes themselves."""
        return self.consents is not WhoConsents.HOLDERS


@dataclass(frozen=True)
class Referral:
    """One referral of this case, with a status stream of its own (R3, R30)."""

    referrer: str
    kind: ReferrerKind
    agency: str | None = None
    """Whose system sent it; then it hears over its topic."""
    sharing: tuple[Status, ...] | None = None
    """What the person lets them hear after accepted or declined; unsaid, the region's policy counts."""
    told: frozenset[Status] = frozenset()
    """In this round."""
    closed: bool = False
    of: str | None = None
    """The case that it had opened, where that is the same as this one (R3)."""


@dataclass(frozen=True)
class BottomLine:
    """The version of a bottom line that stands (R7)."""

    version: int
    setter: str


@dataclass(frozen=True)
class Transfer:
    """Another region is asked to take the case over (R4)."""

    to: str
    reason: TransferReason
    respond_by: datetime


@dataclass(frozen=True)
class Case:
    """All that the rules of referral need to know of one case."""

    opened: datetime | None = None
    region: str = ""
    round: int = 1
    persons: dict[str, Person] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    contacted: bool = False
    attempts: int = 0
    """How often only the referrer could be spoken to (R10, R32)."""
    considering_since: datetime | None = None
    considered: timedelta = timedelta(0)
    """For so long the clock of the intake stood still (R10)."""
    wanted: bool = False
    """Every consent that is needed is there (R5)."""
    questions: bool = False
    bottom_lines: dict[str, BottomLine] = field(default_factory=dict)
    accepted: bool = False
    coordinator: str | None = None
    met: bool = False
    """The conference of this round was held, or a plan made without one."""
    escalated: dict[str, int] = field(default_factory=dict)
    """Which deadline passed, and to which level it was told."""
    ended: Ending | None = None
    transfer: Transfer | None = None
    assisting: frozenset[str] = frozenset()
    """Regions that act in the case beside its owner (R4)."""
    alike: frozenset[str] = frozenset()
    """Cases that may be about the same people, and nobody decided yet (R3)."""
    decide_by: datetime | None = None
    """When it is told that nobody decided."""
    linked: str | None = None
    """The case that this one is the same as: it rests, and goes on there (R3)."""

    @property
    def staying(self) -> dict[str, Person]:
        """The persons concerned who did not leave."""
        return {name: person for name, person in self.persons.items() if not person.left}

    @property
    def holders(self) -> set[str]:
        """Everybody whose permission is asked for."""
        return {holder for person in self.staying.values() for holder in person.holders}

    def having(self, person: str, **changes: Any) -> "Case":
        """The case with something changed about one person concerned."""
        return replace(self, persons={**self.persons, person: replace(self.persons[person], **changes)})

    def hearing(self, referral: str, **changes: Any) -> "Case":
        """The case with something changed about one referral."""
        return replace(self, referrals={**self.referrals, referral: replace(self.referrals[referral], **changes)})

    def without(self, person: str) -> "Case":
        """The case after one of them left; whoever is gone keeps no clock standing still."""
        case = self.having(person, left=True)
        return case if case.considering() else replace(case, considering_since=None)

    def considering(self) -> bool:
        """Whether one of them wants to think."""
        return any(person.answer == "considering" for person in self.staying.values())

    def next_round(self, number: int) -> "Case":
        """Back to preparation: statuses can repeat, the questions and consents stay (R29, R30)."""
        referrals = {name: replace(referral, told=frozenset()) for name, referral in self.referrals.items()}
        return replace(self, round=number, met=False, ended=None, referrals=referrals)
