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
from contracts.people import Ending, Means
from contracts.plan import FollowUpCallRecorded, FollowUpConferenceWanted, PlanAccepted
from contracts.process import Due, DueItem, Milestone, Phase
from contracts.referral import (
    CaseAccepted,
    CaseEnded,
    CaseLinked,
    CaseOpened,
    CaseReopened,
    CaseUnlinked,
    ConsentCompleted,
    ConsentIncomplete,
    ContactMade,
    PersonLeft,
    SafetyMeasuresTaken,
    TransferOffered,
    TransferReason,
    WillingnessRecorded,
)
from services.desk.cases.standing import Standing, follow
from services.desk.cases.waits import AGAIN, AWAITED, DUE, HELD, WAITS
from services.desk.cases.why import why

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


def test_what_holds_a_case_up_is_said() -> None:
    """R5, R37, promise 4: a consent that is missing, paused invitations, a hidden place; until it is over."""
    missing = (opened(), ConsentCompleted(persons=("mike",)), ACCEPTED, OFFERED, ASSIGNED, ConsentIncomplete())
    paused = (*missing, SafetyMeasuresTaken(pause=True, hide=True), SafetyMeasuresTaken(pause=True, hide=False))
    over = (*paused, ConsentCompleted(persons=("mike",)), SafetyMeasuresTaken(pause=False, hide=False))

    assert given(*missing).held == ("consent",)
    assert given(*paused).held == ("consent", "invitations")
    assert given(*over).held == ()
    sentences = why("case-1", given(*paused), (), False, at(9))["sentences"]
    assert [one for one in sentences if one in HELD.values()] == [HELD["consent"], HELD["invitations"]]


def test_thinking_it_over_is_no_lateness() -> None:
    """R10: who asks why nothing happens reads that somebody considers, until they answered or left."""
    thinks = WillingnessRecorded(person="mike", answer="considering", means="spoken")
    other = thinks.model_copy(update={"person": "joan"})

    standing = given(opened(), thinks, other, thinks.model_copy(update={"answer": "yes"}))

    assert standing.considering == ("joan",)
    assert HELD["considering"] in why("case-1", standing, (), False, at(9))["sentences"]
    assert given(opened(), other, PersonLeft(person="joan")).considering == ()


def test_what_has_passed_is_not_announced_again() -> None:
    """After the reminder the end of patience is next."""
    standing = given(opened(), ACCEPTED, OFFERED, ASSIGNED)

    assert why("case-1", standing, (), False, at(4))["next"]["what"] == Due.REMIND_CIRCLE
    assert why("case-1", standing, (), False, at(11))["next"]["what"] == Due.ESCALATE_PREPARATION


def test_an_agenda_that_is_used_up_is_not_silence() -> None:
    """Promise 4: the process asks again by itself, at growing distance, and the answer says when."""
    standing = given(opened(), ACCEPTED, OFFERED, ASSIGNED)

    for now, again in ((46, 45 + 7), (60, 45 + 7 + 14), (150, 45 + 7 + 14 + 28 + 56 + 84)):
        said = why("case-1", standing, (), False, at(now))
        assert (said["next"]["what"], said["next"]["at"], said["then"]) == (Due.ESCALATE_PREPARATION, at(again), [])
        assert said["sentences"][-1].startswith("Nothing more is planned: the process asks again on ")
    silent = why("case-1", given(opened()), (), False, at(1))["next"]
    assert (silent["what"], silent["at"], silent["rule"]) == (Due.ESCALATE_INTAKE, at(7), "R10")


def test_what_did_not_come_in_time_is_overdue() -> None:
    """Promise 4: with its date, each once; what comes next is said besides. A reminder that was sent is not overdue."""
    twice = (due(Due.ESCALATE_PREPARATION, 45, "R19"), due(Due.ESCALATE_PREPARATION, 50, "R19"))
    standing = given(
        opened(),
        ACCEPTED,
        OFFERED,
        CoordinatorAssigned(coordinator="fatma", round=1, agenda=(due(Due.REMIND_CIRCLE, 10, "R15"), *twice)),
    )

    said = why("case-1", standing, (), False, at(46))

    assert [(one["what"], one["at"], one["rule"]) for one in said["overdue"]] == [
        (Due.ESCALATE_PREPARATION, at(45), "R19")
    ]
    assert said["sentences"][-2] == "Overdue since Thu 17 Apr 2025 12:00: the end of the preparation (R19)."
    assert said["next"]["at"] == at(50)
    assert why("case-1", standing, (), False, at(45))["overdue"] == []
    assert why("case-1", standing, (), False, at(51))["overdue"] == said["overdue"]


