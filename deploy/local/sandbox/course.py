"""What becomes of a case in the sandbox: who does what, on which day after it was opened. All of them are invented."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from contracts.people import Reason, WhoConsents
from deploy.local.demo.story import Story

PEOPLE: Mapping[str, Mapping[str, str]] = {
    "ineke": {"is": "regional-manager", "name": "Ineke Hartog"},
    "omar": {"is": "coordinator", "name": "Omar Bouzid"},
    "marieke": {"is": "parent", "name": "Marieke Zandstra"},
    "trui": {"is": "grandparent", "name": "Trui Zandstra"},
    "bas": {"is": "uncle", "name": "Bas Zandstra"},
    "nel": {"is": "neighbour", "name": "Nel Kuipers"},
    "loes": {"is": "information-giver", "name": "Loes Visser"},
}
AGENCY = "school-noord"
COORDINATOR = "omar"
CIRCLE = ("trui", "bas", "nel")

type Step = tuple[float, str, str, Mapping[str, Any]]
"""(days after the case was opened, who, what, with which data)."""


def story(
    case: str, opened: datetime, region: str, consent: Sequence[Mapping[str, Any]], reasons: Sequence[str]
) -> Story:
    """The case as a story: the first reason chooses its course."""
    name = PEOPLE[COORDINATOR]["name"]
    steps = [*intake(consent), *COURSES.get(Reason(reasons[0]), with_a_plan)(consent, opened)]
    return Story.model_validate(
        {
            "story": case,
            "title": "In the sandbox",
            "region": region,
            "people": PEOPLE,
            "steps": [
                {
                    "at": opened,
                    "who": "ineke",
                    "does": "coordination.register-coordinator",
                    "about": COORDINATOR,
                    "data": {"name": name, "regions": [region], "languages": ["nl"], "capacity": 1},
                },
                *(
                    {"at": opened + timedelta(days=day, minutes=number), "who": who, "does": does, "data": data}
                    for number, (day, who, does, data) in enumerate(steps, start=1)
                ),
            ],
            "expect": {"ending": "closed"},
        }
    )


def intake(consent: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    """Somebody is reached, and everybody whose consent the law asks for says yes (R5)."""
    yield 1, "ineke", "referral.record-contact", {"with_person": True, "means": "spoken"}
    for one in consent:
        if one["of"] in (WhoConsents.HOLDERS, WhoConsents.TOGETHER):
            holder = {"person": one["person"], "holder": "marieke"}
            asked = {**holder, "name": PEOPLE["marieke"]["name"], "capacity": "parent"}
            yield 1, "ineke", "referral.require-permission", asked
            yield 2, "ineke", "referral.record-permission", {**holder, "granted": True, "means": "spoken"}


def declined(_consent: Sequence[Mapping[str, Any]], _opened: datetime) -> Iterator[Step]:
    """Not the way, this time (R9)."""
    yield 3, "ineke", "referral.decline-case", {"reason": "not-suitable"}


def accepted(consent: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    """All want it, and a coordinator takes it on."""
    for one in consent:
        yield 3, "ineke", "referral.record-willingness", {"person": one["person"], "answer": "yes", "means": "spoken"}
    question = {"question": "home", "text": "Wat is er nodig om samen verder te kunnen?"}
    confirmed = {"confirmed_by": consent[0]["person"], "questions": [question]}
    yield 4, "ineke", "referral.agree-questions", confirmed
    yield 4, "ineke", "referral.accept-case", {}
    yield 5, COORDINATOR, "coordination.answer-offer", {"offer": "$coordinator-offered.offer", "accepted": True}


def stopped(consent: Sequence[Mapping[str, Any]], _opened: datetime) -> Iterator[Step]:
    """The preparation stops; the agency hears that it ended, and not why (R20, R30)."""
    yield from accepted(consent)
    yield 8, COORDINATOR, "coordination.stop-preparation", {"reason": "network-too-small"}


def with_a_plan(consent: Sequence[Mapping[str, Any]], opened: datetime) -> Iterator[Step]:
    """A circle of three, a professional of the agency who informs it (R18), a conference, a plan, a review."""
    yield from accepted(consent)
    loes = {"giver": "loes", "name": PEOPLE["loes"]["name"], "contact": "loes@voorbeeld.example", "agency": AGENCY}
    for one in CIRCLE:
        yield 6, COORDINATOR, "coordination.invite-participant", {"participant": one}
    for one in CIRCLE:
        answer = {"participant": one, "answer": "accepted", "means": "spoken"}
        yield 8, COORDINATOR, "coordination.answer-invitation", answer
    yield 8, COORDINATOR, "coordination.add-information-giver", loes
    starts = (opened + timedelta(days=20)).isoformat()
    session = {"session": "session-1", "starts": starts, "place": "Buurthuis De Brug"}
    yield 9, COORDINATOR, "coordination.plan-session", {"session": session}
    informed = {"giver": "loes", "received": True, "explained": True}
    yield 10, COORDINATOR, "coordination.record-information", informed
    yield 10, COORDINATOR, "coordination.complete-preparation", {}
    around = [*CIRCLE, COORDINATOR]
    attendance = {"information": [*around, "loes"], "private_time": CIRCLE, "presentation": around}
    yield 20.5, COORDINATOR, "coordination.record-conference", {"session": "session-1", "attendance": attendance}
    yield 22, COORDINATOR, "plan.agree-plan", plan(opened)
    yield 50, COORDINATOR, "plan.record-follow-up-call", {"who": "coordinator"}
    yield 57, "ineke", "plan.record-follow-up-call", {"who": "regional-manager"}
    yield 112, COORDINATOR, "plan.record-review", {"outcome": "close"}


def plan(opened: datetime) -> dict[str, Any]:
    """The plan of the circle (R23)."""
    action = {
        "action": "call",
        "owner": "bas",
        "what": "Elke week even bellen.",
        "recurrence": "FREQ=WEEKLY;BYDAY=MO",
    }
    return {
        "plan": str(uuid4()),
        "agreed_on": (opened + timedelta(days=20)).date().isoformat(),
        "monitor": "trui",
        "present": list(CIRCLE),
        "answers": [{"question": "home", "answer": "De familie belt elke week."}],
        "actions": [{**action, "agreed": True}],
    }


COURSES = {Reason.OTHER: declined, Reason.NUISANCE: stopped}
"""Whatever else is the first reason ends in a plan."""
