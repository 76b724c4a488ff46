"""The reviews of a plan: at the dates that the circle chose, with one of four outcomes (R27, R29)."""

from contracts.base import Event
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.plan import FollowUpDue, RecordReview, ReviewHeld, ReviewNoted, ReviewOutcome
from contracts.process import Due, DueItem
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
    if following.falls_back(planned):
        return fall_back(case, following, given)
    monitor = (case.plan.monitor,) if case.plan.monitor in case.circle else ()
    return [
        FollowUpDue(what=Due.HOLD_REVIEW, number=following.held + 1),
        *(
            tell(given, NoticeKind.REVIEW, who, asked_by="circle", when=planned.at, rule="R27")
            for who in (host(case), *monitor)
        ),
    ]


def fall_back(case: Case, following: FollowUp, given: Given) -> list[Event]:
    """The circle's own fallback: no review was told of, so whoever looks after the process and the manager hear."""
    return [
        FollowUpDue(what=Due.HOLD_REVIEW, number=following.held + 1),
        *(
            tell(given, NoticeKind.REVIEW, who, asked_by="circle", detail="fallback", rule="R27")
            for who in dict.fromkeys((host(case), MANAGER))
        ),
    ]


def record(case: Case, told: RecordReview, given: Given) -> list[Event]:
    """What came of it. `close` makes the referral service end the case; what moves nothing is noted (R39)."""
    if case.ended or case.follow_up is None:
        return note(case, told, given)
    held = ReviewHeld(
        number=case.follow_up.held + 1,
        outcome=told.outcome,
        agenda=what_is_left(case, told.outcome, given),
    )
    if told.outcome is ReviewOutcome.FOLLOW_UP_CONFERENCE:
        return [held, come_together_again(case)]
    return [held]


def what_is_left(case: Case, outcome: ReviewOutcome, given: Given) -> tuple[DueItem, ...]:
    """What is still ahead, but the fallback: a review was told of. To be adjusted means that a version is awaited."""
    following = case.follow_up
    if outcome is ReviewOutcome.CLOSE or following is None:
        return ()
    left = tuple(item for item in agenda.ahead(case, given) if not following.falls_back(item))
    return (*left, *agenda.adjustment(case, given)) if outcome is ReviewOutcome.ADJUST else left


def note(case: Case, told: RecordReview, given: Given) -> list[Event]:
    """A review out of turn: recorded with the deviation, and told to the regional manager."""
    word = "case-ended" if case.ended else "no-plan-stands"
    return [
        ReviewNoted(outcome=told.outcome, deviations=(word,)),
        tell(given, NoticeKind.DEVIATION, MANAGER, detail=word, rule="R39"),
    ]


def after_held(case: Case, event: ReviewHeld) -> FollowUp:
    """What is left to ask for; dates that are still ahead are the circle's own choice and stand."""
    before = case.follow_up or FollowUp()
    return FollowUp(
        event.agenda,
        event.number,
        before.late,
        adjusting=event.outcome is ReviewOutcome.ADJUST,
        contact_by=before.contact_by,
    )
