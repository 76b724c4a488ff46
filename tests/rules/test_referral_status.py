"""What a referrer hears: the status of the referral and nothing else (R9, R30)."""

import pytest

from contracts.base import Event, Message
from contracts.coordination import (
    Attendance,
    ConferenceWithoutPlan,
    CoordinatorAssigned,
    CoordinatorReleased,
    PreparationStopped,
    StopReason,
)
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import DeclineReason, Means, ReferrerKind, Status
from contracts.plan import FollowUpConferenceWanted, PlanAccepted, ReviewHeld, ReviewOutcome
from contracts.policy import Policy
from contracts.referral import (
    AcceptCase,
    DeclineCase,
    GiveUpReaching,
    RecordContact,
    RecordSharing,
    ReopenCase,
    ReportDeath,
    RetractReferral,
    StatusReported,
    WithdrawCase,
)
from services.referral.evolution import evolve
from services.referral.state import Case
from tests.rules.referral_cases import (
    AGENCY,
    ASSIGNED,
    HELD,
    MANAGER,
    OTHERS,
    accepted,
    after,
    from_agency,
    opened,
    questions,
    refer,
    refused,
    wanted,
    when,
)

NO_PLAN = ConferenceWithoutPlan(
    session="session-1", attendance=Attendance(information=(), private_time=(), presentation=()), round=1
)
PLAN = PlanAccepted(version=1, with_meeting=True, reviews=())
CLOSE = ReviewHeld(number=2, outcome=ReviewOutcome.CLOSE)
WITHDRAW = WithdrawCase(person="mike")
THE_WAY: tuple[Message, ...] = (AcceptCase(), ASSIGNED, HELD, PLAN, CLOSE)
EVERYTHING = [
    Status.ACCEPTED,
    Status.COORDINATOR_ASSIGNED,
    Status.CONFERENCE_HELD,
    Status.PLAN_MADE,
    Status.CLOSED,
]


def ready(kind: ReferrerKind = ReferrerKind.AGENCY) -> Case:
    """A case that can be accepted."""
    wish = from_agency() if kind is ReferrerKind.AGENCY else refer(kind=kind)
    return evolve(wanted(wish), questions())


def heard(case: Case, *messages: Message) -> list[Status]:
    """The statuses of the first referral on the way."""
    statuses = []
    for message in messages:
        told = when(case, message, by=OTHERS if isinstance(message, Event) else MANAGER)
        case = told.case
        statuses += [status for referral, status in told.statuses if referral == "referral-1"]
    return statuses


def last(case: Case, message: Message) -> StatusReported:
    """The status that an ending brings."""
    return when(case, message, by=OTHERS if isinstance(message, Event) else MANAGER).one(StatusReported)


def sharing(*statuses: Status) -> RecordSharing:
    """What the person allows."""
    return RecordSharing(referral="referral-1", statuses=statuses)


# --- the way ---


def test_an_agency_hears_the_milestones_of_its_referral() -> None:
    """R30: received, accepted, coordinator assigned, conference held, plan made, closed."""
    assert when(Case(), from_agency(), by=AGENCY).statuses == [("referral-1", Status.RECEIVED)]
    assert heard(ready(), *THE_WAY) == EVERYTHING


def test_a_conference_without_a_plan_is_told_as_no_plan() -> None:
    """R22, R30: and a milestone may be skipped."""
    assert heard(accepted(from_agency()), NO_PLAN) == [Status.NO_PLAN]
    assert heard(accepted(from_agency()), PLAN) == [Status.PLAN_MADE]


def test_another_coordinator_or_another_version_is_no_news() -> None:
    """R30: each status once a round, so that nobody counts what happens in the case."""
    another = CoordinatorAssigned(coordinator="bert", round=1)
    released = CoordinatorReleased(coordinator="anna", reason="ill")

    assert heard(accepted(from_agency()), ASSIGNED, released, another, PLAN, PLAN) == [
        Status.COORDINATOR_ASSIGNED,
        Status.PLAN_MADE,
    ]


def test_statuses_repeat_by_round() -> None:
    """R29, R30: after a follow-up conference, and after the case was reopened."""
    again = FollowUpConferenceWanted(round=2)

    assert heard(accepted(from_agency()), HELD, again, HELD) == [Status.CONFERENCE_HELD] * 2
    assert heard(accepted(from_agency()), CLOSE, ReopenCase(note="More"), CLOSE) == [Status.CLOSED] * 2


# --- the end ---


@pytest.mark.parametrize(
    "message",
    [
        WITHDRAW,
        ReportDeath(person="mike"),
        PreparationStopped(reason=StopReason.OTHER, round=1),
        GiveUpReaching(),
    ],
)
def test_every_other_ending_is_ended_without_its_cause(message: Message) -> None:
    """R30, R31: nobody can tell a withdrawal from a death."""
    case = after(accepted(from_agency()), RecordContact(with_person=False, means=Means.SPOKEN))

    told = last(case, message)

    assert (told.status, told.reason) == (Status.ENDED, None)
    assert told == last(accepted(from_agency()), WITHDRAW)


