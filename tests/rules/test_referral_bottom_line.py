"""Bottom lines: only in special cases, by a setter with a mandate, stating a limit (R7)."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.base import ERASED
from contracts.notices import NoticeKind
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import BottomLineLifted, BottomLineSet, LiftBottomLine, SetBottomLine
from services.referral.app import SERVICE
from services.referral.bottom_line import ADVICE
from services.referral.state import Case
from tests.rules.referral_cases import (
    ASSIGNED,
    ELEVEN,
    HELD,
    LIMIT,
    OTHERS,
    accepted,
    after,
    ask_holder,
    line,
    opened,
    permits,
    person,
    refer,
    refused,
    wanted,
    when,
)


def prepared(case: Case) -> Case:
    """The case with a coordinator."""
    return after(case, ASSIGNED, by=OTHERS)


def test_a_case_has_no_bottom_line_by_default() -> None:
    """R7: only in special cases."""
    assert accepted().bottom_lines == {}


def test_a_bottom_line_has_author_ground_and_version_and_is_told() -> None:
    """R7: the persons concerned hear it from here, everybody invited from coordination."""
    told = when(accepted(), line())

    event = told.one(BottomLineSet)
    assert (event.version, event.setter, event.mandate, event.ground) == (
        1,
        "worker-1",
        "child-protection",
        "He was violent",
    )
    assert event.advice is None
    assert told.notices == [(NoticeKind.BOTTOM_LINE, "mike")]


def test_a_known_bottom_line_is_revised_by_its_own_setter() -> None:
    """R7: a new version, told again; another one's line is not theirs."""
    case = after(accepted(), line())

    again = when(case, line("Mike woont nooit bij deze man"))

    assert again.one(BottomLineSet).version == 2
    assert again.notices == [(NoticeKind.BOTTOM_LINE, "mike")]
    assert refused(case, line(setter="worker-2")).reason == "not-their-line"
    assert when(case, line(setter="worker-2", name="line-2")).one(BottomLineSet).version == 1


def test_its_setter_takes_a_line_off_the_table_and_everybody_hears() -> None:
    """R7: it has a status; one that comes back is a newer version, and its own setter's still."""
    case = after(accepted(), line(), line("Mike woont nooit bij deze man"))

    told = when(case, LiftBottomLine(bottom_line="line-1", setter="worker-1"))

    assert told.one(BottomLineLifted).version == 2
    assert told.notices == [(NoticeKind.BOTTOM_LINE, "mike")]
    assert told.case.bottom_lines == {}
    assert when(told.case, line()).one(BottomLineSet).version == 3
    assert refused(told.case, line(setter="worker-2")).reason == "not-their-line"


def test_a_line_is_lifted_by_nobody_else_and_not_after_the_conference() -> None:
    """R7: it stays on the table."""
    case = after(prepared(accepted()), line())

    assert refused(case, LiftBottomLine(bottom_line="line-1", setter="worker-2")).reason == "not-their-line"
    assert refused(case, LiftBottomLine(bottom_line="line-2", setter="worker-1")).reason == "no-such-line"
    held = after(case, HELD, by=OTHERS)
    assert refused(held, LiftBottomLine(bottom_line="line-1", setter="worker-1")).reason == "conference-held"


def test_a_line_needs_a_stated_ground() -> None:
    """R7: blank is none."""
    assert refused(accepted(), line().model_copy(update={"ground": "  "})).reason == "no-ground"


def test_a_coordinator_never_authors_one() -> None:
    """R7: neither of their own case, nor may anybody of that role record one; a person concerned sets none either."""
    case = prepared(accepted())

    assert refused(case, line(setter="anna")).reason == "not-theirs-to-set"
    assert refused(case, line(setter="mike")).reason == "not-theirs-to-set"
    assert SERVICE.roles[SetBottomLine] == {"regional-manager"}


def test_a_bottom_line_waits_for_the_yes() -> None:
    """R5: before it nothing of the matter is kept."""
    assert refused(opened(), line()).reason == "no-consent"
    assert when(wanted(), line()).kinds == ["BottomLineSet"]


def test_after_the_conference_it_stays_as_it_is() -> None:
    """R7: it is known to everyone before; a follow-up conference can have another."""
    held = after(prepared(accepted()), HELD, by=OTHERS)
    again = after(held, FollowUpConferenceWanted(round=2), by=OTHERS)

    assert refused(held, line()).reason == "conference-held"
    assert when(again, line()).kinds == ["BottomLineSet"]


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        (LIMIT, True),
        ("De kinderen zijn nooit alleen met hem", True),
        ("Every night somebody is there; she is never alone", True),
        ("Minstens één volwassene is nuchter", True),
        ("Er slaapt ten minste één volwassene in huis", True),
        ("Tenminste één volwassene is thuis", True),
        ("Mike gaat bij zijn oma wonen", False),
        ("Mike bu adamla oturmuyor", False),
        ("Mother attends a course", False),
    ],
)
def test_a_bottom_line_states_a_limit(text: str, fine: bool) -> None:
    """R7: one that may prescribe a solution is shown to the manager with the reason; it is recorded all the same."""
    assert when(accepted(), line(text)).one(BottomLineSet).advice == (None if fine else ADVICE)


@drawn(st.text(min_size=1, max_size=100).filter(lambda text: "\x00" not in text))
def test_the_check_of_a_bottom_line_rejects_nothing(text: str) -> None:
    """R7: it advises whoever records it."""
    assert when(accepted(), line(text)).one(BottomLineSet).text == text


def test_a_text_that_was_erased_is_not_checked() -> None:
    """R34: nothing is left to look at."""
    gone = line().model_copy(update={"text": ERASED})

    assert when(accepted(), gone).one(BottomLineSet).advice is None


def test_a_setter_whose_permission_is_asked_for_has_two_interests() -> None:
    """R5: flagged, and the manager decides."""
    case = after(opened(refer(person("mike", ELEVEN))), ask_holder("guardian-1"), permits("guardian-1"))

    told = when(case, line(setter="guardian-1"))

    assert (NoticeKind.DEVIATION, "regional-manager") in told.notices
