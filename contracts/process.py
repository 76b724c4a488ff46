"""What services and the process tell each other: milestones move a case along, what is due is asked for."""

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Milestone(StrEnum):
    """What happened to a case that moves its process along."""

    OPENED = "opened"
    REOPENED = "reopened"
    WANTED = "wanted"
    """Every consent that is needed was given (R5)."""
    ACCEPTED = "accepted"
    """The intake is done and the case accepted (R9)."""
    OFFERED = "offered"
    OFFER_DECLINED = "offer-declined"
    """The coordinator said no, or the offer lapsed (R13): the next best match is wanted."""
    POOL_EMPTY = "pool-empty"
    COORDINATOR_ASSIGNED = "coordinator-assigned"
    COORDINATOR_RELEASED = "coordinator-released"
    """The coordinator fell away (R12, R41): a new one is wanted, nothing that was prepared is lost."""
    PREPARED = "prepared"
    PREPARATION_STOPPED = "preparation-stopped"
    """A plan was made without a meeting (R20): straight to the plan. Every other stop is an ending."""
    POSTPONED = "postponed"
    ADJOURNED = "adjourned"
    HELD = "held"
    PLAN_AGREED = "plan-agreed"
    """By the circle; it waits for the judgement of each bottom line, if there are any (R24)."""
    PLAN_ACCEPTED = "plan-accepted"
    PLAN_REFUSED = "plan-refused"
    NO_PLAN = "no-plan"
    REVIEWED = "reviewed"
    FOLLOW_UP_CONFERENCE = "follow-up-conference"
    ENDED = "ended"
    """The one ending of the case (R32)."""
    ERASED = "erased"
    """Nothing is left of the case (R34): also one that had not ended goes no further."""
    REFUSED = "refused"
    """A rule refused what the process asked for."""


class Phase(StrEnum):
    """How far a case is, in the order of the brochure."""

    INTAKE = "intake"
    MATCHING = "matching"
    PREPARATION = "preparation"
    CONFERENCE = "conference"
    PLAN = "plan"
    FOLLOW_UP = "follow-up"


class Due(StrEnum):
    """What the process asks a service to do when its moment has come."""

    ESCALATE_CONTACT = "escalate-contact"
    ESCALATE_INTAKE = "escalate-intake"
    LAPSE_CONSENT = "lapse-consent"
    FIND_COORDINATOR = "find-coordinator"
    LAPSE_OFFER = "lapse-offer"
    REMIND_CIRCLE = "remind-circle"
    ESCALATE_PREPARATION = "escalate-preparation"
    ESCALATE_CONFERENCE = "escalate-conference"
    ESCALATE_JUDGEMENT = "escalate-judgement"
    ESCALATE_PLAN = "escalate-plan"
    CALL_FAMILY = "call-family"
    CONTACT_REFERRER = "contact-referrer"
    HOLD_REVIEW = "hold-review"

    @property
    def service(self) -> str:
        """The service that does it."""
        return SERVICES[self]


SERVICES = {
    Due.ESCALATE_CONTACT: "referral",
    Due.ESCALATE_INTAKE: "referral",
    Due.LAPSE_CONSENT: "referral",
    Due.FIND_COORDINATOR: "coordination",
    Due.LAPSE_OFFER: "coordination",
    Due.REMIND_CIRCLE: "coordination",
    Due.ESCALATE_PREPARATION: "coordination",
    Due.ESCALATE_CONFERENCE: "coordination",
    Due.ESCALATE_JUDGEMENT: "plan",
    Due.ESCALATE_PLAN: "plan",
    Due.CALL_FAMILY: "plan",
    Due.CONTACT_REFERRER: "plan",
    Due.HOLD_REVIEW: "plan",
}


class DueItem(BaseModel):
    """One thing to ask for at a moment; computed by the owning service from policy and calendar."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    what: Due
    at: AwareDatetime
    rule: str = ""
    """The rule that sets the moment, for `ekc case why`."""
    whose: str = ""
    """Whose turn it is until then: a role, never a person."""


def earliest(agenda: tuple[DueItem, ...]) -> datetime | None:
    """The first moment at which something is due."""
    return min((item.at for item in agenda), default=None)
