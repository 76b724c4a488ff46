"""What differs per region or changes with the law: data, never a constant in a rule. One file per region.

Each value says by which rule it counts; `policy_file.py` says how a file is written and how it changes with a date.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from contracts.access import Unusual, Use
from contracts.base import Role
from contracts.people import Contact, Ending, ReferrerKind, Sector, Status, WhoConsents
from contracts.referral import LegalBasis

Days = Annotated[int, Field(ge=0, le=3650)]
"""How long something is waited for, in the unit that the key names; `waits.py` says for what."""
Age = Annotated[int, Field(ge=0, le=120)]
Months = Annotated[int, Field(ge=0, le=1200)]
Times = Annotated[int, Field(ge=0, le=100)]


def from_birth(ages: dict[int, WhoConsents]) -> dict[int, WhoConsents]:
    """Somebody consents for whoever is younger than every other age that is named."""
    if 0 not in ages:
        raise ValueError("say whose consent is needed from age 0 on")
    return ages


class Policy(BaseModel):
    """The policy of one region; each default is the one that DOMAIN.md names. An unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.+-]{0,99}$")] = "2026-1"
    """Its name in the events that it shaped: another content is another version."""
    contact_working_days: Days = 3
    """From the opening of a case to the first contact (R10)."""
    intake_working_days: Days = 15
    """From the opening of a case to the end of its intake (R10)."""
    escalate_again_working_days: Days = 5
    """From the manager to the region's lead (R10)."""
    consent_weeks: Days = 6
    """Without a yes, what was kept is erased after so long (R5)."""
    consent_from_age: Annotated[dict[int, WhoConsents], AfterValidator(from_birth)] = {
        0: WhoConsents.HOLDERS,
        12: WhoConsents.TOGETHER,
        16: WhoConsents.ALONE,
    }
    """Whose consent the law asks for, from which age on (R5)."""
    adult_from: Age = 18
    """From this age on there can be a mentor or curator (R5)."""
    safety_days: Days = 1
    """After so many days the region's lead hears of a safety signal that nobody decided on (R37)."""
    agreement_covers: tuple[Sector, ...] = tuple(Sector)
    """Whose conferences the region's agreement with its payer covers, by the field of the referral (R8)."""
    transfer_working_days: Days = 5
    """In which another region answers whether it takes a case over (R4)."""
    duplicate_working_days: Days = 5
    """In which a manager decides whether two cases are the same (R3)."""
    offer_working_days: Days = 3
    """That an offer to a coordinator stands (R13)."""
    reminders: Times = 2
    """Of one invitation, at most: more is pressure (R15)."""
    reminder_days: Days = 7
    """Between an invitation and its reminder, and between reminders (R15); of an action too (R28)."""
    preparation_weeks: Days = 6
    """From the coordinator to the conference, before somebody is told that it takes long (R19)."""
    participants: Times = 3
    """That must have accepted before a conference is ready (R19)."""
    complaint_weeks: Days = 6
    """Until somebody else hears that a complaint was not settled (R41)."""
    conference_working_days: Days = 2
    """From the end of a session to the question how it went (R22)."""
    judgement_working_days: Days = 10
    """From an agreed plan to the judgement of its bottom lines (R24)."""
    plan_working_days: Days = 10
    """From the conference to the plan as written up (R23), and from a refusal to the circle's way on (R25)."""
    call_days: Days = 28
    """From the plan to the coordinator's call (R27)."""
    contact_days: Days = 35
    """From a plan that stands to the manager's contact with family and referrer (R27)."""
    contact_within_days: Days = 42
    """When the manager hears that no call was told of, and the region's lead that no contact was (R27)."""
    answer_days: Days = 14
    """From asking the owner of an action who was absent to telling the circle's monitor that nothing was said (R23)."""
    reviews_after_months: tuple[int, ...] = (3, 12)
    """When the circle made no choice of its own (R27)."""
    action_reminders: Times = 2
    """Of one action, to an owner who asked for them, at most (R28)."""
    heard_by: dict[ReferrerKind, tuple[Status, ...]] = {
        ReferrerKind.NEIGHBOUR: (Status.RECEIVED,),
        ReferrerKind.ANONYMOUS: (),
    }
    """Which statuses a kind of referrer hears unless the person allows more; kinds not named hear all (R30)."""
    kept_months: dict[Ending, Months] = {
        Ending.DEATH: 24,
        Ending.WITHDRAWN: 12,
        Ending.STOPPED: 24,
        Ending.NOT_REACHABLE: 6,
        Ending.DECLINED: 6,
        Ending.CLOSED: 60,
    }
    """For how long a case is kept after its last change, by how it ended (R34); for a year if it is not named."""
    kept_months_at_least: dict[LegalBasis, Months] = {LegalBasis.LEGAL_OBLIGATION: 180, LegalBasis.PUBLIC_TASK: 84}
    """For how long at least, where this is a ground of keeping it (R34)."""
    erasure_days: Annotated[int, Field(ge=2, le=31)] = 28
    """From the request for an erasure to its confirmation, at most (R34; GDPR, article 12, paragraph 3: one month)."""
    contact: Contact = "000 000 00 00, regio@eigenkracht.example"
    """Whom to call or to write to about a status: whoever referred reads it beside each one (R30)."""
    many_cases: Annotated[int, Field(ge=1, le=10_000)] = 30
    """Of so many cases somebody may read within `many_cases_minutes`; of more is unusual (R33)."""
    many_cases_minutes: Annotated[int, Field(ge=1, le=1_440)] = 60
    """The time in which the cases that somebody reads are counted (R33)."""
    unusual_told: tuple[Unusual, ...] = (Unusual.MANY_CASES, Unusual.OTHER_REGION, Unusual.OWN_FAMILY)
    """Of which unusual readings the region's lead hears at once (R33); all of them are in the access log."""
    reason_wanted: dict[Use, tuple[Role, ...]] = {Use.CASE_WORK: ("region-lead",)}
    """Who says in their own words what they read for, by what they read for: without it they read nothing (R33)."""
    information_days_ahead: Annotated[int, Field(ge=0, le=90)] = 7
    """Before the conference: by then a professional has told what they know, so that it can be explained (R18)."""

    def on(self, _day: date) -> "Policy":
        """By itself it counts on every day."""
        return self


class InForce(Protocol):
    """A policy, or its versions through time: asked which one counts on a day."""

    def on(self, day: date) -> Policy:
        """The one that counts on this day."""
        ...


@dataclass(frozen=True)
class PolicyVersions:
    """The policy of a region through time. Each version counts for what is decided, or begins, from its day on."""

    versions: tuple[tuple[date, Policy], ...]
    """Earliest first; the first one counts from the beginning."""

    def on(self, day: date) -> Policy:
        """The last one that had begun."""
        return next(policy for since, policy in reversed(self.versions) if since <= day)
