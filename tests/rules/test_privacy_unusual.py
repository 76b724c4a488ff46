"""What is unusual about a reading: it is seen and told, and stops nobody (R33)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from contracts.access import DeclareOwnFamily, OwnFamilyDeclared, Unusual, UnusualAccessSeen, Use
from contracts.base import Actor, Event
from contracts.break_glass import GlassBroken
from contracts.deciding import Given
from contracts.notices import NoticeDue
from contracts.policy import Policy
from services.privacy.access_log.unusual import Read, ReadingKnown, declare, look
from services.privacy.state import Kept
from tests.rules.privacy_cases import CASE, LEAD, MANAGER, MONDAY, opened, refused, when

POLICY = Policy(many_cases=3, many_cases_minutes=60)
OF_ZUID = Actor(id="manager-2", role="regional-manager", region="zuid")
OF_ALL = Actor(id="lead-2", role="region-lead")


def read(by: Actor | None = MANAGER, **known: object) -> ReadingKnown:
    """Somebody read names of the case."""
    about = {"kinds": ("names",), "purpose": "to call", "use": Use.CASE_WORK, "by": by, "acting": ("noord",)}
    return ReadingKnown.model_validate({**about, **known})


def lately(*cases: str, minutes: float = 10, until: datetime = MONDAY) -> tuple[Read, ...]:
    """What they read before."""
    return tuple(Read(case=case, at=until - timedelta(minutes=minutes)) for case in cases)


def seen(reading: ReadingKnown, policy: Policy = POLICY) -> Sequence[Event]:
    """What follows from a reading."""
    given = Given(
        stream=CASE, message="m-1", at=MONDAY, by=Actor(id="desk", role="service"), policies={"default": policy}
    )
    return look(reading, given)


def kinds(reading: ReadingKnown, policy: Policy = POLICY) -> list[Unusual]:
    """Which kinds are seen."""
    return [kind for event in seen(reading, policy) if isinstance(event, UnusualAccessSeen) for kind in event.kinds]


def test_work_in_ones_own_cases_is_nothing_unusual() -> None:
    """R33: of a few cases of one's region."""
    assert seen(read(lately=lately("case-2", "case-3"))) == []


def test_whoever_plays_stories_reads_of_all_of_them() -> None:
    """In development only: the desk answers such a reading nowhere else."""
    assert seen(read(use=Use.STORY, lately=lately("case-2", "case-3", "case-4"))) == []


def test_reading_of_many_cases_is_seen_once_and_then_of_as_many_again() -> None:
    """R33: how many, and in which time, is the region's policy; the lead is not told of each one from there on."""
    usual, more = ("case-2", "case-3"), tuple(f"case-{number}" for number in range(2, 8))

    assert kinds(read(lately=lately(*usual))) == []
    assert kinds(read(lately=lately(*more[:3]))) == [Unusual.MANY_CASES]
    assert kinds(read(lately=lately(*more[:4]))) == []
    assert kinds(read(lately=lately(*more))) == [Unusual.MANY_CASES]
    assert kinds(read(lately=lately(*more[:3])), Policy(many_cases=4)) == []


def test_the_same_case_again_and_one_of_long_ago_do_not_count() -> None:
    """R33: cases are counted, not readings, within the time that the policy names."""
    assert kinds(read(lately=lately("case-2", "case-3", CASE))) == []
    assert kinds(read(lately=lately("case-2", "case-3", "case-4", minutes=60))) == []
    assert kinds(read(lately=lately("case-2", "case-3", "case-4", minutes=-1))) == []


@pytest.mark.parametrize(
    ("by", "acting", "unusual"),
    [
        (MANAGER, ("noord",), False),
        (OF_ZUID, ("noord",), True),
        (OF_ZUID, ("noord", "zuid"), False),
        (OF_ALL, ("noord",), False),
        (OF_ZUID, (), False),
    ],
)
def test_somebody_of_a_region_that_does_not_act_in_the_case_is_seen(
    by: Actor, acting: tuple[str, ...], unusual: bool
) -> None:
    """R33, R4: one that assists acts; who has no region has all of them; of what is in no region nobody is another."""
    assert kinds(read(by, acting=acting)) == ([Unusual.OTHER_REGION] if unusual else [])


def test_who_reads_of_the_own_family_is_seen() -> None:
    """R33: whatever else is unusual stands beside it."""
    assert kinds(read(own_family=True)) == [Unusual.OWN_FAMILY]
    assert kinds(read(OF_ZUID, own_family=True)) == [Unusual.OTHER_REGION, Unusual.OWN_FAMILY]


@pytest.mark.parametrize("by", [None, Actor(id="notifier", role="service")])
def test_the_notifier_reads_for_everybody(by: Actor | None) -> None:
    """Nothing of a part of the system is unusual, nor of what was written down before it said who read."""
    assert seen(read(by, own_family=True, lately=lately("case-2", "case-3", "case-4"))) == []


def test_the_lead_of_the_region_hears_of_it_by_its_policy() -> None:
    """R33: which kinds is policy; it is seen in any case. The notice has ids and words of lists only."""
    event, notice = seen(read(OF_ZUID))
    told: NoticeDue = notice  # type: ignore[assignment]

    assert event == UnusualAccessSeen(kinds=(Unusual.OTHER_REGION,), by=OF_ZUID, cases=1)
    assert (told.kind, told.recipient, told.region, told.detail) == (
        "deviation",
        "region-lead",
        "noord",
        "other-region",
    )
    assert len(seen(read(OF_ZUID), Policy(unusual_told=()))) == 1


def test_a_broken_glass_is_seen_and_told_once() -> None:
    """R33: the desk tells the lead when it lets them in; here it is counted."""
    broken = GlassBroken(actor="manager-2", region="zuid", home="noord", reason="In need", until=MONDAY)

    told = when(opened(), broken)

    assert told.events == [UnusualAccessSeen(kinds=(Unusual.BREAK_GLASS,), by=OF_ZUID, cases=1)]


def test_that_a_case_is_of_ones_own_family_is_written_down() -> None:
    """R12, R33: staff say it of themselves, or their manager of them; of the cases of their region (R4)."""
    said = DeclareOwnFamily(staff="manager-1")

    assert declare(said) == [OwnFamilyDeclared(staff="manager-1")]
    assert when(opened(), said).kinds == ["OwnFamilyDeclared"]
    assert when(opened(), said, by=LEAD).kinds == ["OwnFamilyDeclared"]
    assert refused(Kept(), said) == "unknown-case"
