"""Coordination, plan and the desk follow a case into another region (R4)."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts.base import Actor, Event
from contracts.coordination import CoordinatorOffered, CoordinatorReleased, PoolEmptied
from contracts.envelope import Envelope
from contracts.notices import NoticeKind
from contracts.process import Due
from contracts.referral import (
    AssistanceBegan,
    AssistanceEnded,
    CaseOpened,
    CaseTransferred,
    TransferDeclined,
    TransferOffered,
    TransferReason,
)
from services.coordination import standing as of_coordination
from services.coordination.matching import FindAmong
from services.desk.api.access import check_reads, may_see
from services.desk.api.problems import Problem
from services.desk.cases.standing import Standing, follow
from services.desk.cases.why import why
from services.desk.read_model.cases import Case, fold
from services.desk.read_model.happenings import Happening
from services.plan import standing as of_plan
from tests.rules import coordination_cases as c
from tests.rules import plan_cases as p

MOVED = CaseTransferred(region="zuid", before="noord", reason=TransferReason.MOVED)
HELPS = AssistanceBegan(region="zuid")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BY = MONDAY + timedelta(days=7)
OFFERED = TransferOffered(to="zuid", reason=TransferReason.MOVED, respond_by=BY)
DECLINED = TransferDeclined(to="zuid", lapsed=True)


def test_whoever_owns_the_case_acts_in_it_everywhere() -> None:
    """R4: the sender is out of it; coordinator, circle and plan stay as they were."""
    before, after = c.given(*c.assigned()), c.given(*c.assigned(), MOVED)

    assert of_coordination.regions(before) == {"noord"}
    assert of_coordination.regions(after) == {"zuid"}
    assert (after.search, after.circle, after.stage) == (before.search, before.circle, before.stage)
    assert of_plan.regions(p.given(*p.stands(), MOVED)) == {"zuid"}
    assert p.given(*p.stands(), MOVED).plan == p.given(*p.stands()).plan


def test_who_assists_acts_beside_the_owner_for_as_long_as_that_lasts() -> None:
    """R4: in every service; a region that takes the case over assists no more."""
    after = ((HELPS,), (HELPS, AssistanceEnded(region="zuid")), (HELPS, MOVED))
    expected = [{"noord", "zuid"}, {"noord"}, {"zuid"}]

    assert [of_coordination.regions(c.given(*c.assigned(), *events)) for events in after] == expected
    assert [of_plan.regions(p.given(*p.stands(), *events)) for events in after] == expected


def test_a_case_that_nobody_has_is_looked_for_in_its_new_region_at_once() -> None:
    """R4, R11: also where the old one had nobody left."""
    nobody = c.given(*c.accepted(), PoolEmptied())

    told = c.when(nobody, MOVED, by=c.SERVICE)

    assert [item.what for event in told.facts for item in event.agenda] == [Due.FIND_COORDINATOR]
    found = FindAmong(candidates=(c.candidate("bert", regions=("zuid",)), c.candidate("anna")))
    (offered,) = c.when(told.case, found, by=c.PROCESS).facts
    assert isinstance(offered, CoordinatorOffered)
    assert offered.coordinator == "bert"
    first = c.when(told.case, FindAmong(), by=c.PROCESS)
    assert first.notices == [(NoticeKind.POOL_EMPTY, "regional-manager")], "the move itself emptied nothing"


@pytest.mark.parametrize("events", [c.assigned(), (*c.accepted(), c.offered()), (*c.assigned(), c.ended())])
def test_who_has_the_case_or_is_being_asked_goes_on(events: tuple[Event, ...]) -> None:
    """R4, R41: a move alone takes nobody's coordinator away; a case that has ended looks for none."""
    assert c.when(c.given(*events), MOVED, by=c.SERVICE).events == []


def test_a_coordinator_who_falls_away_by_the_move_is_replaced_there() -> None:
    """R41: nothing that was prepared is lost."""
    case = c.given(*c.assigned(), *c.coming("els"), MOVED, CoordinatorReleased(coordinator="anna", reason="moved"))

    assert (case.region, case.circle.accepted()) == ("zuid", ["els"])


# --- the desk ---


def desk_case(*events: Event) -> Case:
    """The case as the desk knows it."""
    case: Case | None = None
    for event in (CaseOpened(region="noord", persons=(), opened=MONDAY), *events):
        case = fold(case, happening(event))
    assert case is not None
    return case


def happening(event: Event) -> Happening:
    """An event as the desk takes it in."""
    envelope = Envelope(id="e", source="urn:nld:oin:00000099000000000000:systeem:x", type=event.type, time=MONDAY)
    return Happening("case-1", event, envelope, event.model_dump(mode="json"))


def manager(region: str | None) -> Actor:
    """A regional manager."""
    return Actor(id="manager", role="regional-manager", region=region)


def test_the_region_that_is_asked_sees_what_it_is_asked_to_take() -> None:
    """R4: until it is answered; then whoever owns the case, and who assists."""
    asked, kept, moved = desk_case(OFFERED), desk_case(OFFERED, DECLINED), desk_case(OFFERED, MOVED)

    assert [may_see(manager("zuid"), one) for one in (asked, kept, moved)] == [True, False, True]
    assert [may_see(manager("noord"), one) for one in (asked, kept, moved)] == [True, True, False]
    assert may_see(manager("zuid"), desk_case(HELPS))
    assert not may_see(manager("oost"), desk_case(OFFERED, HELPS))
    assert may_see(manager(None), asked)


def test_a_region_decides_without_names_whether_it_takes_a_case_over() -> None:
    """R4, R33: what there is to know of it are phases and dates; names come with the case."""
    for by, one in ((manager("zuid"), desk_case(OFFERED)), (Actor(id="x", role="operator"), desk_case())):
        with pytest.raises(Problem):
            check_reads(by, one)
    coordinator = Actor(id="anna", role="coordinator", region="oost")
    for by, one in (
        (manager("noord"), desk_case(OFFERED)),
        (manager("zuid"), desk_case(OFFERED, MOVED)),
        (manager("zuid"), desk_case(OFFERED, HELPS)),
        (manager(None), desk_case(OFFERED)),
        (coordinator, desk_case(OFFERED)),
    ):
        check_reads(by, one)


def test_what_a_case_waits_for_says_that_another_region_is_asked() -> None:
    """R4, promise 4: until when, and what becomes of the question then."""
    standing: Standing | None = None
    for event in (CaseOpened(region="noord", persons=(), opened=MONDAY), OFFERED):
        standing = follow(standing, event, MONDAY)
    assert standing is not None

    said = why("case-1", standing, (), False, MONDAY)["sentences"][-1]

    assert said.startswith("The region zuid is asked to take it over and answers until Mon 9 Mar 2026")
    kept = follow(standing, DECLINED, MONDAY)
    assert kept is not None
    assert "zuid" not in " ".join(why("case-1", kept, (), False, MONDAY)["sentences"])
