"""With what a year is played: shares, times and places, from a file that people read and change."""

from enum import StrEnum
from math import exp, isclose, log
from pathlib import Path
from random import Random
from statistics import NormalDist
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from services.chassis.written import bad, written

NINETIETH = NormalDist().inv_cdf(0.9)
"""How many standard deviations above the median the 90th percentile is."""
USUAL = Path(__file__).with_name("inputs.yaml")

Share = Annotated[float, Field(ge=0, le=1)]


class Way(StrEnum):
    """How a preparation ends (R20, R22)."""

    PLANNED_WITH_MEETING = "planned-with-meeting"
    PLANNED_WITHOUT_MEETING = "planned-without-meeting"
    STOPPED = "stopped"
    WITHOUT_PLAN = "without-plan"


class Part(BaseModel):
    """A part of the file. An unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Spread(Part):
    """How a number varies: half of them are at most the median, nine of ten at most the 90th percentile."""

    median: Annotated[float, Field(gt=0, le=3650)]
    p90: Annotated[float, Field(le=3650)]
    least: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """The least, then the median, then the 90th percentile."""
        if not self.least <= self.median <= self.p90:
            raise ValueError("least, median and p90 are not in order")
        return self

    def draw(self, chance: Random) -> int:
        """One of them. The long ones are farther from the median than the short ones, as times are (log-normal)."""
        deviation = log(self.p90 / self.median) / NINETIETH
        return max(self.least, round(exp(chance.gauss(log(self.median), deviation))))


class Days(Part):
    """How long each step takes."""

    intake: Spread
    """From the referral to a yes or a no."""
    offer: Spread
    """From a free place to the coordinator's yes (R13)."""
    preparation: Spread
    """From the coordinator to the conference, or to a plan without one."""
    stopped: Spread
    """From the coordinator to the stop (R20)."""
    plan: Spread
    """From there to a plan that stands; without a plan to the end."""
    follow_up: Spread
    """From the plan to the end of the case (R27)."""


class Coordinators(Part):
    """How many there are, and how much they take on."""

    per_hundred_referrals: Annotated[float, Field(gt=0, le=1000)]
    """Of a year, unless `--coordinators` says how many."""
    places: Annotated[int, Field(ge=1, le=20)]
    """Cases that one of them has at once, each until it has ended."""


def one_together(ways: dict[Way, float]) -> dict[Way, float]:
    """Every preparation ends in one of the ways."""
    if not isclose(sum(ways.values()), 1, abs_tol=1e-6):
        raise ValueError(f"the shares are {sum(ways.values()):g} together, and must be 1")
    return ways


class Inputs(Part):
    """All of it."""

    accepted: Share
    ways: Annotated[dict[Way, Share], AfterValidator(one_together)]
    participants: Spread
    days: Days
    coordinators: Coordinators
    months_before: Annotated[int, Field(ge=0, le=60)]


def read(own: Path | None = None) -> Inputs:
    """The inputs, with what a file of somebody's own says otherwise.

    Raises:
        BadFile: it cannot be used; with its line and the reason.
        OSError: it cannot be read.
    """
    usual = written(USUAL)
    file = written(own) if own else usual
    try:
        return Inputs.model_validate(over(usual.content, file.content))
    except ValidationError as error:
        raise bad(file, error) from None


def over(usual: Any, own: Any) -> Any:
    """What one file says over what another says, name by name."""
    if isinstance(usual, dict) and isinstance(own, dict):
        return usual | {name: over(usual.get(name), value) for name, value in own.items()}
    return own
