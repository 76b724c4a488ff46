"""A plan that stands is followed up: calls, contacts and reviews (R27, R29)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import DueNow, Event, Fact
from contracts.process import Milestone


class ReviewOutcome(StrEnum):
    """What a review leads to (R29)."""

    ON_TRACK = "on-track"
    ADJUST = "adjust"
    FOLLOW_UP_CONFERENCE = "follow-up-conference"
    CLOSE = "close"


class RecordFollowUpCall(Fact, service="plan"):
    """The coordinator called the family, or the manager spoke with family and referrer (R27)."""

    who: Annotated[str, Field(pattern="^(coordinator|regional-manager)$")]


class RecordReview(Fact, service="plan"):
    """A review was held, and what came of it (R29)."""

    outcome: ReviewOutcome


class CallFamily(DueNow, service="plan"):
    """About four weeks after, the coordinator calls (R27)."""


class ContactReferrer(DueNow, service="plan"):
    """Four to six weeks after, the manager contacts family and referrer (R27)."""


class HoldReview(DueNow, service="plan"):
    """A review date of the circle has come (R27)."""


class FollowUpDue(Event, service="plan"):
    """A call, a contact or a review is due, and who was told (R27)."""

    what: str
    number: int = 0
    late: date | None = None
    """The day on which somebody else hears of a contact, if nobody told of it by then."""


class FollowUpCallRecorded(Event, service="plan"):
    """It was done (R27)."""

    who: str


class ReviewHeld(Event, service="plan", milestone=Milestone.REVIEWED):
    """A review and its outcome (R29). `close` makes the referral service end the case."""

    number: int
    outcome: ReviewOutcome


class ReviewNoted(Event, service="plan"):
    """A review as it was told, that moves nothing: no plan was being followed up, or the case had ended (R39)."""

    outcome: ReviewOutcome
    deviations: tuple[str, ...]


class FollowUpConferenceWanted(Event, service="plan", milestone=Milestone.FOLLOW_UP_CONFERENCE):
    """Back to preparation: same case, next round, the circle carried over (R29)."""

    round: int
