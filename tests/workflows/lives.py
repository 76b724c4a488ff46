"""What happens to invented cases, as milestones with the agenda that the services would compute."""

from contracts.process import Due, DueItem, Milestone
from tests.workflows.memory import came, due
from workflows.progress import MilestoneSignal


def told_twice(what: Due, on: float, whose: str = "coordinator") -> tuple[DueItem, DueItem]:
    """First the regional manager hears, a week later the region's lead (R10)."""
    return due(what, on, whose=whose), due(what, on + 7, whose=whose)


def opened() -> list[MilestoneSignal]:
    """A neighbour recommends, the parents want it three days later, the intake is done on day 8 (R1, R5, R9)."""
    contact = told_twice(Due.ESCALATE_CONTACT, 3, "regional-manager")
    intake = told_twice(Due.ESCALATE_INTAKE, 21, "regional-manager")
    lapse = due(Due.LAPSE_CONSENT, 42, "R5", "person-concerned")
    return [
        came(Milestone.OPENED, 0, *contact, *intake, lapse),
        came(Milestone.WANTED, 2, *intake),
        came(Milestone.ACCEPTED, 8, of_round=1),
    ]


def reminders(start: float) -> tuple[DueItem, ...]:
    """Four moments to remind the silent, and the end of patience (R15, R19)."""
    moments = (due(Due.REMIND_CIRCLE, start + 7 * number, "R15") for number in (1, 2, 3, 4))
    return (*moments, *told_twice(Due.ESCALATE_PREPARATION, start + 42))


def found() -> list[MilestoneSignal]:
    """One coordinator is asked and says yes two days later (R13)."""
    return [
        came(Milestone.OFFERED, 8.001, due(Due.LAPSE_OFFER, 11, "R13")),
        came(Milestone.COORDINATOR_ASSIGNED, 10, *reminders(10), of_round=1),
    ]


def held() -> list[MilestoneSignal]:
    """Ready in four weeks, held in five (R19, R21)."""
    return [
        came(Milestone.PREPARED, 36, *told_twice(Due.ESCALATE_CONFERENCE, 45), of_round=1),
        came(Milestone.HELD, 43, *told_twice(Due.ESCALATE_PLAN, 57), of_round=1),
    ]


def follow_up(start: float) -> tuple[DueItem, ...]:
    """A call after four weeks, a contact after five, reviews after 3 and 12 months (R27)."""
    return (
        due(Due.CALL_FAMILY, start + 28, "R27"),
        due(Due.CONTACT_REFERRER, start + 35, "R27", "regional-manager"),
        *reviews(start),
    )


def reviews(start: float) -> tuple[DueItem, ...]:
    """Reviews after 3 and 12 months (R27)."""
    return due(Due.HOLD_REVIEW, start + 91, "R27"), due(Due.HOLD_REVIEW, start + 365, "R27")


def planned() -> list[MilestoneSignal]:
    """The circle agrees, and nobody set a bottom line (R23, R24)."""
    return [came(Milestone.PLAN_AGREED, 45), came(Milestone.PLAN_ACCEPTED, 45, *follow_up(45))]


def closed() -> list[MilestoneSignal]:
    """Two reviews on track, then closed, 13 months after the referral (R29)."""
    return [
        came(Milestone.REVIEWED, 138, due(Due.HOLD_REVIEW, 410, "R27")),
        came(Milestone.REVIEWED, 412),
        came(Milestone.ENDED, 412, of_round=1, ending="closed"),
    ]


def mike() -> list[MilestoneSignal]:
    """The whole life of the brochure's case: 13 months."""
    return [*opened(), *found(), *held(), *planned(), *closed()]


def stop() -> list[MilestoneSignal]:
    """The person concerned withdraws in the middle of preparation (R31)."""
    return [*opened(), *found(), came(Milestone.ENDED, 20, of_round=1, ending="withdrawn")]


def again() -> list[MilestoneSignal]:
    """A refused offer, a refused plan, a follow-up conference, another coordinator, and a plan without a meeting."""
    return [
        *opened(),
        found()[0],
        came(Milestone.OFFER_DECLINED, 9, due(Due.FIND_COORDINATOR, 9, "R13")),
        came(Milestone.REFUSED, 9.1, asked="nl.eigenkrachtconferenties.coordination.find-coordinator.v1"),
        came(Milestone.COORDINATOR_ASSIGNED, 10, *reminders(10), of_round=1),
        *held(),
        came(Milestone.PLAN_AGREED, 45, *told_twice(Due.ESCALATE_JUDGEMENT, 59, "bottom-line-setter")),
        came(Milestone.PLAN_REFUSED, 50, *told_twice(Due.ESCALATE_PLAN, 64)),
        came(Milestone.FOLLOW_UP_CONFERENCE, 52, of_round=2),
        came(Milestone.COORDINATOR_ASSIGNED, 52.001, *reminders(52), of_round=2),
        came(Milestone.COORDINATOR_RELEASED, 60),
        came(Milestone.COORDINATOR_ASSIGNED, 61, *reminders(61), of_round=2),
        came(Milestone.PREPARATION_STOPPED, 80, *told_twice(Due.ESCALATE_PLAN, 94), of_round=2),
        came(Milestone.PLAN_ACCEPTED, 90, *follow_up(90)),
        came(Milestone.ENDED, 130, of_round=2, ending="closed"),
    ]


LIVES = {"mike": mike, "stop": stop, "again": again}
