"""Complaints in a world: who complains, who looks at it, and that it goes to nobody whom it is about (R41)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from contracts import coordination as c
from contracts.base import Actor
from contracts.notices import NoticeDue, NoticeKind
from contracts.telling import LEVELS
from tests.world.chance import Chance
from tests.world.known import Known
from tests.world.part import Step
from tests.world.people import MANAGERS, Act, Cast

COMPLAIN = 0.1
"""In so many of all cases somebody complains."""
FIRST = timedelta(days=500)
"""Until when they do."""
LOOKS = timedelta(weeks=12)
"""It takes somebody so long at most to look at one: longer than a policy allows."""
PATIENCE = timedelta(days=7)
"""What is down in a world."""


def name_of(case: str) -> str:
    """A stream of its own, which tells nothing of the case."""
    return f"complaint-{case}"


def case_of(stream: str) -> str:
    """The case that a complaint is about, whose people are told of it; any other stream is its own."""
    return stream.removeprefix("complaint-")


def raised(people: Cast, k: Known, chance: Chance) -> Act:
    """Somebody complains, of the coordinator, of staff or of something else; now and then a manager does."""
    about = chance.one_of(("coordinator", "regional-manager", "region-lead", "other"), "about")
    whom = {"coordinator": k.coordinator, "regional-manager": MANAGERS[0]}.get(about)
    by = people.person(chance.one_of(tuple(people.persons), "who"))
    by = people.manager("complains", k.region) if chance.often(0.1, "staff") else by
    return c.RaiseComplaint(case=people.case, by=by.id, about=about, whom=whom, text="Zo kan het niet"), by


def looked_at(due: NoticeDue, chance: Chance) -> Iterator[Act]:
    """Whoever was told of one settles it; now and then somebody else tries, or nobody until they are told again."""
    if due.detail == "settled" or chance.often(0.2, "forgotten"):
        return
    role = chance.one_of(LEVELS, "other") if chance.often(0.15, "somebody else") else due.recipient
    who = chance.one_of(MANAGERS, "which") if role == "regional-manager" else "lead-1"
    outcome = chance.one_of(("upheld", "partly-upheld", "not-upheld", "taken-back"), "outcome")
    settled = c.SettleComplaint.model_validate({"outcome": outcome, "answer": "Het is besproken"})
    yield settled, Actor.model_validate({"id": who, "role": role, "region": due.region})


def told(event: object, who: str) -> bool:
    """Whether it is word to them of what came of their complaint."""
    match event:
        case NoticeDue(kind=NoticeKind.COMPLAINT, detail="settled"):
            return event.recipient == who
    return False


@dataclass(slots=True)
class Complaints:
    """All complaints, and until when somebody is to settle those that are open, or to be told again."""

    raised: dict[str, c.ComplaintRaised] = field(default_factory=dict)
    due: dict[str, date] = field(default_factory=dict)

    def step(self, step: Step) -> tuple[str, str] | None:
        """What the coordination service decided: which rule does not hold after it, and how."""
        for event in step.events:
            wrong = self.look(step, event)
            if wrong:
                return wrong
        late = next((name for name, day in self.due.items() if step.given.today > day + PATIENCE), None)
        return ("r41_no_complaint_waits_unseen", f"nobody was told again of {late}") if late else None

    def look(self, step: Step, event: object) -> tuple[str, str] | None:
        """One event: whom it is about neither gets nor settles it, and nothing of it is told in the case."""
        name, about = step.stream, self.raised.get(step.stream)
        match event:
            case c.ComplaintRaised():
                self.raised[name], self.due[name] = event, event.answer_by
                if event.to == event.about or (step.given.by.role, step.given.by.id) == (event.to, event.whom):
                    return "r41_it_goes_to_somebody_else", f"{event.to} looks at what is about {event.about}"
            case c.ComplaintOverdue():
                if about is None or event.to == about.about or step.given.today < self.due[name]:
                    return "r41_late_is_late_and_goes_to_somebody_else", repr(event)
                self.due[name] = event.again
            case c.ComplaintSettled():
                by = step.given.by
                if about is None or by.id == about.whom or by.role == about.about or name not in self.due:
                    return "r41_nobody_settles_what_is_about_them", f"{by.id} did"
                del self.due[name]
                if not any(told(one, about.by) for one in step.events):
                    return "r41_whoever_complained_hears_what_came_of_it", f"{about.by} did not"
            case NoticeDue(kind=NoticeKind.COMPLAINT):
                if about is None or event.recipient in {about.about, about.whom} - {about.by}:
                    return "r41_it_is_not_visible_to_whom_it_is_about", f"{event.recipient} is told"
        return None
