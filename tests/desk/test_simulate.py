"""A simulated year: the same seed is the same year, shares and times are those that went in, who has no place waits."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from contracts.plan import PlanAccepted
from services.desk.figures.counting import Happened, count
from services.desk.simulate.answer import simulated
from services.desk.simulate.capacity import Capacity
from services.desk.simulate.inputs import Inputs, Way, read
from services.desk.simulate.year import Region, Stay, Year, play

USUAL = read()
YEAR = Year(2026)
NOORD = Region("noord", YEAR, referrals=200, coordinators=60, seed=1)
MANY = replace(NOORD, referrals=1200, coordinators=400)


def with_room(places: int) -> Inputs:
    """The usual inputs, with so many places to a coordinator."""
    return USUAL.model_copy(update={"coordinators": USUAL.coordinators.model_copy(update={"places": places})})


def of_year(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of the whole year."""
    period: dict[str, Any] = answer["periods"][-1]
    return period


def counts(answer: Mapping[str, Any]) -> dict[str, int]:
    """The counts of the whole year."""
    return {told["what"]: int(told["count"]) for told in of_year(answer)["counts"]}


def median(answer: Mapping[str, Any], step: str) -> float:
    """How long a step took in the year, half of the times."""
    return float(next(told["median"] for told in of_year(answer)["lead_days"] if told["step"] == step))


@pytest.fixture(scope="module")
def many() -> dict[str, Any]:
    """A year of so many cases that chance evens out."""
    return simulated(MANY, USUAL)


def test_the_same_seed_is_the_same_year() -> None:
    """And another one is another year, in which no case is as it was."""
    first, again, other = (play(replace(NOORD, seed=seed), USUAL).cases for seed in (1, 1, 2))

    assert first == again
    assert {case[0].at for case in first}.isdisjoint(case[0].at for case in other)


def test_the_shares_are_those_that_went_in(many: dict[str, Any]) -> None:
    """Within what chance allows of a thousand, of the denominator that the figures name."""
    found = counts(many)

    assert found["referred"] == 1200
    assert found["accepted"] / found["intakes-decided"] == pytest.approx(USUAL.accepted, abs=0.02)
    ended = found["preparations-ended"]
    assert found["held"] / ended == pytest.approx(USUAL.ways[Way.PLANNED_WITH_MEETING], abs=0.03)
    assert found["planned-without-meeting"] / ended == pytest.approx(USUAL.ways[Way.PLANNED_WITHOUT_MEETING], abs=0.03)
    assert found["stopped"] / ended == pytest.approx(USUAL.ways[Way.STOPPED], abs=0.03)


def test_the_times_are_those_that_went_in_where_nobody_waits(many: dict[str, Any]) -> None:
    """Median and 90th percentile of a step, and who is at a conference: nine to eleven on average."""
    assert median(many, "coordinator") == USUAL.days.offer.median
    assert median(many, "preparation") == pytest.approx(USUAL.days.preparation.median, abs=1)
    p90 = next(told["p90"] for told in of_year(many)["lead_days"] if told["step"] == "intake")
    assert p90 == pytest.approx(USUAL.days.intake.p90, abs=2)
    assert of_year(many)["attendance"]["median"] == USUAL.participants.median


def test_a_conference_without_a_plan_is_held_and_not_planned() -> None:
    """And nothing of it is a plan later."""
    ways = dict.fromkeys(Way, 0.0) | {Way.WITHOUT_PLAN: 1.0}
    found = counts(simulated(NOORD, USUAL.model_copy(update={"ways": ways})))

    assert found["held"] == found["preparations-ended"] > 100
    assert found["planned"] == 0


def test_every_event_is_one_that_a_service_could_have_told() -> None:
    """They are of the contracts' types, in the order of time, and one case is counted as any other."""
    cases = play(NOORD, USUAL).cases

    for case in cases:
        assert all(event.kind.model_validate(event.data) for event in case)
        assert [event.at for event in case] == sorted(event.at for event in case)
    assert any(event.kind is PlanAccepted for case in cases for event in case)


