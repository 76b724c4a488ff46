"""The next round: a follow-up conference, a case that is reopened, and what comes too late for it (R29, R31)."""

from contracts.base import Event
from contracts.coordination import (
    AddInformationGiver,
    AnswerOffer,
    CompletePreparation,
    ConferenceHeld,
    CoordinationEscalated,
    CoordinatorAssigned,
    EscalatePreparation,
    InformationGiverAdded,
    InformationRecorded,
    InterpreterArranged,
    OfferDeclined,
    ParticipantVetoed,
    ParticipantWithdrew,
)
from contracts.notices import NoticeKind
from contracts.people import Channel
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import CaseReopened
from services.coordination.case import evolve
from services.coordination.matching import FindAmong
from services.coordination.state import Case
from tests.rules.coordination_cases import (
    PROCESS,
    SERVICE,
    accepted,
    attended,
    candidate,
    coming,
    coordinator,
    ended,
    given,
    invite,
    offered,
    prepared,
    refused,
    when,
)

FOLLOW_UP = FollowUpConferenceWanted(round=2)
HELD = ConferenceHeld(session="session-1", attendance=attended("els"), circle=("mike", "els"), round=1)
GIVER = InformationGiverAdded(giver="doctor", name="A doctor", language="nl", channel=Channel.MAIL)


def given_more(case: Case, *events: Event) -> Case:
    """The case to which this has happened besides."""
    for event in events:
        case = evolve(case, event)
    return case


def test_a_follow_up_conference_carries_the_circle_over_and_asks_again() -> None:
    """R29: who withdrew or is kept out is not asked; nothing of the first day counts."""
    out = (
        ParticipantWithdrew(participant="jan"),
        ParticipantVetoed(participant="oma", by="mike", by_representative=False),
    )

    told = when(given(*prepared(), *out, HELD), FOLLOW_UP, by=SERVICE)

    (event,) = told.facts
    assert isinstance(event, CoordinatorAssigned)
    assert (event.coordinator, event.round) == ("anna", 2)
    assert told.case.circle.accepted() == []
    assert told.case.sitting is None
    assert [kind for kind, _ in when(told.case, invite("els")).notices] == [NoticeKind.INVITATION]
    assert {refused(told.case, invite(who)).reason for who in ("jan", "oma")} == {"not-invited"}


def test_nothing_that_was_arranged_for_one_day_counts_for_another() -> None:
    """R19, R29: a date, interpreters and information givers are arranged anew; lateness is told anew."""
    arranged = (
        *coming("abel", language="ti"),
        InterpreterArranged(language="ti"),
        GIVER,
        InformationRecorded(giver="doctor", received=True, explained=True),
        CoordinationEscalated(what="preparation", level=2, to="region-lead"),
    )
    case = when(given(*prepared(), *arranged, HELD), FOLLOW_UP, by=SERVICE).case
    again = given_more(case, *coming("abel", "els", "jan", language="ti"))

    assert refused(again, CompletePreparation()).missing == ("session", "interpreter:ti")
    assert when(case, EscalatePreparation(), by=PROCESS).notices == [(NoticeKind.ESCALATION, "regional-manager")]
    assert when(case, AddInformationGiver(giver="doctor", name="A doctor")).notices == [
        (NoticeKind.INVITATION, "doctor")
    ]


def test_whoever_said_no_in_one_round_is_asked_in_the_next() -> None:
    """R13, R29: years can lie between; an offer that had lapsed is none any more."""
    lapsed = (offered("anna"), OfferDeclined(offer="offer-anna", coordinator="anna", lapsed=True))
    case = when(given(*accepted(), *lapsed, HELD), FOLLOW_UP, by=SERVICE).case

    asked = when(case, FindAmong(candidates=(candidate("anna"),)), by=PROCESS)

    assert asked.notices == [(NoticeKind.OFFER, "anna")]
    late = AnswerOffer(offer="offer-anna", accepted=True)
    assert refused(case, late, by=coordinator("anna")).reason == "no-such-offer"


def test_a_next_round_goes_on_with_whoever_is_being_asked_or_asks_for_somebody() -> None:
    """R29, R13: nobody is asked a second time for the same; without anybody the manager hears."""
    asked = when(given(*accepted(), offered("anna")), FOLLOW_UP, by=SERVICE)
    nobody = when(given(*accepted()), FOLLOW_UP, by=SERVICE)

    assert [type(event).__name__ for event in asked.facts] == ["CoordinatorOffered"]
    assert asked.notices == []
    assert [type(event).__name__ for event in nobody.facts] == ["PoolEmptied"]
    assert nobody.notices == [(NoticeKind.POOL_EMPTY, "regional-manager")]


def test_what_plan_wanted_before_it_saw_the_end_opens_nothing() -> None:
    """R31: a withdrawal stands; nobody is invited to a follow-up conference that was wanted meanwhile."""
    told = when(given(*prepared(), HELD, ended()), FOLLOW_UP, by=SERVICE)

    assert told.events == []
    assert refused(told.case, invite("els")).reason == "case-ended"


def test_only_a_later_round_opens_a_case_again() -> None:
    """R29, R31: a reopening that an ending of the same round has overtaken opens nothing."""
    reopened = CaseReopened(round=2, note="They asked for it")
    withdrawn_again = ended().model_copy(update={"round": 2})

    assert not when(given(*prepared(), ended()), reopened, by=SERVICE).case.ended
    overtaken = when(given(*prepared(), ended(), withdrawn_again), reopened, by=SERVICE)
    assert overtaken.case.ended
    assert overtaken.events == []
