"""What a case waits for, folded from its events (promise 4): pure."""

from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.base import Event
from contracts.coordination import (
    CoordinatorAssigned,
    CoordinatorOffered,
    CoordinatorReleased,
    ParticipantInvited,
    PreparationCompleted,
)
from contracts.people import Ending
from contracts.plan import FollowUpConferenceWanted, PlanAccepted
from contracts.process import Due, DueItem, Milestone
from contracts.referral import CaseAccepted, CaseEnded, CaseOpened, CaseReopened, ConsentCompleted
from services.desk.standing import Phase, Standing, follow
from services.desk.waits import DUE, WAITS
from services.desk.why import why

MONDAY = datetime(2025, 3, 3, 10, tzinfo=UTC)


def at(days: int) -> datetime:
    """So many days after the first Monday."""
    return MONDAY + timedelta(days=days)


def due(what: Due, days: int, rule: str, whose: str = "coordinator") -> DueItem:
    """Something to come."""
    return DueItem(what=what, at=at(days), rule=rule, whose=whose)


def opened(**more: Any) -> CaseOpened:
    """A case begins."""
    return CaseOpened(region="noord", persons=(), opened=MONDAY, **more)


ACCEPTED = CaseAccepted(region="noord", round=1, languages=("nl",), persons=("mike",))
OFFERED = CoordinatorOffered(
    offer="offer-1",
    coordinator="fatma",
    respond_by=at(5),
    reasons=(),
    agenda=(due(Due.LAPSE_OFFER, 5, "R13"),),
)
ASSIGNED = CoordinatorAssigned(
    coordinator="fatma",
    round=1,
    agenda=(due(Due.REMIND_CIRCLE, 10, "R15"), due(Due.ESCALATE_PREPARATION, 45, "R19")),
)
PREPARED = PreparationCompleted(
    session="s-1", starts=at(30), round=1, agenda=(due(Due.ESCALATE_CONFERENCE, 33, "R22"),)
)


def given(*events: Event) -> Standing:
    """Where the case stands after events, one a day."""
    standing: Standing | None = None
    for day, event in enumerate(events):
        standing = follow(standing, event, at(day))
    assert standing is not None
    return standing


def test_an_offer_waits_for_the_coordinator_until_it_lapses() -> None:
    """R13: for what, since when, whose turn, what next and when, by which rule."""
    said = why("case-1", given(opened(), ConsentCompleted(persons=("mike",)), ACCEPTED, OFFERED), (), False, at(4))

    assert said["waiting_for"] == "the answer of the coordinator who was asked"
    assert (said["since"], said["whose"], said["rule"]) == (at(3), "coordinator", "R13")
    assert (said["next"]["what"], said["next"]["at"], said["next"]["rule"]) == (Due.LAPSE_OFFER, at(5), "R13")


def test_what_has_passed_is_not_announced_again() -> None:
    """After the reminder the end of patience is next."""
    standing = given(opened(), ACCEPTED, OFFERED, ASSIGNED)

    assert why("case-1", standing, (), False, at(4))["next"]["what"] == Due.REMIND_CIRCLE
    assert why("case-1", standing, (), False, at(11))["next"]["what"] == Due.ESCALATE_PREPARATION
    assert why("case-1", standing, (), False, at(60))["next"] is None


def test_an_agenda_that_is_used_up_is_not_silence() -> None:
    """Promise 4: the process speaks up again by itself."""
    said = why("case-1", given(opened()), (), False, at(1))

    assert said["next"] is None
    assert "speaks up again" in said["sentences"][-1]


def test_what_moves_nothing_changes_nothing() -> None:
    """Events that are no milestones leave the agenda as it is."""
    standing = given(opened(), ACCEPTED, OFFERED, ASSIGNED)
    invited = ParticipantInvited(
        participant="els", name="Els", role="aunt", language="nl", channel="mail", invited=at(5)
    )

    assert follow(standing, invited, at(5)) == standing


def test_while_another_coordinator_is_looked_for_the_phase_rests() -> None:
    """R41: nothing that was prepared is lost; afterwards it goes on where it was."""
    prepared = given(opened(), ACCEPTED, OFFERED, ASSIGNED, PREPARED)
    released = follow(prepared, CoordinatorReleased(coordinator="fatma", reason="ill"), at(6))
    assert released
    again = follow(released, CoordinatorAssigned(coordinator="bo", round=1), at(7))
    assert again

    assert why("case-1", released, (), False, at(6))["waiting_for"] == "another coordinator"
    assert (released.phase, again.phase, again.waits_after) == (Phase.CONFERENCE, Phase.CONFERENCE, Milestone.PREPARED)
    assert again.agenda == prepared.agenda


def test_a_parked_case_says_so_first() -> None:
    """Promise 4: an operator has to do something before anything goes on."""
    letter = {"letter": "letter-1", "owner": "plan", "reason": "invalid", "since": at(4)}

    said = why("case-1", given(opened(), ACCEPTED), (letter,), False, at(5))

    assert said["whose"] == "operator"
    assert "ekc dead-letters replay letter-1" in said["sentences"][0]


def test_an_ending_waits_for_nothing() -> None:
    """R31, R32: whatever was on the agenda is off; milestones that come later change nothing."""
    ended = given(opened(), ACCEPTED, OFFERED, CaseEnded(ending=Ending.WITHDRAWN, ended=at(3), round=1))
    said = why("case-1", ended, (), False, at(4))

    assert (said["ended"], said["next"], said["whose"]) == ("withdrawn", None, None)
    assert follow(ended, ASSIGNED, at(5)) == ended


def test_a_closed_case_goes_on_in_a_new_round() -> None:
    """R29: reopened, it is prepared again."""
    ended = given(opened(), ACCEPTED, CaseEnded(ending=Ending.CLOSED, ended=at(2), round=1))

    reopened = follow(ended, CaseReopened(round=2, note="They want to go on."), at(9))

    assert reopened
    assert (reopened.ended, reopened.round, reopened.phase) == (None, 2, Phase.PREPARATION)


def test_a_follow_up_conference_is_the_next_round() -> None:
    """R29: same case; what still comes from the round before it is too late."""
    plan = PlanAccepted(version=1, with_meeting=True, reviews=(), agenda=(due(Due.CALL_FAMILY, 60, "R27"),))
    standing = follow(
        given(opened(), ACCEPTED, OFFERED, ASSIGNED, PREPARED, plan), FollowUpConferenceWanted(round=2), at(90)
    )
    assert standing

    assert (standing.phase, standing.round, standing.agenda) == (Phase.PREPARATION, 2, ())
    assert follow(standing, PREPARED, at(91)) == standing


def test_an_ending_counts_though_a_next_round_overtook_it() -> None:
    """R31, R32: somebody withdraws while a follow-up conference is decided; whichever is heard first, it has ended."""
    again = FollowUpConferenceWanted(round=2)
    ended = CaseEnded(ending=Ending.WITHDRAWN, ended=at(90), round=1)

    for events in ((again, ended), (ended, again)):
        standing = follow(None, opened(), at(0))
        for event in (ACCEPTED, *events):
            standing = follow(standing, event, at(90))

        assert standing
        assert standing.ended == "withdrawn"


def test_every_milestone_and_everything_due_has_words() -> None:
    """Nothing that the process knows leaves people without an answer."""
    assert set(Milestone) - set(WAITS) == {Milestone.ENDED, Milestone.REFUSED}
    assert set(Due) == set(DUE)
