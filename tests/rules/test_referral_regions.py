"""One owner at any time: handing a case over, assisting in it (R4, R9, R32)."""

from datetime import timedelta

import pytest

from contracts.base import Actor, Message
from contracts.deciding import AMSTERDAM, Given
from contracts.notices import NoticeDue, NoticeKind
from contracts.operations import DayTurned
from contracts.people import Means
from contracts.plan import ReviewHeld, ReviewOutcome
from contracts.policy import Policy
from contracts.referral import (
    AcceptCase,
    AnswerTransfer,
    AssistanceBegan,
    CaseAccepted,
    CaseEnded,
    CaseTransferred,
    EndAssistance,
    LetRegionAssist,
    OfferTransfer,
    RecordContact,
    ReopenCase,
    TransferDeclined,
    TransferOffered,
    TransferReason,
    WithdrawCase,
)
from services.referral.agenda import INTAKE, deadline
from services.referral.app import SERVICE
from services.referral.days import next_due
from services.referral.evolution import evolve
from services.referral.standing import regions
from services.referral.state import Case
from tests.rules.referral_cases import (
    MANAGER,
    MONDAY,
    OTHERS,
    PROCESS,
    Told,
    accepted,
    after,
    days,
    opened,
    questions,
    refer,
    refused,
    themself,
    wanted,
    when,
)

SOUTH = Actor(id="manager-2", role="regional-manager", region="zuid")
EAST = Actor(id="manager-3", role="regional-manager", region="oost")
EVERYWHERE = Actor(id="manager", role="regional-manager")
OFFER = OfferTransfer(to="zuid", reason=TransferReason.MOVED)
YES, NO = AnswerTransfer(accepted=True), AnswerTransfer(accepted=False)
WITHDRAW = WithdrawCase(person="mike")
CLOSE = ReviewHeld(number=2, outcome=ReviewOutcome.CLOSE)


def offered(case: Case | None = None) -> Case:
    """The south is asked to take the case over."""
    return after(case or opened(), OFFER)


def day(number: int) -> Message:
    """A day begins, so many after Monday."""
    return DayTurned(day=days(number).astimezone(AMSTERDAM).date())


def told_to(told: Told) -> list[tuple[str | None, str]]:
    """Which region hears what about a transfer."""
    notices = [event for event in told.events if isinstance(event, NoticeDue)]
    return [(one.region, one.detail) for one in notices if one.kind is NoticeKind.TRANSFER]


# --- asking ---


def test_a_region_that_is_asked_hears_it_and_has_some_working_days() -> None:
    """R4: by policy; nothing else changes."""
    told = when(opened(), OFFER)

    event = told.one(TransferOffered)
    assert (event.to, event.reason) == ("zuid", TransferReason.MOVED)
    assert event.respond_by.date() == days(7).date()
    assert told_to(told) == [("zuid", "asked")]
    assert told.case.region == "noord"
    slow = {"noord": Policy(transfer_working_days=10)}
    assert when(opened(), OFFER, policies=slow).one(TransferOffered).respond_by.date() == days(14).date()


def test_the_owner_asks_one_other_region_at_a_time() -> None:
    """R4: not itself, not a second one beside the first."""
    assert refused(opened(), OfferTransfer(to="noord", reason=TransferReason.OTHER)).reason == "own-region"
    assert refused(offered(), OfferTransfer(to="oost", reason=TransferReason.OTHER)).reason == "transfer-open"
    assert refused(Case(), OFFER).reason == "unknown-case"
    assert refused(after(opened(), WITHDRAW), OFFER).reason == "case-ended"


def test_until_it_accepts_the_sender_keeps_the_case() -> None:
    """R4: and goes on with it as before."""
    case = offered(wanted())

    done = when(evolve(case, questions()), AcceptCase())

    assert done.one(CaseAccepted).region == "noord"


def test_the_region_that_is_asked_answers_and_does_nothing_else_in_the_case() -> None:
    """R4: also a fact is refused, for it may not tell it."""
    contact = RecordContact(with_person=True, means=Means.SPOKEN)

    for message in (AcceptCase(), OFFER, WITHDRAW, contact, LetRegionAssist(region="oost")):
        assert refused(offered(), message, by=SOUTH).reason == "not-your-region"
    assert regions(offered()) == {"noord", "zuid"}
    assert regions(opened()) == {"noord"}
    assert regions(Case()) == frozenset()


# --- the answer ---


def test_who_accepts_owns_the_case_from_then_on() -> None:
    """R4, R9: transferred is an outcome of the intake; the case goes on, the sender is told and out of it."""
    told = when(offered(), YES, by=SOUTH)

    event = told.one(CaseTransferred)
    assert (event.region, event.before, event.reason) == ("zuid", "noord", TransferReason.MOVED)
    assert told_to(told) == [("noord", "accepted")]
    assert regions(told.case) == {"zuid"}
    assert told.case.ended is None


@pytest.mark.parametrize("case", [opened(), wanted(), accepted()])
def test_a_case_is_handed_over_in_any_phase(case: Case) -> None:
    """R4, R32: moving is no ending; what was said and agreed stays."""
    moved = after(offered(case), YES, by=SOUTH)

    assert (moved.region, moved.ended) == ("zuid", None)
    assert (moved.persons, moved.wanted, moved.accepted) == (case.persons, case.wanted, case.accepted)


def test_the_new_owner_s_policy_counts() -> None:
    """R4, R10: what is decided from then on follows the region that has the case."""
    moved = after(offered(), YES, by=SOUTH)
    policies = {"noord": Policy(intake_working_days=1), "zuid": Policy(intake_working_days=20)}
    given = Given(stream="case-1", message="m", at=MONDAY, by=MANAGER, policies=policies)

    assert deadline(opened(), INTAKE, given).date() == days(1).date()
    assert deadline(moved, INTAKE, given).date() == days(28).date()


