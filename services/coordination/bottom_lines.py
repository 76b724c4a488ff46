"""Bottom lines are known to everybody invited before the conference: delivered, and explained (R7)."""

from contracts.base import Event
from contracts.coordination import BottomLineExplained, ExplainBottomLine
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.referral import BottomLineLifted, BottomLineSet
from contracts.telling import tell
from services.coordination import independence
from services.coordination.state import BottomLine, Case


def tell_invited(case: Case, line: BottomLineSet, given: Given) -> list[Event]:
    """A new or revised bottom line: everybody invited is told; and the manager, if its setter cannot be one (R12)."""
    if not case.preparing:
        return []
    told = [notice(given, line.bottom_line, participant) for participant in case.circle.waiting()]
    return [*told, *independence.came_out(case, line.setter, given)]


def known_before(case: Case, participant: str, given: Given) -> list[Event]:
    """Whoever is invited hears the bottom lines that stand already."""
    return [notice(given, line, participant) for line in case.bottom_lines]


def tell_lifted(case: Case, lifted: BottomLineLifted, given: Given) -> list[Event]:
    """It no longer counts: everybody invited is told."""
    invited = case.circle.waiting() if case.preparing else []
    return [notice(given, lifted.bottom_line, participant, "lifted") for participant in invited]


def notice(given: Given, line: str, participant: str, detail: str = "") -> Event:
    """One bottom line, to one person."""
    setter = "bottom-line-setter"
    return tell(
        given, NoticeKind.BOTTOM_LINE, participant, asked_by=setter, refers_to=(line,), detail=detail, rule="R7"
    )


def explain(told: ExplainBottomLine) -> list[Event]:
    """The coordinator explained it."""
    return [BottomLineExplained(**told.model_dump())]


def after_set(case: Case, event: BottomLineSet) -> dict[str, BottomLine]:
    """A new version is known to nobody yet."""
    return {**case.bottom_lines, event.bottom_line: BottomLine(event.version, event.setter)}


def after_lifted(case: Case, event: BottomLineLifted) -> dict[str, BottomLine]:
    """Those that stand still."""
    return {name: line for name, line in case.bottom_lines.items() if name != event.bottom_line}


def after_explained(case: Case, event: BottomLineExplained) -> dict[str, BottomLine]:
    """They know this version; of an older one it says nothing."""
    line = case.bottom_lines.get(event.bottom_line)
    if line is None or line.version != event.version:
        return case.bottom_lines
    known = BottomLine(line.version, line.setter, line.known_by | set(event.participants))
    return {**case.bottom_lines, event.bottom_line: known}
