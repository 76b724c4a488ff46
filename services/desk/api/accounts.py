"""What a region gives account of, as OpenAPI describes it: figures, conferences to bill, bills (R36, R42)."""

from datetime import datetime

from pydantic import BaseModel


class CountOut(BaseModel):
    """A count as everybody may see it: a number, `<5` or `hidden`; and of what it is a part."""

    what: str
    count: str
    of: str | None
    base: str | None


class SpreadOut(BaseModel):
    """Median and 90th percentile; nothing where fewer than five would be told."""

    median: float | None
    p90: float | None


class StepOut(SpreadOut):
    """How many days a step took."""

    step: str


class QuarterOut(BaseModel):
    """The figures of a region in a quarter, as published."""

    quarter: str
    published: datetime
    counts: list[CountOut]
    lead_days: list[StepOut]
    attendance: SpreadOut


class Figures(BaseModel):
    """The figures of a region, quarter by quarter."""

    region: str
    quarters: list[QuarterOut]


class BillableOut(BaseModel):
    """Conferences of a payer in a quarter."""

    quarter: str
    payer: str
    conferences: int


class Billable(BaseModel):
    """Conferences that are to be billed."""

    region: str
    conferences: list[BillableOut]


class BillOut(BaseModel):
    """A bill: the number of the case and sums (R42)."""

    bill: str
    case: str
    billed: datetime
    payer: str | None
    agency: str | None
    minutes: int
    cents: int


class Bills(BaseModel):
    """The bills of a region in a period."""

    region: str
    bills: list[BillOut]
