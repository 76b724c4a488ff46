"""People who must not meet, and what somebody needs to come (R17, R19)."""

import pytest

from contracts.base import Event
from contracts.coordination import (
    Attendance,
    CompletePreparation,
    ConferenceHeld,
    InvitationAnswered,
    KeepApart,
    KeptApart,
    MatterNeeded,
    MatterSettled,
    NeedMatter,
    ParticipantVetoed,
    ParticipantWithdrew,
    PlanSession,
    PostponeConference,
    PracticalMatter,
    PreparationCompleted,
    RecordConference,
    SessionHeld,
    SessionPlanned,
    SettleMatter,
)
from contracts.people import Means
from contracts.plan import FollowUpConferenceWanted
from tests.rules.coordination_cases import (
    CONFERENCE,
    SERVICE,
    assigned,
    coming,
    days,
    given,
    prepared,
    refused,
    session,
    when,
)
from tests.rules.coordination_sessions import CIRCLE, details, meets, missing, ready, tell_of, two_sessions

PRISON = MatterNeeded(matter="leave", kind=PracticalMatter.PERMISSION, for_whom="jan")


# --- people who must not meet ---


def test_a_session_is_not_planned_for_two_who_must_not_meet() -> None:
    """R17: neither together in one, nor both among everybody; apart it is."""
    case = given(*assigned(), *CIRCLE, KeptApart(one="els", other="jan", apart=True))

    together = refused(case, PlanSession(session=meets("one", CONFERENCE, "jan", "els")))
    everybody = refused(case, PlanSession(session=session()))

    assert (together.reason, together.missing) == ("must-not-meet", ("apart:els:jan",))
    assert everybody.missing == ("apart:els:jan",)
    assert when(case, PlanSession(session=meets("one", CONFERENCE, "jan", "oma"))).facts


@pytest.mark.parametrize(
    "out",
    [
        InvitationAnswered(participant="jan", answer="declined", means=Means.SPOKEN),
        ParticipantWithdrew(participant="jan"),
        ParticipantVetoed(participant="jan", by="mike", by_representative=False),
    ],
)
def test_who_does_not_come_meets_nobody(out: Event) -> None:
    """R17: also where they are still named among those of a session."""
    case = given(*assigned(), *CIRCLE, KeptApart(one="els", other="jan", apart=True), out)

    assert when(case, PlanSession(session=meets("one", CONFERENCE, "jan", "els"))).facts
    assert when(case, PlanSession(session=session())).facts


def test_a_conference_is_not_postponed_to_a_session_where_two_would_meet() -> None:
    """R17, R22: nor does another date bring them together."""
    case = given(*ready(), KeptApart(one="oma", other="jan", apart=True))

    assert refused(case, PostponeConference(session=session("prison", days(40)))).reason == "must-not-meet"


def test_two_who_would_meet_after_all_keep_it_from_being_ready() -> None:
    """R19: said, or invited, after the session was planned."""
    case = (*assigned(), *CIRCLE, SessionPlanned(session=session()))
    apart = KeptApart(one="els", other="jan", apart=True)

    assert missing(*case, apart) == ("apart:els:jan",)
    assert when(given(*case, apart, KeptApart(one="jan", other="els", apart=False)), CompletePreparation()).facts
    withdrew = when(given(*case, *coming("piet"), apart, ParticipantWithdrew(participant="jan")), CompletePreparation())
    assert isinstance(withdrew.facts[0], PreparationCompleted)


def test_that_two_met_is_recorded_and_told_without_saying_who() -> None:
    """R39, R17: it happened; the manager hears it. The words hold no ids."""
    told = tell_of(given(*prepared(), KeptApart(one="els", other="jan", apart=True)), "session-1", "els", "jan")

    assert "kept-apart-met" in details(told)


