"""Nothing goes on without the will of the person concerned (R5, R38)."""

from functools import reduce

from contracts.base import Event
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.people import Ending
from contracts.referral import (
    ConsentCompleted,
    ConsentIncomplete,
    RecordWillingness,
    WillingnessRecorded,
)
from contracts.states import replace
from contracts.telling import MANAGER, tell
from services.referral import agenda, ending, permission
from services.referral.standing import staying
from services.referral.state import Case, Person


def record_willingness(case: Case, said: RecordWillingness, given: Given) -> list[Event]:
    """What a person concerned said themself; the last word counts. A no is a no at any age, at once (R31)."""
    staying(case, said.person)
    event = WillingnessRecorded(**said.model_dump(), recorded=given.at)
    return [event, *(ending.leave(case, said.person, given) if said.answer == "no" else ())]


def settle(case: Case, given: Given) -> list[Event]:
    """After whatever was decided: say when every consent is there, and when one is missing again.

    Of a case that rests as it is the same as another one nothing is said: that one goes on (R3).
    """
    if case.opened is None or case.ended or case.linked:
        return []
    complete = not outstanding(case)
    if complete and not case.wanted:
        completed = ConsentCompleted(persons=tuple(case.staying), agenda=agenda.intake(case, given))
        return [completed, *held_up(case, given, "consent-over")]
    return [ConsentIncomplete(), *held_up(case, given, "consent")] if case.wanted and not complete else []


def held_up(case: Case, given: Given, detail: str) -> list[Event]:
    """Whoever looks after an accepted case hears that nobody is invited for now, or that it goes on."""
    who = [MANAGER, *([case.coordinator] if case.coordinator else [])] if case.accepted else []
    return [tell(given, NoticeKind.HELD_UP, one, detail=detail, rule="R5") for one in who]


def lapse(case: Case, given: Given) -> list[Event]:
    """No yes in time: whoever's consent is not there leaves, for nothing more may be kept of them (R5).

    When nobody is left the case ends. Asked for too early, or when every consent is there, nothing happens.
    """
    if case.wanted or case.accepted or given.at < agenda.lapses(case, given):
        return []
    gone = [name for name, person in case.staying.items() if missing(name, person)]
    others = [name for name in case.staying if name not in gone]
    if not others:
        return ending.end(case, Ending.DECLINED, given)
    return [
        *ending.take_out(case, gone, given),
        *(ending.ask_again(other, given) for other in others),
    ]


def outstanding(case: Case) -> tuple[str, ...]:
    """Which consents are missing, of everybody whom the case is about, as words with ids."""
    return tuple(word for name, person in case.staying.items() for word in missing(name, person))


def missing(name: str, person: Person) -> tuple[str, ...]:
    """What is missing of one person: their own yes, and whose permission the law asks for."""
    own = person.own_word_needed and person.answer != "yes"
    return (*((f"willingness:{name}",) if own else ()), *permission.missing(name, person))


def after_willingness(case: Case, event: WillingnessRecorded) -> Case:
    """Thinking it over is not lateness: the clock stands still while anybody considers (R10)."""
    case = case.having(event.person, answer=event.answer)
    since, now = case.considering_since, event.recorded
    if case.considering():
        return replace(case, considering_since=since or now)
    if since is None or now is None:
        return case
    return replace(case, considering_since=None, considered=case.considered + (now - since))


def noted(case: Case) -> Case:
    """Of whom every consent is there, or was once: what is kept of them is kept on a yes."""
    new = [name for name, one in case.staying.items() if not one.consented and not missing(name, one)]
    return reduce(lambda noted, name: noted.having(name, consented=True), new, case)
