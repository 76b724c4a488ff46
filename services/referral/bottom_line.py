"""A bottom line: only in special cases, by a setter with a mandate, on a safety ground, stating a limit (R7)."""

import re

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.referral import BottomLineLifted, BottomLineSet, Interest, LiftBottomLine, SetBottomLine
from contracts.states import replace
from contracts.telling import tell
from services.referral.conflicts import flagged
from services.referral.state import BottomLine, Case

LIMITS = {
    *("niet", "geen", "nooit", "niemand", "nergens", "zonder", "alleen", "minstens", "minimaal", "hooguit", "maximaal"),
    *("minste", "tenminste", "veilig", "veiligheid"),
    *("not", "no", "never", "nobody", "without", "only", "least", "most", "safe"),
}
"""Words in which a limit is said, in Dutch and English only: a text in another language is advised about too."""
ADVICE = (
    "It may prescribe a solution: state what may not happen, or what is the least, and leave the way to the circle."
)


def set_line(case: Case, wish: SetBottomLine, given: Given) -> list[Event]:
    """Set a bottom line, or a new version of it; the persons concerned are told, the circle by coordination (R7).

    Raises:
        Refused: nobody said yes yet (R5); the conference was held; its setter is the coordinator, or concerned; it is
            another one's; or it names no ground.
    """
    if not case.wanted and not case.accepted:
        raise Refused("no-consent", "A bottom line is set when every consent is there.", rule="R5")
    if case.met:
        raise Refused("conference-held", "After the conference a bottom line stays as it is.", rule="R7")
    if wish.setter == case.coordinator or wish.setter in case.persons:
        raise Refused("not-theirs-to-set", "A coordinator or a person concerned sets no bottom line.", rule="R7")
    before = case.bottom_lines.get(wish.bottom_line) or case.lifted.get(wish.bottom_line)
    if before and before.setter != wish.setter:
        raise Refused("not-their-line", "Only its own setter revises a bottom line.", rule="R7")
    if isinstance(wish.ground, str) and not wish.ground.strip():
        raise Refused("no-ground", "A bottom line states the ground of safety that it is set on.", rule="R7")
    version = before.version + 1 if before else 1
    line = BottomLineSet(**wish.model_dump(), version=version, advice=advice(wish))
    torn = wish.setter in case.holders
    return [
        line,
        *told(case, line.bottom_line, given),
        *(flagged(case, wish.setter, Interest.SETTER, given) if torn else ()),
    ]


def told(case: Case, line: str, given: Given, detail: str = "") -> list[Event]:
    """The persons concerned hear of it from here."""
    kind, setter = NoticeKind.BOTTOM_LINE, "bottom-line-setter"
    return [
        tell(given, kind, person, asked_by=setter, refers_to=(line,), detail=detail, rule="R7")
        for person in case.staying
    ]


def lift(case: Case, wish: LiftBottomLine, given: Given) -> list[Event]:
    """Its own setter takes it off the table; everybody who was told of it is told (R7).

    Raises:
        Refused: there is none, the conference was held, or it is another one's.
    """
    line = case.bottom_lines.get(wish.bottom_line)
    if line is None:
        raise Refused("no-such-line", "There is no such bottom line.", rule="R7")
    if case.met:
        raise Refused("conference-held", "After the conference a bottom line stays as it is.", rule="R7")
    if line.setter != wish.setter:
        raise Refused("not-their-line", "Only its own setter lifts a bottom line.", rule="R7")
    lifted = BottomLineLifted(bottom_line=wish.bottom_line, version=line.version)
    return [lifted, *told(case, wish.bottom_line, given, "lifted")]


def advice(wish: SetBottomLine) -> str | None:
    """Whether its text may prescribe a solution. The check advises the manager who records it; it rejects nothing."""
    if not isinstance(wish.text, str):
        return None
    return None if LIMITS & set(re.findall(r"[^\W\d_]+", wish.text.lower())) else ADVICE


def after_set(case: Case, event: BottomLineSet) -> dict[str, BottomLine]:
    """The version that stands."""
    return {**case.bottom_lines, event.bottom_line: BottomLine(event.version, event.setter)}


def after_lifted(case: Case, event: BottomLineLifted) -> Case:
    """The case without it."""
    left = {name: line for name, line in case.bottom_lines.items() if name != event.bottom_line}
    lifted = {**case.lifted, event.bottom_line: case.bottom_lines[event.bottom_line]}
    return replace(case, bottom_lines=left, lifted=lifted)
