"""Preparation stops: a plan without a meeting is a success, every other stop an ending (R20)."""

from contracts.base import Event
from contracts.coordination import PlanWithoutMeeting, PreparationStopped, StopPreparation, StopReason
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.telling import tell
from services.coordination import agenda
from services.coordination.practical import expected_givers
from services.coordination.state import Case, in_order


def stop(case: Case, wish: StopPreparation, given: Given) -> list[Event]:
    """Stop with a reason. The case itself is ended by the referral service, which then calls everything off (R32).

    Of a plan that was made without a meeting whoever was to come hears that there will be none, and whom it is about.
    """
    if wish.reason is not StopReason.PLAN_MADE:
        return [PreparationStopped(reason=wish.reason, round=case.round, note=wish.note)]
    return [
        PlanWithoutMeeting(
            round=case.round,
            circle=planners(case),
            agenda=agenda.plan(given, given.policy(case.region)),
        ),
        *(
            tell(given, NoticeKind.CALLED_OFF, who, asked_by="coordinator", rule="R20")
            for who in in_order(case.concerned(), case.circle.waiting(), expected_givers(case))
        ),
    ]


def planners(case: Case) -> tuple[str, ...]:
    """Whose plan it is: also who was wanted but never asked, for they did not wait for a meeting."""
    willing = [
        name
        for name, member in case.circle.members.items()
        if member.answer != "declined" and not case.circle.keeps_out(name)
    ]
    return in_order(case.persons, willing)
