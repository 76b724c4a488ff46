"""What somebody reads for, in their own words: some have to say it, by the region's policy (R33)."""

from typing import Annotated

from fastapi import Query

from contracts.access import Use
from contracts.base import Actor
from contracts.policy import Policy
from services.chassis.batch import now
from services.desk.api.problems import Problem
from services.desk.desk import Desk

Purpose = Annotated[str | None, Query(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
"""It can name somebody: it is kept sealed."""


def stated(desk: Desk, by: Actor, region: str | None, use: Use, purpose: str | None) -> str:
    """What they said, or that they said nothing.

    Raises:
        Problem: they read nothing without saying why.
    """
    known = desk.policies.get(region or "") or desk.policies.get("default") or Policy()
    if purpose is None and by.role in known.on(now().date()).reason_wanted.get(use, ()):
        raise Problem(422, "reason-wanted", "Say what you read it for: purpose.", rule="R33")
    return purpose or use.value.replace("-", " ")
