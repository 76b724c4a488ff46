"""Figures of a region, counted from events by quarter (R36): pure."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.base import Message
from contracts.coordination import (
    ConferenceHeld,
    ConferenceWithoutPlan,
    CoordinatorAssigned,
    PlanWithoutMeeting,
    PreparationCompleted,
)
from contracts.deciding import AMSTERDAM
from contracts.plan import FollowUpConferenceWanted, PlanAccepted
from contracts.referral import (
    CaseAccepted,
    CaseEnded,
    CaseLinked,
    CaseOpened,
    CaseReopened,
    CaseUnlinked,
    ConsentChanged,
    DeathNoted,
    FundingDecided,
    PermissionRecorded,
    PersonLeft,
    WillingnessRecorded,
)
from services.desk.figures.counting import DENOMINATORS, SUMS, Counted, Happened, count, published
from services.desk.figures.quarters import Quarter, between

FIRST, SECOND = Quarter(2026, 1), Quarter(2026, 2)
JANUARY = datetime(2026, 1, 5, 10, tzinfo=AMSTERDAM)
THERE = {"information": ["els", "jan", "doctor"], "private_time": ["els", "jan"], "presentation": ["els"]}


def it(kind: type[Message], day: int, **data: Any) -> Happened:
    """Something happened so many days after the fifth of January."""
    return Happened(kind, JANUARY + timedelta(days=day), data)


def intake(accepted: int = 10) -> list[Happened]:
    """Referred, and accepted after so many days."""
    return [it(CaseOpened, 0), it(CaseAccepted, accepted, round=1)]


def conference(day: int = 40, round_: int = 1, kind: type[Message] = ConferenceHeld) -> Happened:
    """A conference."""
    return it(kind, day, round=round_, attendance=THERE, circle=["els", "jan", "oma"])


HELD = [*intake(), it(CoordinatorAssigned, 12, round=1), it(PreparationCompleted, 35, round=1), conference()]
PLANNED = [*HELD, it(PlanAccepted, 50, with_meeting=True)]
OF_ONE_PERSON = (PersonLeft, DeathNoted, WillingnessRecorded, PermissionRecorded, ConsentChanged)
"""What happens to one of several persons concerned, and is no step of the case."""


def counts(*events: Happened, quarter: Quarter = FIRST) -> dict[str, int]:
    """What one case counts for."""
    return {name: number for name, number in count([events], quarter).counts.items() if number}


def test_a_case_that_went_its_whole_way() -> None:
    """R36: each step once, with what it is a part of."""
    assert counts(*PLANNED) == {
        "referred": 1,
        "accepted": 1,
        "intakes-decided": 1,
        "prepared": 1,
        "held": 1,
        "preparations-ended": 1,
        "planned-with-meeting": 1,
        "planned": 1,
    }


def test_a_plan_without_a_meeting_is_a_success() -> None:
    """R20, R36: counted as planned, and never as stopped; nor as a conference."""
    found = counts(*intake(), it(PlanWithoutMeeting, 30, round=1), it(PlanAccepted, 33, with_meeting=False),
                   it(CaseEnded, 60, round=1, ending="closed"))  # fmt: skip

    assert (found["planned"], found["planned-without-meeting"]) == (1, 1)
    assert "stopped" not in found
    assert "held" not in found


@pytest.mark.parametrize("ending", ["withdrawn", "stopped", "death"])
def test_an_end_before_the_conference_is_a_stop_whatever_its_reason(ending: str) -> None:
    """R20, R36: and an end after it is none."""
    end = it(CaseEnded, 60, round=1, ending=ending)

    assert counts(*intake(), end)["stopped"] == 1
    assert "stopped" not in counts(*HELD, end)


def test_an_end_before_it_was_accepted_is_no_stop() -> None:
    """R36: it is a part of the intakes."""
    found = counts(it(CaseOpened, 0), it(CaseEnded, 9, round=1, ending="declined"))

    assert found == {"referred": 1, "not-accepted": 1, "intakes-decided": 1}


def test_a_case_that_is_the_same_as_another_one_is_decided_about_once() -> None:
    """R3, R36: it ends with the other one, which counts; on its own again it counts itself."""
    opened, link = it(CaseOpened, 1), it(CaseLinked, 2)
    end = it(CaseEnded, 60, round=1, ending="withdrawn")

    assert counts(opened, link, end) == {"referred": 1}
    assert counts(opened, link, it(CaseUnlinked, 3), end) == {"referred": 1, "not-accepted": 1, "intakes-decided": 1}


def test_what_happened_in_the_quarter_counts_whenever_the_case_began() -> None:
    """R36: referred in the first, held in the second."""
    late = [*intake(), conference(100)]

    assert counts(*late) == {"referred": 1, "accepted": 1, "intakes-decided": 1}
    assert counts(*late, quarter=SECOND) == {"held": 1, "not-prepared": 1, "preparations-ended": 1}


def test_several_sessions_are_one_conference_and_versions_one_plan() -> None:
    """R22, R26, R36: told again, it is not counted again."""
    assert counts(*PLANNED, conference(), it(PlanAccepted, 60, with_meeting=True)) == counts(*PLANNED)


@pytest.mark.parametrize("kind", OF_ONE_PERSON, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("place", range(1, len(PLANNED) + 1))
def test_what_one_of_several_persons_does_leaves_the_figures_of_the_case(kind: type[Message], place: int) -> None:
    """R36, R38: whoever leaves, and whenever, it is one case, one conference and one plan, and one to be billed."""
    before, after = PLANNED[:place], PLANNED[place:]
    days = (before[-1].at - JANUARY).days

    assert count([[*before, it(kind, days, person="jan"), *after]], FIRST) == count([PLANNED], FIRST)


def test_a_case_that_one_after_the_other_leaves_stops_once() -> None:
    """R31, R36, R38: only with the last of them it ends."""
    last = it(CaseEnded, 30, round=1, ending="withdrawn", person="els")

    assert counts(*intake(), it(PersonLeft, 20, person="jan"), last) == counts(*intake(), last)
    assert counts(*intake(), last)["stopped"] == 1


@pytest.mark.parametrize("again", [FollowUpConferenceWanted, CaseReopened])
def test_a_next_round_has_its_own_conference(again: type[Message]) -> None:
    """R29, R36: of the same case."""
    found = counts(*PLANNED, it(again, 55, round=2), conference(70, 2), it(PlanAccepted, 75, with_meeting=True))

    assert (found["referred"], found["held"], found["planned"]) == (1, 2, 2)
    assert counts(*PLANNED, it(again, 55, round=2), it(CaseEnded, 60, round=2, ending="withdrawn"))["stopped"] == 1


def test_how_long_each_step_took() -> None:
    """R36: in days, in the quarter in which it ended."""
    days = count([PLANNED], FIRST).days

    assert days == {"intake": [10], "coordinator": [2], "preparation": [28], "plan": [10],
                    "referral-to-conference": [40]}  # fmt: skip


def test_who_was_there_and_what_is_billed() -> None:
    """R36: people of the circle; conferences by payer, also those without a plan."""
    paid = [it(FundingDecided, 5, payer="municipality", decision="granted")]
    without = [*intake(), conference(kind=ConferenceWithoutPlan)]

    counted = count([[*intake(), *paid, conference()], without], FIRST)

    assert counted.present == [2, 2]
    assert counted.billable == {"municipality": 1, "unknown": 1}


def test_every_count_names_its_denominator_and_is_shown_as_everybody_may_see_it() -> None:
    """R36: nothing of a quarter with few cases leads to anybody."""
    few = published(count([PLANNED] * 4, FIRST))

    assert {told["what"] for told in few["counts"]} == set(DENOMINATORS)
    assert all(told["count"] == "<5" and told["base"] in (None, "<5") for told in few["counts"])
    assert [step["median"] for step in few["lead_days"]] == [None] * 5
    assert few["attendance"] == {"median": None, "p90": None}
    assert {total for total, _ in SUMS} == {of for of in DENOMINATORS.values() if of}


def test_median_and_ninetieth_percentile() -> None:
    """R36: nearest rank, from five on."""
    counted = Counted(present=[1, 2, 3, 4, 5, 6, 7, 8, 9, 30])
    five = Counted(present=[5, 1, 4, 2, 3])

    assert published(counted)["attendance"] == {"median": 5.5, "p90": 9.0}
    assert published(five)["attendance"] == {"median": 3.0, "p90": 5.0}


def test_a_quarter_begins_and_ends_in_dutch_time() -> None:
    """R36: the last evening of March is of the first quarter."""
    assert FIRST.holds(datetime(2026, 3, 31, 23, 59, tzinfo=AMSTERDAM))
    assert SECOND.holds(datetime(2026, 4, 1, 0, 0, tzinfo=AMSTERDAM))
    assert Quarter(2026, 4).after == Quarter(2027, 1)


@pytest.mark.parametrize(("first", "last", "found"), [
    ("2026-Q1", "2026-Q1", ["2026-Q1"]),
    ("2025-Q4", "2026-Q2", ["2025-Q4", "2026-Q1", "2026-Q2"]),
    ("2026-01-01", "2026-06-30", ["2026-Q1", "2026-Q2"]),
])  # fmt: skip
def test_quarters_are_named_or_given_by_their_days(first: str, last: str, found: list[str]) -> None:
    """R36: as people write them."""
    assert [quarter.name for quarter in between(first, last)] == found


@pytest.mark.parametrize(("first", "last", "said"), [
    ("2026-Q5", "2026-Q1", "A quarter is written as"),
    ("2026-02-01", "2026-03-31", "whole quarters"),
    ("2026-01-01", "2026-03-30", "whole quarters"),
    ("2026-Q2", "2026-Q1", "after the last"),
    ("1900-Q1", "2026-Q1", "ten years"),
])  # fmt: skip
def test_what_is_no_whole_quarter_is_refused(first: str, last: str, said: str) -> None:
    """R36: with what is not right."""
    with pytest.raises(ValueError, match=said):
        between(first, last)
