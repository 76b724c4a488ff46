"""How a case ends: once, at once, by one list; and how a closed one goes on (R9, R20, R29-R32, R38)."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.base import Actor, Message
from contracts.coordination import CoordinatorReleased, PreparationStopped, StopReason
from contracts.deciding import Refused
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import DeclineReason, Ending, Means
from contracts.plan import AfterRefusal, FollowUpConferenceWanted, PlanAccepted, ReviewHeld, ReviewOutcome, WayChosen
from contracts.referral import (
    AcceptCase,
    AnswerTransfer,
    CaseEnded,
    CaseReopened,
    DeathNoted,
    DeclineCase,
    EscalateContact,
    EscalateIntake,
    GiveUpReaching,
    LapseConsent,
    OfferTransfer,
    RecordContact,
    ReopenCase,
    ReportDeath,
    RetractReferral,
    TransferReason,
    WithdrawCase,
)
from services.referral.days import next_due
from services.referral.looked_up import OtherCase, SameAs
from services.referral.state import Case
from tests.rules.referral_cases import (
    ADULT,
    AGENCY,
    ASSIGNED,
    ELEVEN,
    HELD,
    MONDAY,
    OTHERS,
    PROCESS,
    accepted,
    after,
    ask_holder,
    coordinator,
    days,
    from_agency,
    opened,
    permits,
    person,
    refer,
    refused,
    says,
    themself,
    wanted,
    when,
)

WITHDRAW = WithdrawCase(person="mike")
BOTH = refer(person("mike", ADULT), person("joan", ADULT))
ATTEMPT = RecordContact(with_person=False, means=Means.SPOKEN)
STOPPED = PreparationStopped(reason=StopReason.NETWORK_TOO_SMALL, round=1)
PLAN = PlanAccepted(version=1, with_meeting=True, reviews=())
CLOSE = ReviewHeld(number=2, outcome=ReviewOutcome.CLOSE)
REOPEN = ReopenCase(note="They asked for it")
RETRACT = RetractReferral(referral="referral-1")


def closed(case: Case | None = None) -> Case:
    """A case that was closed after its review."""
    return after(case or accepted(), CLOSE, by=OTHERS)


# --- withdrawal ---


OFFER = OfferTransfer(to="zuid", reason=TransferReason.MOVED)
SOUTH = Actor(id="manager-2", role="regional-manager", region="zuid")
PHASES = {
    "referred": opened(),
    "considering": after(opened(), says("mike", "considering")),
    "spoken with": after(opened(), ATTEMPT),
    "every consent there": wanted(),
    "accepted": accepted(),
    "in preparation": after(accepted(), ASSIGNED, by=OTHERS),
    "held": after(accepted(), ASSIGNED, HELD, by=OTHERS),
    "followed up": after(accepted(), ASSIGNED, HELD, PLAN, by=OTHERS),
    "next round": after(accepted(), HELD, FollowUpConferenceWanted(round=2), by=OTHERS),
    "reopened": after(after(accepted(), CLOSE, by=OTHERS), REOPEN),
    "another region is asked": after(accepted(), OFFER),
    "handed over": after(after(opened(), OFFER), AnswerTransfer(accepted=True), by=SOUTH),
    "the same as another": after(opened(), SameAs(case="case-0", other=OtherCase(region="noord"))),
}


@pytest.mark.parametrize("case", PHASES.values(), ids=PHASES)
def test_a_withdrawal_ends_the_case_at_any_point_at_once(case: Case) -> None:
    """R31: in every phase, without a reason, by the person themself or passed on for them."""
    told = when(case, WITHDRAW, by=themself("mike"))

    event = told.one(CaseEnded)
    assert (event.ending, event.ended, event.round, event.person) == (Ending.WITHDRAWN, MONDAY, case.round, "mike")
    assert "mike" not in [who for _, who in told.notices]


@pytest.mark.parametrize("case", PHASES.values(), ids=PHASES)
def test_a_no_is_a_withdrawal_in_every_phase(case: Case) -> None:
    """R5, R31: whatever they said before; it needs no other word."""
    assert when(case, says("mike", "no"), by=themself("mike")).one(CaseEnded).ending is Ending.WITHDRAWN


@pytest.mark.parametrize("case", PHASES.values(), ids=PHASES)
def test_after_a_withdrawal_nothing_is_due_and_no_status_follows(case: Case) -> None:
    """R31: whatever was in flight: deadlines, a question to another region, what other services decided before."""
    ended = after(case, WITHDRAW, by=themself("mike"))

    assert next_due(ended) is None
    for due in (EscalateContact(), EscalateIntake(), LapseConsent()):
        assert when(ended, due, by=PROCESS, at=days(400)).events == []
    for late in (ASSIGNED, HELD, PLAN, CLOSE, STOPPED):
        assert when(ended, late, by=OTHERS).events == []


def test_only_a_person_concerned_withdraws_and_only_themself() -> None:
    """R31, R38: somebody else cannot; the coordinator of the case passes it on."""
    case = after(accepted(BOTH), ASSIGNED, by=OTHERS)

    assert refused(case, WithdrawCase(person="joan"), by=themself("mike")).reason == "not-your-case"
    assert refused(case, WithdrawCase(person="els")).reason == "not-concerned"
    assert refused(case, WITHDRAW, by=coordinator("bert")).reason == "not-your-case"
    assert when(case, WITHDRAW, by=coordinator("anna")).kinds == ["PersonLeft"]
    released = after(case, CoordinatorReleased(coordinator="anna", reason="ill"), by=OTHERS)
    assert refused(released, WITHDRAW, by=coordinator("anna")).reason == "not-your-case"


def test_when_one_of_several_withdraws_the_others_decide() -> None:
    """R38: the case goes on with who stays, and ends with the last one."""
    one = when(accepted(BOTH), WITHDRAW, by=themself("mike"))
    last = when(one.case, WithdrawCase(person="joan"), by=themself("joan"))

    assert one.kinds == ["PersonLeft"]
    assert one.notices == [(NoticeKind.CONSENT_ASKED, "joan")]
    assert refused(one.case, WITHDRAW).reason == "not-concerned"
    assert (last.one(CaseEnded).ending, last.one(CaseEnded).person) == (Ending.WITHDRAWN, "joan")


def test_who_stays_is_asked_and_says_so_themself() -> None:
    """R38: their yes stands until they say otherwise; who did not answer yet is still awaited, and nobody else is."""
    going_on = when(after(accepted(BOTH), WITHDRAW), says("joan"))
    stopping = when(after(accepted(BOTH), WITHDRAW), says("joan", "no"))
    thinking = when(after(accepted(BOTH), WITHDRAW), says("joan", "considering"))

    assert going_on.kinds == ["WillingnessRecorded"]
    assert stopping.one(CaseEnded).ending is Ending.WITHDRAWN
    assert thinking.kinds == ["WillingnessRecorded", "ConsentIncomplete"]
    half = after(opened(BOTH), says("joan"))
    assert when(half, WITHDRAW).kinds == ["PersonLeft", "ErasureAsked", "ConsentCompleted"]
    assert when(after(opened(BOTH), says("mike")), WITHDRAW).case.wanted is False


def test_the_ending_is_that_of_the_last_who_was_in_it() -> None:
    """R32, R38: that another one died or withdrew before ended nothing."""
    died_first = after(accepted(BOTH), ReportDeath(person="joan"))
    died_last = after(accepted(BOTH), WithdrawCase(person="joan"))

    assert when(died_first, WITHDRAW).one(CaseEnded).ending is Ending.WITHDRAWN
    assert when(died_last, ReportDeath(person="mike")).one(CaseEnded).ending is Ending.DEATH


def test_who_waits_for_the_intake_is_told_without_the_reason() -> None:
    """R31: holders who were asked and did not say no; a notice says only that it is off."""
    asked = after(opened(refer(person("mike", ELEVEN))), *map(ask_holder, ("mother", "father", "aunt")))
    case = after(asked, permits("mother"), permits("aunt", granted=False))

    told = when(case, WITHDRAW)

    notices = [one for one in told.events if isinstance(one, NoticeDue) and one.kind is NoticeKind.CALLED_OFF]
    assert [(one.recipient, one.detail) for one in notices] == [("mother", ""), ("father", "")]


def test_after_the_acceptance_coordination_calls_off() -> None:
    """R31: whoever is in the circle hears once, from the service that invited them."""
    case = after(accepted(), ask_holder("curator-1", capacity="curator"))

    assert NoticeKind.CALLED_OFF not in [kind for kind, _ in when(case, WITHDRAW).notices]


def test_who_never_answered_waits_for_nothing() -> None:
    """R5, R31: a notice to somebody who said nothing would be one more question; who considers hears of it."""
    three = refer(person("mike", ADULT), person("joan", ADULT), person("sam", ADULT))
    case = after(opened(three), says("mike", "considering"), says("joan"))

    told = when(case, DeclineCase(reason=DeclineReason.NO_CAPACITY))

    assert [who for kind, who in told.notices if kind is NoticeKind.CALLED_OFF] == ["mike", "joan"]


# --- death, not reachable, declined, stopped, closed ---


def test_a_death_ends_the_case_and_sends_nothing_about_it() -> None:
    """R32: no notice is the right one; the status says "ended" as after any other ending."""
    told = when(after(opened(), says("mike", "considering")), ReportDeath(person="mike"))

    assert told.one(CaseEnded).ending is Ending.DEATH
    assert told.notices == [(NoticeKind.STATUS, "referrer-1")]
    child = after(opened(refer(person("mike", ELEVEN))), ask_holder("mother"), ATTEMPT)
    for end in (ReportDeath(person="mike"), GiveUpReaching()):
        assert when(child, end).notices == [(NoticeKind.STATUS, "referrer-1")]


def test_a_death_is_recorded_whenever_it_is_told() -> None:
    """R32, R39: of one of several the others decide; after the end, or of whom it is not about, it moves nothing."""
    assert when(accepted(BOTH), ReportDeath(person="mike")).kinds == ["PersonLeft"]
    left, ended, others = after(accepted(BOTH), WITHDRAW), after(accepted(BOTH), STOPPED), refer(person("joan", ADULT))
    for case in (after(accepted(), WITHDRAW), left, ended, accepted(others)):
        told = when(case, ReportDeath(person="mike"))
        assert (told.facts, told.notices, told.case) == ([DeathNoted(person="mike")], [], case)


def test_a_manager_gives_up_after_recorded_attempts() -> None:
    """R32: nobody can be reached; without an attempt on record it is too early to say so."""
    told = when(after(opened(), ATTEMPT), GiveUpReaching())

    assert told.one(CaseEnded).ending is Ending.NOT_REACHABLE
    assert refused(opened(), GiveUpReaching()).reason == "no-attempts"
    spoken = after(opened(), RecordContact(with_person=True, means=Means.SPOKEN))
    assert refused(spoken, DeclineCase(reason=DeclineReason.NOT_REACHABLE)).reason == "no-attempts"


def test_declining_because_nobody_is_reached_is_giving_up() -> None:
    """R32: of two endings that apply the first of the list counts."""
    told = when(after(opened(), ATTEMPT), DeclineCase(reason=DeclineReason.NOT_REACHABLE))

    assert told.one(CaseEnded).ending is Ending.NOT_REACHABLE


@pytest.mark.parametrize("reason", [one for one in DeclineReason if one is not DeclineReason.NOT_REACHABLE])
def test_an_intake_is_declined_with_a_reason_of_the_list(reason: DeclineReason) -> None:
    """R9: before it is accepted; afterwards it ends in another way."""
    assert when(wanted(), DeclineCase(reason=reason)).one(CaseEnded).ending is Ending.DECLINED
    assert refused(accepted(), DeclineCase(reason=reason)).reason == "accepted"


@pytest.mark.parametrize("reason", list(StopReason))
def test_a_preparation_that_stopped_ends_the_case(reason: StopReason) -> None:
    """R20, R32: a consent that was withdrawn is a withdrawal; every other reason stays with coordination.

    A plan without a meeting comes as another event, and goes on.
    """
    told = when(accepted(), PreparationStopped(reason=reason, round=1), by=OTHERS)

    withdrawn = reason is StopReason.CONSENT_WITHDRAWN
    assert told.one(CaseEnded).ending is (Ending.WITHDRAWN if withdrawn else Ending.STOPPED)


@pytest.mark.parametrize("outcome", list(ReviewOutcome))
def test_only_a_review_that_closes_ends_the_case(outcome: ReviewOutcome) -> None:
    """R29: on track, adjusted or a follow-up conference: the case goes on."""
    told = when(accepted(), ReviewHeld(number=1, outcome=outcome), by=OTHERS)

    assert told.kinds == (["CaseEnded", "StatusReported"] if outcome is ReviewOutcome.CLOSE else [])


@pytest.mark.parametrize("way", list(AfterRefusal))
def test_the_professional_route_closes_the_case(way: AfterRefusal) -> None:
    """R25: there is no plan of the circle to follow; revising, or another conference, goes on."""
    told = when(accepted(), WayChosen(way=way), by=OTHERS)

    assert told.case.ended is (Ending.CLOSED if way is AfterRefusal.PROFESSIONAL_ROUTE else None)


def test_the_ending_names_the_round_that_it_ends() -> None:
    """R29, R32: after a follow-up conference it is the second."""
    again = after(accepted(), FollowUpConferenceWanted(round=2), by=OTHERS)

    assert when(again, WITHDRAW).one(CaseEnded).round == 2


# --- once, and again ---

ENDS: tuple[tuple[Message, Message | None], ...] = (
    (WITHDRAW, None),
    (ReportDeath(person="mike"), None),
    (GiveUpReaching(), ATTEMPT),
    (DeclineCase(reason=DeclineReason.NOT_SUITABLE), None),
    (says("mike", "no"), None),
    (STOPPED, None),
    (CLOSE, None),
    (LapseConsent(), None),
    (RETRACT, None),
)


@drawn(st.permutations(ENDS))
def test_whatever_comes_first_a_case_has_one_ending(order: list[tuple[Message, Message | None]]) -> None:
    """R32: an ending that comes later is refused, or changes nothing; it never becomes another."""
    case = opened(from_agency())
    endings = []
    for message, before in order:
        for one in (before, message):
            if one is None:
                continue
            try:
                told = when(case, one, by=PROCESS if one.type.endswith("lapse-consent.v1") else AGENCY, at=days(60))
            except Refused:
                continue
            case = told.case
            endings += [event.ending for event in told.facts if isinstance(event, CaseEnded)]

    assert len(endings) == 1
    assert case.ended == endings[0]


def test_after_the_end_nothing_is_asked_of_a_case() -> None:
    """R31: whatever was in flight comes too late."""
    for late in (AcceptCase(), WITHDRAW, says("mike"), ask_holder("mother"), refer(referral="referral-2")):
        assert refused(after(accepted(), WITHDRAW), late).reason == "case-ended"


def test_a_closed_case_is_reopened_with_a_note_in_a_new_round() -> None:
    """R29: and can end again."""
    told = when(closed(), REOPEN)

    event = told.one(CaseReopened)
    assert (event.round, event.note) == (2, "They asked for it")
    assert when(told.case, WITHDRAW).one(CaseEnded).round == 2


@pytest.mark.parametrize("message", [WITHDRAW, STOPPED, ReportDeath(person="mike")])
def test_only_a_closed_case_is_reopened(message: Message) -> None:
    """R29, R31: whoever withdrew is not brought back."""
    assert refused(after(accepted(), message), REOPEN).reason == "not-closed"
    assert refused(accepted(), REOPEN).reason == "not-closed"
    assert refused(Case(), REOPEN).reason == "unknown-case"


def test_what_plan_decided_before_it_saw_the_end_does_not_open_the_case_again() -> None:
    """R32: a follow-up conference that was wanted meanwhile comes too late."""
    case = after(after(accepted(), WITHDRAW), FollowUpConferenceWanted(round=2), by=OTHERS)

    assert case.ended is Ending.WITHDRAWN
