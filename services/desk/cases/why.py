"""What a case waits for, since when, whose turn it is, what happens next and when, by which rule (promise 4).

All of it comes from what was projected: the process is never asked, so the answer is there also while it is down.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from contracts.deciding import AMSTERDAM
from contracts.operations import PARKED_BY_OPERATOR
from contracts.process import Due, DueItem
from services.desk.cases.standing import RESTING, Standing
from services.desk.cases.waits import AGAIN, AWAITED, DUE, HELD, WAITS

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
    late = [item for item in standing.overdue(now) if item.what in AWAITED]
    turn = (items[0].whose if items else "") or wait.whose
    then = items or [standing.again(now)]
    return {
        "case": case,
        "phase": standing.phase,
        "round": standing.round,
        "waiting_for": wait.what,
        "since": standing.since,
        "whose": "operator" if parked else turn,
        "rule": wait.rule,
        "overdue": [described(item, AWAITED) for item in late],
        "next": described(then[0], DUE if items else AGAIN),
        "then": [described(item) for item in then[1:]],
        "parked": list(parked),
        "ended": None,
        "sentences": [
            *(standing_still(case, letter) for letter in parked),
            *(["A withdrawal is being handled: until then nobody is told anything."] if withdrawing else []),
            f"It waits for {wait.what}, since {moment(standing.since)} ({wait.rule}).",
            *([HELD["considering"]] if standing.considering else []),
            *(HELD[one] for one in standing.held),
            f"It is the turn of the {role(turn)}.",
            *(f"Overdue since {moment(item.at)}: {AWAITED[item.what]}{by(item)}." for item in late),
            what_next(then[0]) if items else what_again(then[0]),
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
        "overdue": [],
        "next": None,
        "then": [],
        "parked": [],
        "ended": standing.ended,
        "sentences": [
            f"It ended on {moment(standing.since)} as {role(standing.ended or '')}: nothing waits (R32).",
            *(HELD[one] for one in standing.held if one == RESTING),
        ],
    }


def standing_still(case: str, letter: Letter) -> str:
    """What an operator has to do first: a parked stream is no silence."""
    where = f"It stands still in {letter['owner']} since {moment(letter['since'])}:"
    if letter["reason"] == PARKED_BY_OPERATOR:
        return f"{where} an operator has it so. It goes on after: ekc ops release {case}"
    then = (
        ", and it goes on within a minute."
        if letter["owner"] == BRIDGE
        else f", then: ekc dead-letters replay {letter['letter']}"
    )
    return f"{where} a message could not be handled ({letter['reason']}). An operator mends the cause{then}"


def what_next(item: DueItem) -> str:
    """What happens by itself."""
    return f"Next: {DUE[item.what]} on {moment(item.at)}{by(item)}, unless something comes before."


def what_again(item: DueItem) -> str:
    """What happens when nothing is on the agenda any more (promise 4)."""
    return f"Nothing more is planned: the process asks again on {moment(item.at)}{by(item)}, unless something comes."


def described(item: DueItem, words: Mapping[Due, str] = DUE) -> dict[str, Any]:
    """One thing to come, or overdue."""
    return {"what": item.what, "words": words[item.what], "at": item.at, "rule": item.rule, "whose": item.whose}


def by(item: DueItem) -> str:
    """The rule, where there is one."""
    return f" ({item.rule})" if item.rule else ""


def moment(at: datetime) -> str:
    """A date and time as people in the Netherlands read it."""
    return f"{at.astimezone(AMSTERDAM):%a %-d %b %Y %H:%M}"


def role(word: str) -> str:
    """A role or an ending in words."""
    return word.replace("-", " ")
