"""Two referrals about the same people: noticed, decided by a person, linked, undone (R3)."""

from typing import Any

import pytest

from contracts.base import Actor, Event, Message
from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeKind
from contracts.operations import DayTurned
from contracts.people import DeclineReason, Ending, Means, ReferrerKind, Status
from contracts.plan import ReviewHeld, ReviewOutcome
from contracts.process import Due
from contracts.referral import (
    AcceptCase,
    CaseEnded,
    CaseLinked,
    CasesDiffer,
    CaseUnlinked,
    ConsentChanged,
    Danger,
    DeadlineEscalated,
    DecideOnSignal,
    DeclineCase,
    DifferentCase,
    ErasureAsked,
    EscalateContact,
    EscalateIntake,
    LapseConsent,
    Likeness,
    LinkedReferral,
    LinkTold,
    OfferTransfer,
    PermitSharing,
    PossibleDuplicateNoticed,
    RaiseSafetySignal,
    RecordContact,
    RecordCourtDecision,
    RecordSharing,
    ReferCase,
    ReferralLinked,
    ReportDeath,
    RetractReferral,
    SafetyOutcome,
    SameCase,
    Shared,
    TakeSafetyMeasures,
    TransferReason,
    UndoSameCase,
    WithdrawCase,
)
from services.coordination.independence import independent
from services.referral.by_age import birthday
from services.referral.days import next_due
from services.referral.intake import agencies
from services.referral.looked_up import Alike, OtherCase, ReferAmong, SameAs
from services.referral.state import Case
from services.referral.telling_links import news
from tests.rules import coordination_cases
from tests.rules.referral_cases import (
    ADULT,
    AGENCY,
    ASSIGNED,
    ELEVEN,
    HELD,
    OTHERS,
    PROCESS,
    Told,
    accepted,
    after,
    ask_holder,
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

HERE = OtherCase(region="noord")
FIRST, LATER = "case-0", "case-1"
SAME = SameAs(case=FIRST, other=HERE)
UNDO = UndoSameCase()
OTHER_AGENCY = Actor(id="wijkteam", role="agency")
POLICE = refer(person("mike-2"), referral="referral-2", kind=ReferrerKind.AGENCY, agency=OTHER_AGENCY.id)
RETRACT = RetractReferral(referral="referral-2")


def among(*cases: str, **changes: Any) -> ReferAmong:
    """A referral about whom there may be cases already."""
    alike = tuple(Alike(case=case, region="noord", by=(Likeness.BORN_AND_NAME,)) for case in cases)
    return ReferAmong(**dict(refer(**changes)), alike=alike)


def flagged() -> Case:
    """A case that may be the same as another one."""
    return after(Case(), among(FIRST))


def linked() -> Case:
    """A case that was found to be the same as the first one."""
    return after(opened(POLICE), SAME)


def passed(told: Told, here: str = LATER) -> list[tuple[str, LinkTold]]:
    """What a decision tells the other of two linked cases."""
    return [one for event in told.facts for one in news(event, here, told.case)]


def heard(first: Case, told: Told, here: str = LATER) -> Told:
    """The other case after it heard, which is all that the two know of each other."""
    result = Told(first, [])
    for _, message in passed(told, here):
        result = when(result.case, message, by=OTHERS)
    return result


def both(first: Case | None = None) -> tuple[Case, Case]:
    """The first case and the later one, linked."""
    told = when(opened(POLICE), SAME)
    return heard(first or accepted(from_agency()), told).case, told.case


# --- noticed ---


def test_what_may_be_the_same_is_flagged_to_the_manager() -> None:
    """R3: with what they have in common, and by when to decide; the case begins as any other."""
    told = when(Case(), among(FIRST, "case-9"))

    assert told.kinds.count("PossibleDuplicateNoticed") == 2
    flag = next(event for event in told.events if isinstance(event, PossibleDuplicateNoticed))
    assert (flag.case, flag.region, flag.alike) == (FIRST, "noord", (Likeness.BORN_AND_NAME,))
    assert flag.decide_by.date() == days(7).date()
    assert [one for one in told.notices if one[0] is NoticeKind.POSSIBLE_DUPLICATE] == [
        (NoticeKind.POSSIBLE_DUPLICATE, "regional-manager")
    ]
    assert told.case.opened


def test_where_nothing_is_alike_nothing_is_flagged() -> None:
    """R3: nor in a case that is known already, for there the manager looks anyway."""
    assert when(Case(), among()).kinds == when(Case(), refer()).kinds
    again = when(opened(), among(FIRST, referral="referral-2"))
    assert again.kinds == ["ReferralReceived", "StatusReported"]


def test_a_flag_alone_decides_nothing() -> None:
    """R3: the intake goes on; a person decides."""
    assert when(flagged(), says("mike")).kinds == ["WillingnessRecorded", "ConsentCompleted"]


def test_a_manager_decides_that_they_are_different() -> None:
    """R3: and is not asked again; of what was not flagged there is nothing to decide."""
    told = when(flagged(), DifferentCase(case=FIRST))

    assert told.one(CasesDiffer).case == FIRST
    assert next_due(told.case) is None
    assert refused(told.case, DifferentCase(case=FIRST)).reason == "not-flagged"
    assert refused(flagged(), DifferentCase(case="case-9")).reason == "not-flagged"


def test_who_does_not_decide_is_told_once_and_then_the_lead() -> None:
    """R3, R10, promise 4: it decides nothing by itself."""
    case = flagged()

    assert next_due(case) == days(8).date()
    assert day(case, 7).events == []
    first = day(case, 8)
    assert (first.one(DeadlineEscalated).what, first.one(DeadlineEscalated).to) == ("duplicate", "regional-manager")
    assert next_due(first.case) == days(16).date()
    second = day(first.case, 16)
    assert second.one(DeadlineEscalated).to == "region-lead"
    assert next_due(second.case) is None
    assert day(second.case, 60).events == []
    assert second.case.alike == {FIRST}


def day(case: Case, number: int) -> Told:
    """A day begins, so many after Monday."""
    at = days(number)
    return when(case, DayTurned(day=at.astimezone(AMSTERDAM).date()), by=PROCESS, at=at)


# --- the same case ---


def test_the_later_case_rests_and_its_referrals_belong_to_the_first() -> None:
    """R3: nothing is merged: both keep all that they have."""
    told = when(opened(POLICE), SAME)

    assert told.kinds == ["CaseLinked"]
    assert told.one(CaseLinked).case == FIRST
    assert list(told.case.referrals) == ["referral-2"]
    first = heard(accepted(from_agency()), told)
    assert first.one(ReferralLinked).of == LATER
    assert list(first.case.referrals) == ["referral-1", "referral-2"]
    assert list(first.case.persons) == ["mike"]


def test_each_referrer_hears_the_statuses_of_the_first_case_over_their_own_stream() -> None:
    """R3, R30: how far it is, and what comes, each once; the neighbour hears no more than before."""
    first, _ = both()

    assert heard(accepted(from_agency()), when(opened(POLICE), SAME)).statuses == [("referral-2", Status.ACCEPTED)]
    assert when(first, HELD, by=OTHERS).statuses == [
        ("referral-1", Status.CONFERENCE_HELD),
        ("referral-2", Status.CONFERENCE_HELD),
    ]
    for kind in (ReferrerKind.NEIGHBOUR, ReferrerKind.ANONYMOUS):
        quiet = when(opened(refer(referral="referral-2", kind=kind)), SAME)
        silent = heard(accepted(from_agency()), quiet)
        assert silent.statuses == []
        assert when(silent.case, HELD, by=OTHERS).statuses == [("referral-1", Status.CONFERENCE_HELD)]


def test_what_the_person_allowed_a_referrer_goes_along() -> None:
    """R30: asked and answered before the two were found to be the same."""
    case = after(opened(POLICE), RecordSharing(referral="referral-2", statuses=(Status.CLOSED,)))
    first = heard(accepted(from_agency()), when(case, SAME)).case

    assert when(first, ASSIGNED, by=OTHERS).statuses == [("referral-1", Status.COORDINATOR_ASSIGNED)]


def test_the_agency_of_a_linked_referral_is_involved() -> None:
    """R12: whoever works there is not independent."""
    first, _ = both(wanted(from_agency()))

    assert agencies(first) == (AGENCY.id, OTHER_AGENCY.id)


def test_coordination_hears_of_that_agency_also_after_the_acceptance() -> None:
    """R3, R12: whoever works there has a stake from then on."""
    linked_later = LinkedReferral(referral="r-2", referrer="r", kind=ReferrerKind.AGENCY, agency="agency-9")
    works_there = coordination_cases.candidate("anna", employers=("agency-9",))
    known = coordination_cases.accepted()

    assert independent(works_there, coordination_cases.given(*known))
    after_link = coordination_cases.given(*known, ReferralLinked(of="case-2", linked=linked_later))
    assert not independent(works_there, after_link)


@pytest.mark.parametrize(
    ("case", "wish", "reason"),
    [
        (opened(), SameAs(case=FIRST), "no-such-case"),
        (opened(), SameAs(case=LATER, other=HERE), "no-such-case"),
        (opened(), SameAs(case=FIRST, other=OtherCase(region="noord", ended=True)), "other-ended"),
        (opened(), SameAs(case=FIRST, other=OtherCase(region="noord", linked=True)), "other-linked"),
        (opened(), SameAs(case=FIRST, other=OtherCase(region="zuid")), "other-region"),
        (accepted(), SAME, "accepted"),
        (both()[0], SAME, "accepted"),
        (both(opened(from_agency()))[0], SameAs(case="case-9", other=HERE), "has-linked"),
        (after(opened(), OfferTransfer(to="zuid", reason=TransferReason.MOVED)), SAME, "transfer-open"),
        (linked(), SAME, "linked"),
        (after(opened(), WithdrawCase(person="mike")), SAME, "case-ended"),
    ],
)
def test_what_cannot_be_linked(case: Case, wish: SameAs, reason: str) -> None:
    """R3, R4: and the manager reads why."""
    assert refused(case, wish).reason == reason


def test_without_its_look_up_the_wish_is_a_mistake() -> None:
    """Promise 4: never taken for a case that does not exist."""
    with pytest.raises(TypeError, match="SameCase"):
        when(opened(), SameCase(case=FIRST))


# --- while it is linked ---


def test_a_case_that_rests_is_asked_for_nothing() -> None:
    """R3: what is done is done in the first case; the refusal says so."""
    wishes: tuple[Message, ...] = (
        AcceptCase(),
        says("mike-2"),
        says("mike-2", "considering"),
        DeclineCase(reason=DeclineReason.NO_CAPACITY),
        OfferTransfer(to="zuid", reason=TransferReason.MOVED),
        refer(referral="referral-9"),
    )
    for wish in wishes:
        assert refused(linked(), wish).reason == "linked"


def test_no_deadline_passes_in_a_case_that_rests() -> None:
    """R3, R10: nobody waits for its intake, and nothing is ended for want of a yes."""
    case = after(after(Case(), among(FIRST)), SAME)

    for due in (EscalateContact(), EscalateIntake(), LapseConsent()):
        assert when(case, due, by=PROCESS, at=days(100)).events == []
    assert next_due(case) is None


def test_its_own_referrers_hear_nothing_from_a_case_that_rests() -> None:
    """R30: one referral, one stream of statuses."""
    told = when(linked(), WithdrawCase(person="mike-2"))

    assert told.statuses == []


@pytest.mark.parametrize("no", [WithdrawCase(person="mike-2"), says("mike-2", "no"), ReportDeath(person="mike-2")])
def test_a_no_counts_wherever_it_is_said(no: Message) -> None:
    """R31: the case that rests ends at once; the manager of the first hears that somebody may have meant that one."""
    first, later = both()

    told = when(later, no)

    assert told.case.ended
    assert heard(first, told).notices == [(NoticeKind.DEVIATION, "regional-manager")]
    assert heard(first, told).facts == []


def test_a_holder_s_no_is_heard_of_too() -> None:
    """R5, R31: never outvoted; but where a court decided in their place, and a yes belongs in the first case."""
    child = after(opened(refer(person("mike-2", ELEVEN), referral="referral-2")), ask_holder("mother", "mike-2"))
    link = when(child, SAME)
    first = heard(accepted(from_agency()), link).case
    court = RecordCourtDecision(person="mike-2", holder="mother", document="C/1", decided_on=days(0).date())

    told = when(link.case, permits("mother", "mike-2", granted=False))

    assert told.kinds == ["PermissionRecorded"]
    assert heard(first, told).notices == [(NoticeKind.DEVIATION, "regional-manager")]
    assert refused(link.case, permits("mother", "mike-2")).reason == "linked"
    replaced = after(after(child, court), SAME)
    assert passed(when(replaced, permits("mother", "mike-2", granted=False))) == []


def test_what_may_be_shared_is_taken_back_in_a_case_that_rests_too() -> None:
    """R5: and only taken back; whatever else may be shared is said in the first case."""
    told = when(linked(), share("mike-2"), by=themself("mike-2"))

    assert told.kinds == ["SharingPermitted"]
    assert refused(linked(), share("mike-2", Shared.PLAN)).reason == "linked"


def share(name: str, *what: Shared) -> PermitSharing:
    """What a doctor may be given."""
    return PermitSharing(
        person=name, permitted_by=name, with_whom="doctor-1", name="A doctor", what=what, means=Means.SPOKEN
    )


def test_one_of_several_who_leaves_a_case_that_rests_is_heard_of_too() -> None:
    """R31, R38: the others stay where they are."""
    family = refer(person("mike-2", ADULT), person("joan-2", ADULT), referral="referral-2")
    link = when(opened(family), SAME)
    first = heard(accepted(from_agency()), link).case

    told = when(link.case, WithdrawCase(person="joan-2"))

    assert told.kinds == ["PersonLeft", "ErasureAsked"]
    assert heard(first, told).notices == [(NoticeKind.DEVIATION, "regional-manager")]


def test_whoever_is_not_safe_is_looked_after_in_a_case_that_rests_too() -> None:
    """R37: a signal is taken in, told to the lead when nobody decides, measured and decided."""
    _, later = both()

    raised = when(later, RaiseSafetySignal(signal="signal-1", danger=Danger.OTHER, about="He stood at the door."))
    late = when(raised.case, DayTurned(day=days(2).date()), by=PROCESS)

    assert next_due(raised.case) is not None
    assert late.kinds == ["SafetySignalEscalated"]
    assert when(raised.case, TakeSafetyMeasures(pause=True, hide=True)).kinds == ["SafetyMeasuresTaken"]
    decided = DecideOnSignal(signal="signal-1", outcome=SafetyOutcome.NO_ACTION, reasons="It was somebody else.")
    assert when(raised.case, decided).kinds == ["SafetySignalDecided"]


def test_a_birthday_asks_nobody_in_a_case_that_rests() -> None:
    """R3, R5: the other case asks. On its own again, it asks itself."""
    born = birthday(days(10).date(), -12)
    later = after(opened(refer(person("mike-2", born), referral="referral-2")), SAME)
    turned = DayTurned(day=days(10).date())

    assert next_due(later) is None
    assert when(later, turned, by=PROCESS, at=days(10)).events == []
    undone = when(later, UNDO, at=days(11)).case
    assert next_due(undone) == days(10).date()
    assert when(undone, turned, by=PROCESS, at=days(11)).one(ConsentChanged).person == "mike-2"


def test_an_agency_takes_a_linked_referral_back() -> None:
    """R30: it knows nothing of the link: its stream ends, the case goes on."""
    first, later = both()

    told = when(later, RETRACT, by=OTHER_AGENCY)

    assert told.kinds == ["ReferralClosed"]
    closed = heard(first, told)
    assert closed.kinds == ["ReferralClosed"]
    assert when(closed.case, HELD, by=OTHERS).statuses == [("referral-1", Status.CONFERENCE_HELD)]


def test_the_last_referral_taken_back_before_anybody_said_yes_ends_both() -> None:
    """R30: as it would have done in a case of its own."""
    first, later = both(opened(from_agency()))
    first = after(first, RetractReferral(referral="referral-1"), by=AGENCY)

    ended = heard(first, when(later, RETRACT, by=OTHER_AGENCY))

    assert ended.one(CaseEnded).ending is Ending.DECLINED


@pytest.mark.parametrize(
    ("end", "ending", "status"),
    [
        (WithdrawCase(person="mike"), Ending.WITHDRAWN, Status.ENDED),
        (ReviewHeld(number=2, outcome=ReviewOutcome.CLOSE), Ending.CLOSED, Status.CLOSED),
    ],
)
def test_with_the_first_case_the_one_that_rests_ends_too(end: Message, ending: Ending, status: Status) -> None:
    """R31, R32: every referrer hears the end once, from the first; nobody is called off twice."""
    first, later = both()

    told = when(first, end, by=OTHERS if isinstance(end, Event) else themself("mike"))

    assert told.statuses == [("referral-1", status), ("referral-2", status)]
    followed = heard(later, told, FIRST)
    assert followed.one(CaseEnded).ending is ending
    assert followed.notices == []
    assert heard(told.case, followed).events == []


@pytest.mark.parametrize(
    ("yes", "end", "kinds"),
    [
        (False, WithdrawCase(person="mike"), ["CaseEnded", "ErasureAsked"]),
        (True, WithdrawCase(person="mike"), ["CaseEnded"]),
        (False, ReviewHeld(number=2, outcome=ReviewOutcome.CLOSE), ["CaseEnded"]),
    ],
)
def test_what_the_case_that_rests_kept_without_a_yes_is_erased_with_it(
    yes: bool, end: Message, kinds: list[str]
) -> None:
    """R5: unless the first was closed, for there the same people said yes, or they had said it here too."""
    link = when(wanted(POLICE) if yes else opened(POLICE), SAME)
    first = heard(accepted(from_agency()), link).case

    followed = heard(link.case, when(first, end, by=OTHERS if isinstance(end, Event) else themself("mike")), FIRST)

    assert followed.kinds == kinds
    assert followed.notices == []
    if "ErasureAsked" in kinds:
        assert followed.one(ErasureAsked).subjects == ("mike-2", "case-1")


def test_a_first_case_that_ended_meanwhile_says_so() -> None:
    """Promise 4: two managers at once: the one that rests does not wait for a case that is over."""
    told = when(opened(POLICE), SAME)
    over = after(accepted(from_agency()), WithdrawCase(person="mike"))

    late = heard(over, told)

    assert late.statuses == [("referral-2", Status.ENDED)]
    assert heard(told.case, late, FIRST).one(CaseEnded).ending is Ending.WITHDRAWN


# --- undone ---


def test_a_link_can_be_undone() -> None:
    """R3, R10: the referral belongs to its own case again, whose intake begins anew from that day."""
    first, later = both()

    told = when(later, UNDO, at=days(50))

    event = told.one(CaseUnlinked)
    assert (event.case, event.opened) == (FIRST, days(50))
    assert {what for what, _ in told.agenda(CaseUnlinked)} == {
        Due.ESCALATE_CONTACT,
        Due.ESCALATE_INTAKE,
        Due.LAPSE_CONSENT,
    }
    assert all(at > days(50) for _, at in told.agenda(CaseUnlinked))
    assert when(told.case, says("mike-2"), at=days(51)).kinds == ["WillingnessRecorded", "ConsentCompleted"]
    apart = heard(first, told).case
    assert list(apart.referrals) == ["referral-1"]
    assert when(apart, HELD, by=OTHERS).statuses == [("referral-1", Status.CONFERENCE_HELD)]


def test_what_was_said_before_stays_said_after_the_link_is_undone() -> None:
    """R5: a yes stands; who was spoken with was spoken with."""
    case = after(opened(POLICE), says("mike-2"), RecordContact(with_person=True, means=Means.SPOKEN))

    again = after(case, SAME, UNDO)

    assert (again.persons, again.wanted, again.contacted) == (case.persons, True, True)
    assert when(again, LapseConsent(), by=PROCESS, at=days(100)).events == []


def test_only_what_is_linked_can_be_undone() -> None:
    """R3: and not twice."""
    assert refused(opened(), UNDO).reason == "not-linked"
    assert refused(after(linked(), UNDO), UNDO).reason == "not-linked"
    assert refused(after(linked(), WithdrawCase(person="mike-2")), UNDO).reason == "case-ended"


def test_it_can_be_linked_again() -> None:
    """R3: to the same case or another, after a second look."""
    first, later = both()
    undone = when(later, UNDO)
    again = when(undone.case, SAME)

    assert heard(heard(first, undone).case, again).kinds == ["ReferralLinked", "StatusReported"]


def test_news_that_comes_twice_changes_nothing() -> None:
    """Promise 1: a referral is linked once, closed once, an ending ends once."""
    first, later = both()
    link, retracted = when(opened(POLICE), SAME), when(later, RETRACT, by=OTHER_AGENCY)

    assert heard(first, link).events == []
    assert heard(heard(first, retracted).case, retracted).events == []
    ended = when(first, WithdrawCase(person="mike"))
    assert heard(heard(later, ended, FIRST).case, ended, FIRST).events == []


def test_a_stranger_s_news_means_nothing() -> None:
    """R3: only of a case that it is linked with."""
    first, later = both()
    ended = when(first, WithdrawCase(person="mike"))

    for _, told in passed(ended, "case-7"):
        assert when(later, told, by=OTHERS).events == []
        assert when(opened(), told, by=OTHERS).events == []


def test_the_clock_of_the_intake_counts_from_the_day_of_the_undoing() -> None:
    """R10: the time in which it rested is nobody's lateness."""
    again = after(linked(), UNDO, at=days(50))

    assert when(again, EscalateContact(), by=PROCESS, at=days(52)).events == []
    assert when(again, EscalateContact(), by=PROCESS, at=days(60)).kinds == ["DeadlineEscalated"]


def test_a_referral_is_the_same_however_it_was_looked_up() -> None:
    """R3: what is added for the decision is no part of what was asked."""
    assert isinstance(among(), ReferCase)
    assert when(Case(), among()).events == when(Case(), refer()).events
