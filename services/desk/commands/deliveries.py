"""What the desk itself is told: what became of a notice, and how somebody wants to be told (R40, R44).

Of everything else it only keeps what it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.base import Event, Id, Message
from contracts.break_glass import BreakGlass
from contracts.catalogue import MESSAGES
from contracts.deciding import Given, Refused
from contracts.notices import (
    FOLLOWED,
    ChooseHowToBeTold,
    HowToBeToldChosen,
    NoticeDelivered,
    NoticeDue,
    NoticeKind,
    ReportDelivery,
)
from contracts.operations import CommandRefused, CommandRejected, DeadLetterAnnounced
from contracts.telling import LEVELS, MANAGER, tell
from services.chassis.decider import Decider
from services.desk.commands.glass import BreakKnown, break_glass


@dataclass(frozen=True)
class Seen:
    """The desk keeps nothing in a stream's state: the read model is the state."""


class DeliveryKnown(ReportDelivery):
    """What became of a notice, with what the desk knows of it."""

    kind: NoticeKind | None = None
    recipient: Id | None = None
    asked_by: str = ""
    region: Id | None = None
    home: Id | None = None
    """The region that has the case, if it is of one."""
    coordinator: Id | None = None


class ChoiceKnown(ChooseHowToBeTold):
    """A choice, with what the desk knows of whom it is for."""

    known: bool = False
    coordinator: Id | None = None
    region: Id | None = None


def decide(_state: Seen, message: Message, given: Given) -> Sequence[Event]:
    """Nothing follows from what others decided."""
    match message:
        case DeliveryKnown():
            return report(message, given)
        case ChoiceKnown():
            return choose(message, given)
        case BreakKnown():
            return break_glass(message, given)
    return []


def report(told: DeliveryKnown, given: Given) -> list[Event]:
    """A delivery is recorded as it was told (R39). What bounced is no silence: somebody speaks to them (R40).

    Raises:
        Refused: the case is another region's, or another coordinator's.
    """
    check_brings(told, given)
    known = NoticeDelivered(notice=told.notice, outcome=told.outcome, means=told.means)
    if told.kind is None:
        return [known, deviation(told, "unknown-notice", given)]
    if told.outcome == "bounced" and told.kind not in FOLLOWED and told.recipient not in LEVELS:
        return [known, deviation(told, "undelivered", given)]
    return [known]


def check_brings(told: DeliveryKnown, given: Given) -> None:
    """Notices are brought by the staff of their case.

    Raises:
        Refused: they are not.
    """
    if told.home and given.by.role == MANAGER and given.by.region not in (None, told.home):
        raise Refused("not-your-region", "This case is in the hands of another region.", rule="R4")
    if told.home and given.by.role == "coordinator" and given.by.id != told.coordinator:
        raise Refused("not-your-case", "This is somebody else's case.", rule="R41")


def deviation(told: DeliveryKnown, word: str, given: Given) -> NoticeDue:
    """The manager hears of it; of what the region's lead said the lead, as of a complaint about a manager (R41)."""
    to = told.asked_by if told.asked_by in LEVELS else MANAGER
    return tell(given, NoticeKind.DEVIATION, to, refers_to=(told.notice,), detail=word, rule="R40", region=told.region)


def choose(wish: ChoiceKnown, given: Given) -> list[Event]:
    """Somebody says how they want to be told: themselves, or through the coordinator or manager of their case (R44).

    Raises:
        Refused: the desk does not know them in this case; or it is not theirs to choose.
    """
    if not wish.known:
        raise Refused("nobody-to-tell", "Nobody of this id is told anything in this case.", rule="R44")
    if not chooses(wish, given):
        raise Refused("not-theirs-to-choose", "How somebody is told they choose themselves.", rule="R44")
    return [HowToBeToldChosen(**wish.model_dump(include=set(HowToBeToldChosen.model_fields) - {"agenda"}))]


def chooses(wish: ChoiceKnown, given: Given) -> bool:
    """Whoever it is for; otherwise the staff of their case."""
    if given.by.id == wish.recipient:
        return True
    if given.by.role == "coordinator":
        return given.by.id == wish.coordinator
    return given.by.role == MANAGER and given.by.region in (None, wish.region)


def evolve(state: Seen, _event: Event) -> Seen:
    """Nothing changes."""
    return state


def of_others() -> frozenset[type[Message]]:
    """The events of all other services: its own the desk projects when it writes them."""
    return frozenset(kind for kind in MESSAGES.values() if issubclass(kind, Event) and kind.service != "desk")


ASKED: frozenset[type[Message]] = frozenset({ReportDelivery, ChooseHowToBeTold, BreakGlass})
CASES = Decider(
    kind="case",
    schema=1,
    initial=Seen,
    decide=decide,
    evolve=evolve,
    handles=of_others() | ASKED | {CommandRefused, CommandRejected, DeadLetterAnnounced},
    keeps_facts=False,
)