def test_keeping_apart_tells_nobody_and_takes_two() -> None:
    """R17: no notice; the same again changes nothing, however they are named."""
    case = given(*assigned())

    told = when(case, KeepApart(one="jan", other="els"))

    assert (told.notices, told.case.apart) == ([], (("els", "jan"),))
    assert refused(told.case, KeepApart(one="els", other="jan")).reason == "nothing-changed"
    assert refused(case, KeepApart(one="els", other="jan", apart=False)).reason == "nothing-changed"
    assert refused(case, KeepApart(one="els", other="els")).reason == "same-person"


# --- what somebody needs ---


@pytest.mark.parametrize("kind", PracticalMatter)
def test_whatever_is_needed_is_missing_until_it_is_arranged(kind: PracticalMatter) -> None:
    """R17, R19: child care, transport, a way in, a prison's permission: each by its name."""
    case = when(given(*assigned(), *CIRCLE, SessionPlanned(session=session())), NeedMatter(matter="m", kind=kind)).case

    assert refused(case, CompletePreparation()).missing == (f"{kind}:m",)
    for outcome, there in (("arranged", True), ("not-needed", True), ("refused", False)):
        settled = when(case, SettleMatter(matter="m", outcome=outcome)).case
        assert when(settled, CompletePreparation()).facts if there else refused(settled, CompletePreparation())


def test_what_was_for_somebody_who_does_not_come_is_needed_no_more() -> None:
    """R17: the father who declines needs no leave of the prison."""
    case = (*assigned(), *CIRCLE, *coming("piet"), SessionPlanned(session=session()), PRISON)
    declined = InvitationAnswered(participant="jan", answer="declined", means=Means.SPOKEN)

    assert missing(*case) == ("permission:leave",)
    for out in (declined, ParticipantWithdrew(participant="jan")):
        assert isinstance(when(given(*case, out), CompletePreparation()).facts[0], PreparationCompleted)


def test_a_need_is_named_once_and_a_fact_about_an_unknown_one_is_recorded() -> None:
    """R39: what nobody asked for can be arranged; it makes nothing needed."""
    case = given(*assigned(), PRISON)

    assert refused(case, NeedMatter(matter="leave", kind=PracticalMatter.PERMISSION)).reason == "named-before"
    unknown = when(case, SettleMatter(matter="unknown", outcome="arranged"))
    assert unknown.facts == [MatterSettled(matter="unknown", outcome="arranged")]
    assert unknown.case.needs == case.needs


def test_in_a_next_round_what_is_needed_is_arranged_anew() -> None:
    """R29, R19: the wheelchair is needed again; what was not needed is not."""
    before = given(
        *prepared(),
        PRISON,
        MatterNeeded(matter="food", kind=PracticalMatter.FOOD),
        MatterSettled(matter="leave", outcome="arranged"),
        MatterSettled(matter="food", outcome="not-needed"),
    )

    case = when(before, FollowUpConferenceWanted(round=2), by=SERVICE).case

    assert {name: need.settled for name, need in case.needs.items()} == {"leave": False}
    assert case.sitting is None


def test_a_father_joins_from_prison_and_a_guard_sits_in() -> None:
    """R17, R21, R39: leave granted, two sessions, one conference; the guard in private time is told to the manager."""
    case = given(*two_sessions(), PRISON)
    assert refused(case, CompletePreparation()).missing == ("permission:leave",)
    granted = when(case, SettleMatter(matter="leave", outcome="arranged")).case
    done = when(granted, CompletePreparation()).case

    guarded = Attendance(information=("jan", "els"), private_time=("jan", "els", "guard"), presentation=("jan", "els"))
    prison = when(done, RecordConference(session="prison", attendance=guarded), at=days(31))
    saturday = tell_of(prison.case, "saturday", "els", "oma", "mike")

    assert details(prison) == ["outsider-in-private-time"]
    assert isinstance(prison.facts[0], SessionHeld)
    assert [type(event) for event in saturday.facts] == [ConferenceHeld]
    assert "guard" not in saturday.facts[0].circle  # type: ignore[attr-defined]