@pytest.mark.parametrize("reason", [DeclineReason.NOT_SUITABLE, DeclineReason.NO_CAPACITY, DeclineReason.NOT_REACHABLE])
def test_a_decline_is_told_with_its_reason(reason: DeclineReason) -> None:
    """R9, R30: one of a fixed list."""
    case = after(wanted(from_agency()), RecordContact(with_person=False, means=Means.SPOKEN))

    told = last(case, DeclineCase(reason=reason))

    assert (told.status, told.reason) == (Status.DECLINED, reason)


def test_that_somebody_does_not_want_it_is_told_only_with_their_permission() -> None:
    """R30: otherwise the referrer hears that it ended, as after any other ending."""
    decline = DeclineCase(reason=DeclineReason.NOT_WANTED)
    allowed = after(opened(from_agency()), sharing(Status.DECLINED))

    assert (last(opened(from_agency()), decline).status, last(opened(from_agency()), decline).reason) == (
        Status.ENDED,
        None,
    )
    assert last(allowed, decline).reason is DeclineReason.NOT_WANTED


def test_after_the_end_nothing_more_is_told() -> None:
    """R30: what happened meanwhile comes too late."""
    assert heard(after(accepted(from_agency()), WITHDRAW), HELD, PLAN, CLOSE) == []


def test_a_referral_that_was_taken_back_hears_nothing_more() -> None:
    """R30: its status stream has ended, also when its retraction ends the case."""
    retract = RetractReferral(referral="referral-1")
    case = after(ready(), retract, by=AGENCY)

    assert heard(case, *THE_WAY) == []
    assert when(opened(from_agency()), retract, by=AGENCY).statuses == []


# --- who may hear what ---


def test_a_neighbour_hears_that_it_was_received_and_nothing_else() -> None:
    """R30: the policy's default for this kind of referrer."""
    assert when(Case(), refer(kind=ReferrerKind.NEIGHBOUR)).statuses == [("referral-1", Status.RECEIVED)]
    assert heard(ready(ReferrerKind.NEIGHBOUR), *THE_WAY) == []


def test_the_person_may_let_a_neighbour_hear_more() -> None:
    """R30: what they allow counts beside what is usual."""
    case = after(ready(ReferrerKind.NEIGHBOUR), sharing(Status.CONFERENCE_HELD, Status.CLOSED))

    assert heard(case, *THE_WAY) == [Status.CONFERENCE_HELD, Status.CLOSED]


def test_the_person_may_let_an_agency_hear_less() -> None:
    """R30: what is heard after accepted or declined they decide; that much follows from the referral."""
    assert heard(after(ready(), sharing()), *THE_WAY) == [Status.ACCEPTED]


def test_a_region_decides_what_is_usual() -> None:
    """R30: it is policy, save that an anonymous referrer hears nothing anywhere."""
    strict = {"noord": Policy(heard_by={ReferrerKind.AGENCY: ()})}

    assert when(Case(), from_agency(), by=AGENCY, policies=strict).statuses == []
    forgetful = {"noord": Policy(heard_by={})}
    assert when(Case(), refer(kind=ReferrerKind.ANONYMOUS), policies=forgetful).statuses == []


def test_each_referral_is_told_by_itself() -> None:
    """R3, R30: what one may hear is nothing for the other."""
    case = after(accepted(from_agency()), refer(referral="referral-2", kind=ReferrerKind.NEIGHBOUR))

    assert when(case, HELD, by=OTHERS).statuses == [("referral-1", Status.CONFERENCE_HELD)]


def test_nothing_is_shared_with_who_is_not_known() -> None:
    """R30: an anonymous referrer hears nothing, nor does one that does not exist."""
    anonymous = opened(refer(kind=ReferrerKind.ANONYMOUS))

    assert refused(anonymous, sharing(Status.CLOSED)).reason == "anonymous"
    assert refused(opened(), RecordSharing(referral="unknown", statuses=())).reason == "no-such-referral"


def test_people_hear_by_a_notice_and_systems_over_their_topic() -> None:
    """R44: a status of an agency's system is no notice to anybody."""
    people = when(accepted(), HELD, by=OTHERS)
    system = when(accepted(from_agency()), HELD, by=OTHERS)
    declined = when(wanted(), DeclineCase(reason=DeclineReason.NO_CAPACITY))

    assert people.notices == [(NoticeKind.STATUS, "referrer-1")]
    assert system.notices == []
    assert [one.detail for one in people.events if isinstance(one, NoticeDue)] == ["conference-held"]
    (told,) = [event for event in declined.events if isinstance(event, NoticeDue) and event.kind is NoticeKind.STATUS]
    assert told.detail == "declined:no-capacity"
