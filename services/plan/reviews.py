"""The reviews of a plan: at the dates that the circle chose, with one of four outcomes (R27, R29)."""

from contracts.base import Event
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.plan import FollowUpDue, RecordReview, ReviewHeld, ReviewNoted, ReviewOutcome
from contracts.process import Due
from contracts.telling import MANAGER, tell
from services.plan import agenda
from services.plan.standing import host
from services.plan.state import Case, FollowUp
from services.plan.ways import come_together_again

OVERDUE = "review-overdue"


def hold(case: Case, given: Given) -> list[Event]:
    """A review date has come: who looks after the process hears, and the circle's own monitor.

    Asked again without a date, because nobody told of a review: only the regional manager hears.
    """
    following = case.follow_up
    if following is None or case.plan is None:
        return []
    planned = following.next(Due.HOLD_REVIEW)
    if planned is None or planned.at > given.at:
        return [
            FollowUpDue(what=OVERDUE, number=following.held + 1),
            tell(given, NoticeKind.REVIEW, MANAGER, asked_by="process", detail="overdue", rule="R27"),
        ]
    monitor = (case.plan.monitor,) if case.plan.monitor in case.circle else ()
    return [
        FollowUpDue(what=Due.HOLD_REVIEW, number=following.held + 1),
        *(
            tell(given, NoticeKind.REVIEW, who, asked_by="circle", when=planned.at, rule="R27")
            for who in (host(case), *monitor)
        ),
    ]


def record(case: Case, told: RecordReview, given: Given) -> list[Event]:
    """What came of it. `close` makes the referral service end the case; what moves nothing is noted (R39)."""
    if case.ended or case.follow_up is None:
        return note(case, told, given)
    held = ReviewHeld(
        number=case.follow_up.held + 1,
        outcome=told.outcome,
        agenda=() if told.outcome is ReviewOutcome.CLOSE else agenda.ahead(case, given),
    )
    if told.outcome is ReviewOutcome.FOLLOW_UP_CONFERENCE:
        return [held, come_together_again(case)]
    return [held]


def note(case: Case, told: RecordReview, given: Given) -> list[Event]:
    """A review out of turn: recorded with the deviation, and told to the regional manager."""
    word = "case-ended" if case.ended else "no-plan-stands"
    return [
        ReviewNoted(outcome=told.outcome, deviations=(word,)),
        tell(given, NoticeKind.DEVIATION, MANAGER, detail=word, rule="R39"),
    ]


def after_held(event: ReviewHeld) -> FollowUp:
    """What is left to ask for; dates that are still ahead are the circle's own choice and stand."""
    return FollowUp(event.agenda, event.number)
