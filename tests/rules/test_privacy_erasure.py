"""Forgetting: who may ask for it, of whom, what follows step by step, and who becomes known too late (R34, R38)."""

import pytest

from contracts.base import Actor
from contracts.coordination import CoordinatorAssigned
from contracts.erasure import (
    CaseErased,
    ErasureConfirmed,
    ErasureGround,
    ErasureRequested,
    KeysDeleted,
    NoteSubjectErased,
    RequestErasure,
)
from contracts.referral import CaseLinked, PersonLeft
from services.privacy.state import Kept
from tests.rules.privacy_cases import (
    ANNA,
    CASE,
    HOLD,
    LEAD,
    MANAGER,
    WHOLE,
    after,
    closed,
    days,
    deleted,
    ended,
    invited,
    only,
    opened,
    read_back,
    refused,
    requested,
    themself,
    when,
)


def test_a_whole_case_is_forgotten_with_all_whom_it_knows_of() -> None:
    """R34: the case, whom it is about, the circle; the term counts from the request."""
    request = when(ended(about=("mike", "joy")), WHOLE).one(ErasureRequested)

    assert request.subjects == (CASE, "mike", "joy", "els")
    assert (request.whole, request.ground, request.confirm_by) == (True, ErasureGround.ASKED, days(28))


def test_one_participant_is_forgotten_and_the_case_goes_on() -> None:
    """R34: keys are per subject; nothing else goes with theirs."""
    case, request = requested(opened(), only("els"))
    told = after(case, deleted(request), closed(request))
    confirmed = when(told, read_back(request))

    assert (request.subjects, request.whole) == (("els",), False)
    assert confirmed.kinds == ["ErasureConfirmed"]
    assert when(confirmed.case, invited("jan")).kinds == []


@pytest.mark.parametrize(
    ("by", "wish"),
    [
        (MANAGER, WHOLE),
        (LEAD, WHOLE),
        (themself("mike"), WHOLE),
        (themself("mike"), only("mike")),
        (ANNA, only("els")),
    ],
)
def test_whoever_it_concerns_asks_and_staff_pass_it_on(by: Actor, wish: RequestErasure) -> None:
    """R34, R40: a person for themself, the coordinator for people of the circle, the region for all."""
    assert when(ended(), wish, by=by).kinds == ["ErasureRequested"]


@pytest.mark.parametrize(
    ("by", "wish"),
    [
        (themself("mike"), WHOLE),
        (themself("mike"), only("joy")),
        (ANNA, WHOLE),
        (Actor(id="bert", role="coordinator"), only("els")),
    ],
)
def test_nobody_has_others_forgotten(by: Actor, wish: RequestErasure) -> None:
    """R38: with several persons concerned none of them speaks for the case; another coordinator for nobody in it."""
    assert refused(ended(about=("mike", "joy")), wish, by=by) == "not-your-case"


def test_whoever_waits_is_told_before_anything_is_forgotten() -> None:
    """R31, R38: a case that goes on, or who is of it still, withdraws first; who left is forgotten meanwhile."""
    both = opened("mike", "joy")
    left = after(both, PersonLeft(person="joy"))

    assert refused(both, WHOLE) == refused(both, only("joy")) == refused(left, only("mike")) == "goes-on"
    assert when(left, only("joy"), by=themself("joy")).one(ErasureRequested).subjects == ("joy",)
    assert when(after(both, CaseLinked(case="case-2", referrals=())), WHOLE).kinds == ["ErasureRequested"]


def test_a_legal_hold_keeps_everything() -> None:
    """R34: the refusal says so, and for whom it counts."""
    held = after(ended(), HOLD, by=LEAD)

    assert refused(held, WHOLE) == refused(held, only("els")) == "legal-hold"


