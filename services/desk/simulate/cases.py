"""One case as it could go: what chance decides of it, and the events that come of that. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Self

from contracts.base import Event
from contracts.coordination import (
    Attendance,
    ConferenceHeld,
    ConferenceWithoutPlan,
    CoordinatorAssigned,
    PlanWithoutMeeting,
    PreparationCompleted,
)
from contracts.people import Ending, PersonConcerned
from contracts.plan import PlanAccepted
from contracts.referral import CaseAccepted, CaseEnded, CaseOpened
from services.desk.figures.counting import Happened
from services.desk.simulate.inputs import Inputs, Way

ROUND = 1
"""Nothing is published of follow-up conferences and reopened cases: each case has one round."""
NOBODY = PersonConcerned(person="simulated", name="simulated")


@dataclass(frozen=True)
class Luck:
    """What chance decides of a case, whoever has room for it: with more coordinators the same case comes sooner."""

    referred: datetime
    accepted: bool
    way: Way
    intake: timedelta
    offer: timedelta
    preparation: timedelta
    plan: timedelta
    follow_up: timedelta
    circle: tuple[str, ...]

    @classmethod
    def drawn(cls, inputs: Inputs, first: datetime, last: datetime, chance: Random) -> Self:
        """One case that is referred between two moments."""
        days = inputs.days
        way = chance.choices(list(inputs.ways), list(inputs.ways.values()))[0]
        return cls(
            referred=first + (last - first) * chance.random(),
            accepted=chance.random() < inputs.accepted,
            way=way,
            intake=timedelta(days=days.intake.draw(chance)),
            offer=timedelta(days=days.offer.draw(chance)),
            preparation=timedelta(days=(days.stopped if way is Way.STOPPED else days.preparation).draw(chance)),
            plan=timedelta(days=days.plan.draw(chance)),
            follow_up=timedelta(days=days.follow_up.draw(chance)),
            circle=tuple(f"participant-{number}" for number in range(inputs.participants.draw(chance))),
        )

    @property
    def decided(self) -> datetime:
        """When its intake is over; if that is a yes, it asks for a coordinator."""
        return self.referred + self.intake


def lived(luck: Luck, region: str, place_from: datetime | None) -> list[Happened]:
    """All that happens to a case that gets a place at a moment, or is not accepted."""
    events = [*intake(luck, region), *(way(luck, place_from + luck.offer) if place_from else ())]
    return [Happened(type(event), at, event.model_dump(mode="json")) for at, event in events]


def intake(luck: Luck, region: str) -> Iterator[tuple[datetime, Event]]:
    """From the referral to a yes or a no (R9)."""
    yield luck.referred, CaseOpened(region=region, persons=(NOBODY,), opened=luck.referred)
    if luck.accepted:
        yield luck.decided, CaseAccepted(region=region, round=ROUND, languages=("nl",), persons=(NOBODY.person,))
    else:
        yield ended(luck.decided, Ending.DECLINED)


def way(luck: Luck, assigned: datetime) -> Iterator[tuple[datetime, Event]]:
    """From the coordinator to the end."""
    yield assigned, CoordinatorAssigned(coordinator="simulated", round=ROUND)
    over = assigned + luck.preparation
    plan = over + luck.plan
    match luck.way:
        case Way.STOPPED:
            yield ended(over, Ending.STOPPED)
            return
        case Way.PLANNED_WITHOUT_MEETING:
            yield over, PlanWithoutMeeting(round=ROUND, circle=luck.circle)
        case _:
            yield from conference(luck, over)
    if luck.way is Way.WITHOUT_PLAN:
        yield ended(plan, Ending.CLOSED)
        return
    with_meeting = luck.way is Way.PLANNED_WITH_MEETING
    yield plan, PlanAccepted(version=1, with_meeting=with_meeting, reviews=())
    yield ended(plan + luck.follow_up, Ending.CLOSED)


def conference(luck: Luck, at: datetime) -> Iterator[tuple[datetime, Event]]:
    """Everything was ready (R19), and everybody who said yes is there."""
    there = Attendance(information=luck.circle, private_time=luck.circle, presentation=luck.circle)
    yield at, PreparationCompleted(session="simulated", starts=at, round=ROUND)
    kind = ConferenceHeld if luck.way is Way.PLANNED_WITH_MEETING else ConferenceWithoutPlan
    yield at, kind(session="simulated", attendance=there, circle=luck.circle, round=ROUND)


def ended(at: datetime, ending: Ending) -> tuple[datetime, Event]:
    """The one ending (R32)."""
    return at, CaseEnded(ending=ending, ended=at, round=ROUND)
