"""For what `ekc ops park` and `release` wait: until the case stands still, or an operator holds it up no longer."""

from typing import Any

from contracts.operations import PARKED_BY_OPERATOR
from services.desk.cli.ops_flow import goes_on, standing

CASE = "00000000-0000-4000-8000-000000000001"


class Desk:
    """A desk that was told of a case at two parts, and of another one."""

    def get(self, path: str, *, state: str) -> dict[str, Any]:
        """Those that are parked."""
        assert (path, state) == ("/dead-letters", "parked")
        letters = [("plan", CASE, PARKED_BY_OPERATOR), ("referral", CASE, "no-key"), ("desk", "case-2", "no-key")]
        return {"letters": [{"owner": owner, "case": case, "reason": reason} for owner, case, reason in letters]}


def test_a_case_that_stands_still_already_is_parked() -> None:
    """Behind a message that failed nobody parks it anew: there is nothing to wait for."""
    desk: Any = Desk()

    assert standing(desk, CASE) == {"plan", "referral"}


def test_a_case_that_nobody_holds_up_any_more_is_released() -> None:
    """Behind a message that failed it goes on standing still, until that is replayed."""
    desk: Any = Desk()

    assert standing(desk, CASE, PARKED_BY_OPERATOR) == {"plan"}


class Parts:
    """A desk that asks two parts, of which one does not answer; the bridge has a name of its own among them."""

    def get(self, path: str) -> dict[str, Any]:
        """How they are."""
        assert path == "/status"
        plan = {"ready": True, "paused": ["ekc.referral.events"]}
        return {"parts": {"plan": plan, "bridge": {"ready": True, "paused": []}, "privacy": {"ready": False}}}


def test_a_topic_is_read_on_once_every_part_says_so() -> None:
    """Of one that says nothing nobody knows."""
    desk: Any = Parts()

    assert goes_on(desk, "ekc.desk.events", ["plan", "workflows"])
    assert not goes_on(desk, "ekc.referral.events", ["plan", "workflows"])
    assert not goes_on(desk, "ekc.desk.events", ["plan", "privacy"])