def test_coordinators_are_not_forgotten_with_a_case() -> None:
    """Their entry in the register is no part of it."""
    known = after(ended(), invited("bert"), CoordinatorAssigned(coordinator="bert", round=1))

    assert "bert" not in when(known, WHOLE).one(ErasureRequested).subjects
    assert refused(known, only("bert")) == "of-the-register"


def test_who_is_not_of_the_case_and_a_case_that_is_none_are_refused() -> None:
    """An id says nothing by itself."""
    assert refused(opened(), only("nobody")) == "not-of-this-case"
    assert refused(Kept(), WHOLE) == "unknown-case"


def test_nobody_is_forgotten_twice() -> None:
    """What was requested before is not requested again; with the case goes only who is left."""
    one, _ = requested(wish=only("els"))
    rest, request = requested(one)

    assert refused(one, only("els")) == "already-erased"
    assert request.subjects == (CASE, "mike")
    assert refused(rest, WHOLE) == "already-erased"


def test_a_case_is_erased_step_by_step() -> None:
    """Keys, epoch, read back: each is an event, and with the last one the process of the case ends (R34)."""
    case, request = requested()
    first = when(case, deleted(request))
    second = when(first.case, closed(request))
    third = when(second.case, read_back(request))

    assert first.kinds == ["KeysDeleted", "SubjectErased"]
    assert second.kinds == ["EpochClosed"]
    assert third.kinds == ["ErasureConfirmed", "CaseErased"]
    assert third.one(CaseErased).milestone == "erased"


def test_a_step_that_is_told_again_changes_nothing() -> None:
    """Whoever was stopped between doing and telling does it again; none is passed over, and none is taken back."""
    case, request = requested()
    steps = (deleted(request), closed(request), read_back(request))

    assert when(case, closed(request)).kinds == when(case, read_back(request)).kinds == []
    for step in steps:
        case = when(case, step).case
        assert when(case, step).kinds == []
    assert [when(case, step).kinds for step in steps] == [[], [], []]


def test_it_is_confirmed_of_whom_it_was_done() -> None:
    """Who is of another case too stays; the complaints of a case go with it."""
    case, request = requested()
    done = after(case, deleted(request, CASE, "mike", "complaint-1"), closed(request))

    assert when(done, read_back(request)).one(ErasureConfirmed).subjects == (CASE, "mike", "complaint-1")


def test_the_subject_hears_it_in_a_stream_of_its_own_once() -> None:
    """Whoever keeps something of a subject alone listens there."""
    told = when(Kept(), NoteSubjectErased(epoch=3), stream="els")

    assert told.kinds == ["SubjectErased"]
    assert when(told.case, NoteSubjectErased(epoch=3), stream="els").kinds == []


def test_who_becomes_known_of_an_erased_case_is_erased_too() -> None:
    """A message about them was on its way: the case is confirmed with the last of them."""
    case, request = requested()
    late = when(after(case, deleted(request)), invited("jan"))
    second = late.one(ErasureRequested)
    confirmed = when(after(late.case, closed(request)), read_back(request))

    assert (second.subjects, second.ground) == (("jan",), ErasureGround.AFTERWARDS)
    assert confirmed.kinds == ["ErasureConfirmed"]
    last = after(confirmed.case, deleted(second), closed(second))
    assert when(last, read_back(second)).kinds == ["ErasureConfirmed", "CaseErased"]


def test_a_circle_of_any_size_is_forgotten() -> None:
    """A request names so many that a message can hold them; the others have one of their own."""
    crowd = after(ended(), *(invited(f"guest-{number}") for number in range(600)))
    requests = [event for event in when(crowd, WHOLE).events if isinstance(event, ErasureRequested)]
    case = after(crowd, WHOLE)

    assert [len(one.subjects) for one in requests] == [500, 103]
    assert len({one.request for one in requests}) == 2
    assert (
        "CaseErased"
        not in when(after(case, *map(deleted, requests), *map(closed, requests)), read_back(requests[0])).kinds
    )
    assert KeysDeleted.passes_parked
    assert CaseErased.passes_parked
