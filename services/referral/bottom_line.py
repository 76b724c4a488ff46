"""A bottom line: only in special cases, by a setter with a mandate, on a safety ground, stating a limit (R7)."""

import re

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.referral import BottomLineSet, SetBottomLine
from contracts.telling import tell
from services.referral.permission import conflict
from services.referral.state import BottomLine, Case

LIMITS = {
    *("niet", "geen", "nooit", "niemand", "nergens", "zonder", "alleen", "minstens", "minimaal", "hooguit", "maximaal"),
    *("veilig", "veiligheid", "ten minste", "not", "no", "never", "nobody", "without", "only", "least", "most", "safe"),
}
"""Words in which a limit is said. Dutch and English are looked through alike; other languages are left alone."""
ADVICE = (
    "It may prescribe a solution: state what may not happen, or what is the least, and leave the way to the circle."
)


def set_line(case: Case, wish: SetBottomLine, given: Given) -> list[Event]:
    """Set a bottom line, or a new version of it; the persons concerned are told, the circle by coordination (R7).

    Raises:
        Refused: nobody said yes yet (R5); the conference was held; its setter is the coordinator, or concerned; or it
            is another one's.
    """
    if not case.wanted and not case.accepted:
        raise Refused("no-consent", "A bottom line is set when every consent is there.", rule="R5")
    if case.met:
        raise Refused("conference-held", "After the conference a bottom line stays as it is.", rule="R7")
    if wish.setter == case.coordinator or wish.setter in case.persons:
        raise Refused("not-theirs-to-set", "A coordinator or a person concerned sets no bottom line.", rule="R7")
    before = case.bottom_lines.get(wish.bottom_line)
    if before and before.setter != wish.setter:
        raise Refused("not-their-line", "Only its own setter revises a bottom line.", rule="R7")
    line = BottomLineSet(**wish.model_dump(), version=before.version + 1 if before else 1, advice=advice(wish))
    told = [
        tell(
            given,
            NoticeKind.BOTTOM_LINE,
            person,
            asked_by="bottom-line-setter",
            refers_to=(line.bottom_line,),
            rule="R7",
        )
        for person in case.staying
    ]
    return [line, *told, *(conflict(wish.setter, given) if wish.setter in case.holders else ())]


def advice(wish: SetBottomLine) -> str | None:
    """Whether its text may prescribe a solution. The check advises the manager who records it; it rejects nothing."""
    if not isinstance(wish.text, str):
        return None
    return None if LIMITS & set(re.findall(r"[^\W\d_]+", wish.text.lower())) else ADVICE


def after_set(case: Case, event: BottomLineSet) -> dict[str, BottomLine]:
    """The version that stands."""
    return {**case.bottom_lines, event.bottom_line: BottomLine(event.version, event.setter)}