def test_what_is_being_handled_now_is_next_and_not_overdue() -> None:
    """What has become due is asked for within seconds; after a minute something is late."""
    standing = given(opened(), ACCEPTED, OFFERED)

    now = why("case-1", standing, (), False, at(5) + timedelta(seconds=30))
    late = why("case-1", standing, (), False, at(5) + timedelta(minutes=1))

    assert (now["next"]["what"], now["overdue"]) == (Due.LAPSE_OFFER, [])
    assert [one["words"] for one in late["overdue"]] == ["the answer to the offer"]
    assert (late["next"]["what"], late["next"]["at"]) == (Due.FIND_COORDINATOR, at(6))


def test_what_was_done_is_neither_next_nor_overdue() -> None:
    """R10, R27: the first contact was there, the calls were made; none of it is a milestone."""
    contact = due(Due.ESCALATE_CONTACT, 3, "R10", "regional-manager")
    intake = due(Due.ESCALATE_INTAKE, 21, "R10", "regional-manager")
    calls = (due(Due.CALL_FAMILY, 28, "R27"), due(Due.CONTACT_REFERRER, 35, "R27"))
    begun = given(opened(agenda=(contact, intake)), ContactMade(with_person=True, means=Means.SPOKEN))
    plan = PlanAccepted(version=1, with_meeting=True, reviews=(), agenda=calls)
    called = given(opened(), ACCEPTED, OFFERED, ASSIGNED, PREPARED, plan, FollowUpCallRecorded(who="coordinator"))

    assert why("case-1", begun, (), False, at(2))["next"]["what"] == Due.ESCALATE_INTAKE
    assert why("case-1", begun, (), False, at(5))["overdue"] == []
    later = why("case-1", called, (), False, at(40))["overdue"]
    assert [one["words"] for one in later] == ["the contact with family and referrer"]


def test_thinking_it_over_is_not_lateness() -> None:
    """R10: while somebody considers the deadlines of the intake stand still; not so the end of keeping data (R5)."""
    lapse = due(Due.LAPSE_CONSENT, 42, "R5", "person-concerned")
    begun = opened(agenda=(due(Due.ESCALATE_INTAKE, 21, "R10", "regional-manager"), lapse))
    thinks = WillingnessRecorded(person="mike", answer="considering", means=Means.SPOKEN)

    considering = why("case-1", given(begun, thinks), (), False, at(30))
    assert (considering["overdue"], considering["next"]["what"]) == ([], Due.LAPSE_CONSENT)
    for settled in (WillingnessRecorded(person="mike", answer="yes", means=Means.SPOKEN), PersonLeft(person="mike")):
        late = why("case-1", given(begun, thinks, settled), (), False, at(30))["overdue"]
        assert [one["words"] for one in late] == ["the end of the intake"]


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
    elsewhere = TransferOffered(to="zuid", reason=TransferReason.MOVED, respond_by=at(9))
    ended = given(opened(), ACCEPTED, OFFERED, elsewhere, CaseEnded(ending=Ending.WITHDRAWN, ended=at(3), round=1))
    said = why("case-1", ended, (), False, at(4))

    assert (said["ended"], said["next"], said["whose"]) == ("withdrawn", None, None)
    assert (ended.asked_region, ended.asked_until) == (None, None)
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


def test_the_circle_is_not_said_to_hear_of_a_review_without_a_date() -> None:
    """R27: it hears on its dates; once they are used up, only the manager does."""
    plan = PlanAccepted(version=1, with_meeting=True, reviews=(), agenda=(due(Due.HOLD_REVIEW, 60, "R27"),))
    standing = given(opened(), ACCEPTED, OFFERED, ASSIGNED, PREPARED, plan)

    planned, used_up = (why("case-1", standing, (), False, at(day))["next"] for day in (50, 70))

    assert (planned["what"], used_up["what"]) == (Due.HOLD_REVIEW, Due.HOLD_REVIEW)
    assert planned["words"] == DUE[Due.HOLD_REVIEW]
    assert used_up["words"] == AGAIN[Due.HOLD_REVIEW]
    assert "manager" in used_up["words"]
    assert "circle" not in used_up["words"]


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
    assert set(Milestone) - set(WAITS) == {Milestone.ENDED, Milestone.ERASED, Milestone.REFUSED}
    assert set(Due) == set(DUE)
    assert set(Due) - set(AWAITED) == {Due.REMIND_CIRCLE}


def test_a_case_that_is_the_same_as_another_one_waits_for_ever_and_says_so() -> None:
    """R3, promise 4: what becomes of it is decided there; undone, its intake begins anew."""
    begins = CaseUnlinked(case="case-0", opened=at(5), agenda=(due(Due.ESCALATE_CONTACT, 8, "R10"),))
    standing = given(opened(), CaseLinked(case="case-0", referrals=()))

    said = why("case-1", standing, (), False, at(4))

    assert (said["waiting_for"], said["whose"], said["ended"], said["rule"]) == (None, None, None, "R3")
    assert "the same as case case-0" in said["sentences"][0]
    again = given(opened(), CaseLinked(case="case-0", referrals=()), begins)
    assert why("case-1", again, (), False, at(4))["next"]["what"] == Due.ESCALATE_CONTACT
