"""What is remembered of a case: ids, languages, answers, moments, birthdays that matter. No name, no text."""

from datetime import date, datetime, timedelta
from typing import Any

from contracts.people import Ending, LanguageTag, ReferrerKind, Sector, Status, WhoConsents
from contracts.referral import TransferReason
from contracts.states import State, field, replace

PARENT = "parent"
OF_ADULTS = ("mentor", "curator")
"""Whose permission is asked for beside that of somebody who decides alone (R5)."""


class Holder(State, frozen=True):
    """Somebody whose permission the law asks for, and what they answered (R5)."""

    capacity: str
    granted: bool | None = None
    replaced: bool = False
    """A court's decision stands in its place."""

    @property
    def there(self) -> bool:
        """Whether the permission is there."""
        return bool(self.granted or self.replaced)


class Person(State, frozen=True):
    """One of the people whom the case is about (R38)."""

    language: LanguageTag
    consents: WhoConsents = WhoConsents.AGE_UNKNOWN
    answer: str | None = None
    """Their own: `yes`, `no` or `considering`."""
    holders: dict[str, Holder] = field(default_factory=dict)
    left: bool = False
    birthdays: dict[int, date] = field(default_factory=dict)
    """The days to come on which whose consent is needed may change; sealed with the person's key wherever this rests,
    and gone with the person or the case."""
    consented: bool = False
    """Whether every consent for them was ever there: before, nothing may be kept for long."""

    @property
    def required(self) -> dict[str, Holder]:
        """Whose permission counts now: who decides alone needs that of a mentor or curator only."""
        alone = self.consents is WhoConsents.ALONE
        return {name: one for name, one in self.holders.items() if not alone or one.capacity in OF_ADULTS}

    @property
    def own_word_needed(self) -> bool:
        """Whether nothing goes on before they said yes themselves."""
        return self.consents is not WhoConsents.HOLDERS


class Referral(State, frozen=True):
    """One referral of this case, with a status stream of its own (R3, R30)."""

    referrer: str
    kind: ReferrerKind
    agency: str | None = None
    """Whose system sent it; then it hears over its topic."""
    sector: Sector | None = None
    sharing: tuple[Status, ...] | None = None
    """What the person lets them hear after accepted or declined; unsaid, the region's policy counts."""
    told: frozenset[Status] = frozenset()
    """In this round."""
    closed: bool = False
    of: str | None = None
    """The case that it had opened, where that is the same as this one (R3)."""


class BottomLine(State, frozen=True):
    """The version of a bottom line that stands (R7)."""

    version: int
    setter: str


class Transfer(State, frozen=True):
    """Another region is asked to take the case over (R4)."""

    to: str
    reason: TransferReason
    respond_by: datetime


class Case(State, frozen=True):
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
    lifted: dict[str, BottomLine] = field(default_factory=dict)
    """Bottom lines off the table, in their last version: one that comes back is a newer one (R7)."""
    accepted: bool = False
    coordinator: str | None = None
    had: frozenset[str] = frozenset()
    """The coordinators who have or had the case: what they saw in it they can tell."""
    met: bool = False
    """The conference of this round was held, or a plan made without one."""
    escalated: dict[str, int] = field(default_factory=dict)
    """Which deadline passed, and to which level it was told."""
    conflicts: dict[str, bool] = field(default_factory=dict)
    """About which representatives a conflict of interest was flagged, and whether the manager decided (R5)."""
    signals: dict[str, date | None] = field(default_factory=dict)
    """Safety signals; until when somebody is to decide, unless somebody did or the lead was told (R37)."""
    paused: bool = False
    hidden: bool = False
    restricted: bool = False
    """What is kept rests: it is not worked with (GDPR, article 18)."""
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
    def sectors(self) -> set[Sector]:
        """The fields that its referrals come from (R2)."""
        return {one.sector for one in self.referrals.values() if one.sector}

    @property
    def said_yes(self) -> bool:
        """Whether somebody whom it is about wants it, or it was permitted for a child, who is not asked (R5, R30)."""
        granted = any(holder.there for person in self.staying.values() for holder in person.holders.values())
        return granted or any(person.answer == "yes" for person in self.staying.values())

    @property
    def holders(self) -> set[str]:
        """Everybody whose permission is asked for."""
        return {holder for person in self.staying.values() for holder in person.required}

    def having(self, person: str, **changes: Any) -> "Case":
        """The case with something changed about one person concerned."""
        return replace(self, persons={**self.persons, person: replace(self.persons[person], **changes)})

    def hearing(self, referral: str, **changes: Any) -> "Case":
        """The case with something changed about one referral."""
        return replace(self, referrals={**self.referrals, referral: replace(self.referrals[referral], **changes)})

    def without(self, person: str) -> "Case":
        """The case after one of them left; whoever is gone keeps no clock standing still."""
        case = self.having(person, left=True, birthdays={})
        return case if case.considering() else replace(case, considering_since=None)

    def over(self, ending: Ending) -> "Case":
        """The case after its ending. Only a closed one can go on, and then birthdays matter still (R29)."""
        if ending is Ending.CLOSED:
            return replace(self, ended=ending, transfer=None)
        persons = {name: replace(person, birthdays={}) for name, person in self.persons.items()}
        return replace(self, ended=ending, transfer=None, persons=persons)

    def considering(self) -> bool:
        """Whether one of them wants to think."""
        return any(person.answer == "considering" for person in self.staying.values())

    def next_round(self, number: int) -> "Case":
        """Back to preparation: statuses can repeat, the questions and consents stay (R29, R30)."""
        referrals = {name: replace(referral, told=frozenset()) for name, referral in self.referrals.items()}
        return replace(self, round=number, met=False, ended=None, referrals=referrals)
