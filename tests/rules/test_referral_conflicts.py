"""Whoever gives permission may have another interest, or be under pressure: shown, and the manager decides (R5)."""

import pytest

from contracts.notices import NoticeDue, NoticeKind
from contracts.referral import (
    AcceptCase,
    ConflictDecided,
    ConflictFlagged,
    ConflictOutcome,
    DecideConflict,
    FlagConflict,
    Interest,
    PermissionRequired,
    SetBottomLine,
)
from services.referral.app import SERVICE
from services.referral.evolution import evolve
from services.referral.state import Case
from tests.rules.referral_cases import (
    ELEVEN,
    after,
    ask_holder,
    coordinator,
    opened,
    permits,
    person,
    questions,
    refer,
    refused,
    when,
)

CHILD = refer(person("mike", ELEVEN), referrer="guardian-1")
DECIDED = DecideConflict(
    who="guardian-1", outcome=ConflictOutcome.HEARD_APART, reasons="A colleague talks with the mother"
)


def torn(capacity: str = "guardian") -> Case:
    """The referrer gives permission too."""
    return after(opened(CHILD), ask_holder("guardian-1", capacity=capacity))


def line(setter: str) -> SetBottomLine:
    """A bottom line."""
    return SetBottomLine(
        bottom_line="line-1", setter=setter, setter_name="A", mandate="guardianship", text="Niet alleen", ground="Angst"
    )


@pytest.mark.parametrize("capacity", ["guardian", "mentor", "curator"])
def test_a_guardian_who_referred_is_flagged(capacity: str) -> None:
    """R5: the manager sees who and why, and nobody else does."""
    told = when(opened(CHILD), ask_holder("guardian-1", capacity=capacity))

    assert told.one(ConflictFlagged) == ConflictFlagged(who="guardian-1", why=Interest.REFERRER)
    assert told.one(PermissionRequired).conflict_of_interest
    shown = [(one.recipient, one.refers_to) for one in told.events if isinstance(one, NoticeDue) and one.detail]
    assert shown == [("regional-manager", ("guardian-1",))]


def test_a_parent_who_refers_their_own_child_has_one_interest() -> None:
    """R5, R1: anyone may refer, and most often it is a parent."""
    told = when(opened(CHILD), ask_holder("guardian-1", capacity="parent"))

    assert told.kinds == ["PermissionRequired"]
    assert not told.one(PermissionRequired).conflict_of_interest


def test_who_sets_a_bottom_line_and_permits_is_flagged_in_either_order() -> None:
    """R5: whichever came first."""
    case = after(opened(refer(person("mike", ELEVEN))), ask_holder("guardian-1"), permits("guardian-1"))

    assert when(case, line("guardian-1")).one(ConflictFlagged).why is Interest.SETTER
    before = after(case, line("worker-1"))
    assert when(before, ask_holder("worker-1")).one(ConflictFlagged).why is Interest.SETTER


def test_a_guardian_who_refers_later_is_flagged_then() -> None:
    """R3, R5: a second referral of the same case by who gives permission in it."""
    case = after(opened(refer(person("mike", ELEVEN))), ask_holder("guardian-1", capacity="guardian"))
    again = refer(person("mike", ELEVEN), referral="referral-2", referrer="guardian-1")

    assert when(case, again).one(ConflictFlagged).why is Interest.REFERRER
    assert "ConflictFlagged" not in when(case, refer(referral="referral-3", referrer="aunt")).kinds


def test_a_parent_under_pressure_is_flagged_by_who_sees_it() -> None:
    """R5: of somebody in the case; neither of them hears of it."""
    case = after(opened(refer(person("mike", ELEVEN))), ask_holder("mother"))
    seen = FlagConflict(who="mother", why=Interest.PRESSURE, of="friend-1", note="He answers for her")

    told = when(case, seen)

    assert told.one(ConflictFlagged).of == "friend-1"
    assert told.notices == [(NoticeKind.DEVIATION, "regional-manager")]
    assert refused(case, FlagConflict(who="aunt", why=Interest.OTHER)).reason == "no-representative"
    assert refused(case, seen, by=coordinator("anna")).reason == "not-your-case"


def test_the_manager_decides_before_the_case_is_accepted() -> None:
    """R5: on record, with reasons; no permission is taken away or given by it."""
    case = evolve(after(torn(), permits("guardian-1")), questions())
    assert refused(case, AcceptCase()).missing == ("conflict:guardian-1",)

    told = when(case, DECIDED)

    assert told.one(ConflictDecided).outcome is ConflictOutcome.HEARD_APART
    assert told.case.wanted
    assert "CaseAccepted" in when(told.case, AcceptCase()).kinds
    assert SERVICE.roles[DecideConflict] == {"regional-manager"}


def test_what_was_not_flagged_is_not_decided() -> None:
    """R5: a decision is about something."""
    assert refused(opened(CHILD), DECIDED).reason == "no-conflict"


def test_once_is_enough_until_the_manager_decided() -> None:
    """R5: the same interest is not shown twice while it waits; seen anew after a decision, it is."""
    waiting = torn()
    again = refer(person("mike", ELEVEN), referral="referral-2", referrer="guardian-1")

    assert "ConflictFlagged" not in when(waiting, again).kinds
    assert "ConflictFlagged" in when(after(waiting, DECIDED), again).kinds
