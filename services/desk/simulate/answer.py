"""What a simulation answers: figures, counted by the code that counts real ones, and places beside them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.desk.figures.counting import DENOMINATORS, Counted, count, told
from services.desk.figures.quarters import Quarter
from services.desk.figures.rows import rows, spread_rows
from services.desk.simulate.capacity import Capacity
from services.desk.simulate.inputs import Inputs
from services.desk.simulate.year import Region, Year, play

SIMULATED = "SIMULATED: no real case and no person is behind these numbers, so none of them is hidden."
NONE = "none"
LABELS = (
    ("coordinators", "coordinators", "people"),
    ("coordinators_needed", "coordinators needed", "people"),
    ("places", "places", "cases at once"),
    ("places_taken", "places taken, on average", "cases at once"),
    ("asked", "asked for a coordinator", "cases"),
    ("waiting_at_end", "waiting for a place, at the end", "cases"),
    ("waiting_most", "waiting for a place, at most", "cases"),
)


def simulated(region: Region, inputs: Inputs) -> dict[str, Any]:
    """Play a year and count it: each quarter, and the whole year."""
    played = play(region, inputs)
    capacity = Capacity(region.coordinators, inputs.coordinators.places, played.stays)
    periods: list[Quarter | Year] = [*region.year.quarters, region.year]
    return {
        "simulated": True,
        "note": SIMULATED,
        "region": region.name,
        "year": region.year.number,
        "referrals": region.referrals,
        "coordinators": region.coordinators,
        "seed": region.seed,
        "inputs": inputs.model_dump(mode="json"),
        "periods": [
            {"period": one.name, **exact(count(played.cases, one)), "capacity": capacity.in_period(one)}
            for one in periods
        ],
        "weeks": list(capacity.by_week(region.year)),
    }


def exact(counted: Counted) -> dict[str, Any]:
    """The figures as they are: nobody can be traced by them, for there is nobody. Never for real cases (R36)."""
    return told(counted, {name: str(counted.counts[name]) for name in DENOMINATORS}, fewest=1)


def table(answer: Mapping[str, Any]) -> list[list[str]]:
    """All of it in rows, with a column for each period."""
    periods = answer["periods"]
    return [*rows(periods, NONE), *of_capacity([period["capacity"] for period in periods])]


def of_capacity(periods: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Coordinators, places and waiting lists."""
    waited = [period["days_waited"] for period in periods]
    return [
        *([label, unit, *(f"{period[name]:g}" for period in periods)] for name, label, unit in LABELS),
        *spread_rows("waited for a place", "days", waited, NONE),
    ]