def test_it_is_counted_by_what_counts_real_cases(many: dict[str, Any]) -> None:
    """The quarters are those of the figures, and the year holds all of them."""
    cases: tuple[list[Happened], ...] = tuple(list(case) for case in play(NOORD, USUAL).cases)
    answer = simulated(NOORD, USUAL)

    for quarter, told in zip(YEAR.quarters, answer["periods"], strict=False):
        exact = count(cases, quarter).counts
        assert {one["what"]: int(one["count"]) for one in told["counts"] if one["count"] != "0"} == exact
    quarters = [{one["what"]: int(one["count"]) for one in told["counts"]} for told in many["periods"][:4]]
    assert {what: sum(quarter[what] for quarter in quarters) for what in quarters[0]} == counts(many)


def test_small_counts_are_shown_for_there_is_nobody_behind_them() -> None:
    """Decision 032."""
    answer = simulated(replace(NOORD, referrals=4, coordinators=4), USUAL)

    assert counts(answer)["referred"] == 4
    assert all(told["count"].isdigit() for told in of_year(answer)["counts"])


def test_the_year_does_not_begin_with_an_empty_region() -> None:
    """What was referred before it is prepared and held in it."""
    answer = simulated(NOORD, USUAL)
    empty = simulated(NOORD, USUAL.model_copy(update={"months_before": 0}))

    assert answer["weeks"][0]["places_taken"] > 100
    assert empty["weeks"][0]["places_taken"] == 0
    assert counts(answer)["referred"] == counts(empty)["referred"] == 200
    assert counts(answer)["held"] > counts(empty)["held"]


def test_with_fewer_coordinators_the_list_grows_and_the_wait_too() -> None:
    """The same cases, and a lead time that follows from the places there are."""
    enough, few = simulated(NOORD, USUAL), simulated(replace(NOORD, coordinators=25), USUAL)
    capacity, short = of_year(enough)["capacity"], of_year(few)["capacity"]

    assert counts(enough)["accepted"] == counts(few)["accepted"]
    assert (capacity["waiting_most"], capacity["days_waited"]["p90"]) == (0, 0)
    assert few["weeks"][-1]["waiting"] > few["weeks"][0]["waiting"] > 0
    assert short["waiting_at_end"] > 50
    assert short["days_waited"]["median"] > 60
    assert median(few, "coordinator") > median(enough, "coordinator") + 60
    assert capacity["coordinators_needed"] == short["coordinators_needed"] > 25


def test_as_many_coordinators_as_are_needed_are_enough(many: dict[str, Any]) -> None:
    """With those that it says the places are about full, and the list does not grow without end."""
    needed = of_year(many)["capacity"]["coordinators_needed"]
    found = of_year(simulated(replace(MANY, coordinators=needed), USUAL))["capacity"]

    assert found["places_taken"] / found["places"] > 0.95
    assert found["days_waited"]["median"] < 14


def test_a_place_is_free_again_when_its_case_has_ended() -> None:
    """Never more cases than places, and nobody waits while one is free."""
    stays = play(replace(NOORD, coordinators=10), with_room(2)).stays
    capacity = Capacity(10, 2, stays)

    assert max(capacity.taken(stay.got) for stay in stays) == 20
    assert all(capacity.taken(stay.asked) == 20 for stay in stays if stay.got > stay.asked)


def test_places_and_waiting_are_counted_in_their_period() -> None:
    """Two cases and one place: the second one waits for twenty days of the quarter."""
    first, second = YEAR.quarters[:2]
    day = [YEAR.starts.replace(day=number) for number in range(1, 32)]
    stays = (Stay(day[0], day[0], day[30]), Stay(day[10], day[30], second.starts.replace(day=11)))

    found = Capacity(1, 1, stays).in_period(first)

    assert (found["asked"], found["waiting_most"], found["waiting_at_end"]) == (2, 1, 0)
    assert found["places_taken"] == 1.0
    assert found["coordinators_needed"] == 2
    assert found["days_waited"] == {"median": 10.0, "p90": 20.0}
    assert Capacity(1, 1, stays).in_period(second)["places_taken"] == 0.1