def test_a_refusal_leaves_the_case_where_it_is() -> None:
    """R4: the sender is told, and can ask somebody else."""
    told = when(offered(), NO, by=SOUTH)

    assert told.one(TransferDeclined).lapsed is False
    assert told_to(told) == [("noord", "refused")]
    assert told.case.region == "noord"
    assert when(told.case, OfferTransfer(to="oost", reason=TransferReason.OTHER)).kinds == ["TransferOffered"]


@pytest.mark.parametrize("by", [MANAGER, EAST])
def test_only_the_region_that_was_asked_answers(by: Actor) -> None:
    """R4: nobody says yes for another region; who looks after all regions may."""
    for said in (YES, NO):
        assert refused(offered(), said, by=by).reason == "not-asked"
    assert refused(opened(), YES, by=SOUTH).reason == "no-transfer"
    assert when(offered(), YES, by=EVERYWHERE).case.region == "zuid"


# --- no answer ---


def test_without_an_answer_the_question_lapses_and_the_sender_is_told() -> None:
    """R4: silence is no yes; the last day still counts in full."""
    case = offered()

    assert next_due(case) == days(8).date()
    assert when(case, day(7), by=PROCESS, at=days(7)).events == []
    lapsed = when(case, day(8), by=PROCESS, at=days(8))
    assert lapsed.one(TransferDeclined).lapsed is True
    assert told_to(lapsed) == [("noord", "lapsed")]
    assert lapsed.case.region == "noord"
    assert refused(lapsed.case, YES, by=SOUTH).reason == "no-transfer"


def test_the_day_brings_nothing_where_nobody_is_asked() -> None:
    """Promise 4: only what waits is looked at; the sweep is part of the service."""
    assert next_due(opened()) is None
    assert when(opened(), day(100), by=PROCESS, at=days(100)).events == []
    assert SERVICE.deciders[0].due(offered()) == days(8).date()


# --- the end ---


def test_a_withdrawal_comes_before_a_transfer() -> None:
    """R31, R32: at once, whoever is being asked; that region need not answer any more."""
    told = when(offered(), WITHDRAW, by=themself("mike"))

    assert told.one(CaseEnded).round == 1
    assert told_to(told) == [("zuid", "ended")]
    assert refused(told.case, YES, by=EVERYWHERE).reason == "case-ended"
    assert next_due(told.case) is None


def test_a_case_that_was_reopened_is_not_being_handed_over() -> None:
    """R4, R29: what was asked before the end is over with it."""
    closed = after(offered(accepted()), CLOSE, by=OTHERS)

    assert after(closed, ReopenCase(note="They asked for it")).transfer is None


# --- assisting ---


def test_a_second_region_may_assist_and_the_owner_stays_the_owner() -> None:
    """R4: it acts in the case, and neither hands it over nor lets others in."""
    told = when(opened(), LetRegionAssist(region="zuid"))

    assert told.one(AssistanceBegan).region == "zuid"
    assert told_to(told) == [("zuid", "assists")]
    assert told.case.region == "noord"
    assert regions(told.case) == {"noord", "zuid"}
    assert when(told.case, RecordContact(with_person=True, means=Means.SPOKEN), by=SOUTH).kinds == ["ContactMade"]
    for message in (OfferTransfer(to="oost", reason=TransferReason.OTHER), LetRegionAssist(region="oost")):
        assert refused(told.case, message, by=SOUTH).reason == "not-the-owning-region"
    for region in ("noord", "zuid"):
        assert refused(told.case, LetRegionAssist(region=region)).reason == "own-region"


def test_a_region_that_assists_and_is_asked_goes_on_assisting() -> None:
    """R4: until it answers; once it owns the case it assists no more."""
    case = offered(after(opened(), LetRegionAssist(region="zuid")))

    assert when(case, RecordContact(with_person=True, means=Means.SPOKEN), by=SOUTH).kinds == ["ContactMade"]
    assert after(case, YES, by=SOUTH).assisting == frozenset()


def test_the_owner_or_the_one_that_assists_ends_it() -> None:
    """R4: nobody else does, and not twice."""
    case = after(opened(), LetRegionAssist(region="zuid"), LetRegionAssist(region="oost"))
    end = EndAssistance(region="zuid")

    for by in (MANAGER, SOUTH, EVERYWHERE):
        assert regions(after(case, end, by=by)) == {"noord", "oost"}
    assert refused(case, end, by=EAST).reason == "not-the-owning-region"
    assert refused(after(case, end), end).reason == "not-assisting"


def test_another_referral_comes_in_whoever_is_asked() -> None:
    """R1: anyone may refer, also staff of the region that is being asked."""
    assert when(offered(), refer(referral="referral-2"), by=SOUTH).kinds == ["ReferralReceived", "StatusReported"]


def test_the_answer_can_come_until_the_question_lapses() -> None:
    """R4: what the clock says in between makes no difference; only the turn of the day lets it lapse."""
    late = MONDAY + timedelta(days=7, hours=14, minutes=30)

    assert when(offered(), YES, by=SOUTH, at=late).case.region == "zuid"


def test_who_lives_in_the_region_that_is_asked_can_still_withdraw() -> None:
    """R31, R4: whom the case is about is of no region's staff, wherever they have moved."""
    mike = themself("mike").model_copy(update={"region": "zuid"})

    assert "CaseEnded" in when(offered(), WITHDRAW, by=mike).kinds
