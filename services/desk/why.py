"""What a case waits for, since when, whose turn it is, what happens next and when, by which rule (promise 4).

All of it comes from what was projected: the process is never asked, so the answer is there also while it is down.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from contracts.deciding import AMSTERDAM
from contracts.process import DueItem
from services.desk.standing import Standing
from services.desk.waits import DUE, WAITS

BRIDGE = "workflows"
"""What waits there is tried again every minute; no replay is needed."""

type Letter = Mapping[str, Any]


def why(case: str, standing: Standing, parked: Sequence[Letter], withdrawing: bool, now: datetime) -> dict[str, Any]:
    """The answer, for programs and as sentences for people."""
    if standing.ended:
        return ended(case, standing)
    if standing.linked:
        return resting(case, standing, standing.linked)
    wait = WAITS[standing.waits_after]
    items = standing.to_come(now)
    first = items[0] if items else None
    turn = (first.whose if first and first.whose else None) or wait.whose
    return {
        "case": case,
        "phase": standing.phase,
        "round": standing.round,
        "waiting_for": wait.what,
        "since": standing.since,
        "whose": "operator" if parked else turn,
        "rule": wait.rule,
        "next": described(first) if first else None,
        "then": [described(item) for item in items[1:]],
        "parked": list(parked),
        "ended": None,
        "sentences": [
            *standing_still(parked),
            *(["A withdrawal is being handled: until then nobody is told anything."] if withdrawing else []),
            f"It waits for {wait.what}, since {moment(standing.since)} ({wait.rule}).",
            f"It is the turn of the {role(turn)}.",
            what_next(first),
            *elsewhere(standing),
        ],
    }


def resting(case: str, standing: Standing, first: str) -> dict[str, Any]:
    """A case that is the same as another one waits for ever: what becomes of it is decided there (R3)."""
    said = f"It is the same as case {first} and goes on there; `undo-same-case` makes it a case of its own again (R3)."
    return {**ended(case, standing), "rule": "R3", "sentences": [said]}


def elsewhere(standing: Standing) -> list[str]:
    """Whether another region is asked to take it over; until it accepts nothing changes (R4)."""
    if standing.asked_region is None or standing.asked_until is None:
        return []
    until = moment(standing.asked_until)
    return [
        f"The region {standing.asked_region} is asked to take it over and answers until {until}; then the question "
        "lapses, and the case stays where it is (R4)."
    ]


def ended(case: str, standing: Standing) -> dict[str, Any]:
    """A case that waits for nothing any more (R32)."""
    return {
        "case": case,
        "phase": standing.phase,
        "round": standing.round,
        "waiting_for": None,
        "since": standing.since,
        "whose": None,
        "rule": "R32",
        "next": None,
        "then": [],
        "parked": [],
        "ended": standing.ended,
        "sentences": [f"It ended on {moment(standing.since)} as {role(standing.ended or '')}: nothing waits (R32)."],
    }


def standing_still(parked: Sequence[Letter]) -> list[str]:
    """What an operator has to do first: a parked stream is no silence."""
    return [
        f"It stands still in {letter['owner']} since {moment(letter['since'])}: a message could not be handled "
        f"({letter['reason']}). An operator mends the cause"
        + (
            ", and it goes on within a minute."
            if letter["owner"] == BRIDGE
            else f", then: ekc dead-letters replay {letter['letter']}"
        )
        for letter in parked
    ]


def what_next(item: DueItem | None) -> str:
    """What happens by itself."""
    if item is None:
        return "Nothing more is due; if nothing comes, the process speaks up again by itself (promise 4)."
    rule = f" ({item.rule})" if item.rule else ""
    return f"Next: {DUE[item.what]} on {moment(item.at)}{rule}, unless something comes before."


def described(item: DueItem) -> dict[str, Any]:
    """One thing to come."""
    return {"what": item.what, "words": DUE[item.what], "at": item.at, "rule": item.rule, "whose": item.whose}


def moment(at: datetime) -> str:
    """A date and time as people in the Netherlands read it."""
    return f"{at.astimezone(AMSTERDAM):%a %-d %b %Y %H:%M}"


def role(word: str) -> str:
    """A role or an ending in words."""
    return word.replace("-", " ")
