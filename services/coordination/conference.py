"""The conference as it was: recorded with its deviations, never refused (R21, R22, R39)."""

from contracts.base import Event
from contracts.coordination import (
    Attendance,
    ConferenceAdjourned,
    ConferenceHeld,
    ConferenceNoted,
    ConferenceWithoutPlan,
    RecordConference,
    Session,
    SessionHeld,
)
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.policy import Policy
from contracts.telling import MANAGER, tell
from services.coordination import agenda, apart
from services.coordination.practical import tell_moved
from services.coordination.readiness import missing
from services.coordination.state import Case, Sitting, Stage, in_order


def record(case: Case, told: RecordConference, given: Given) -> list[Event]:
    """What happened, what was not as it should be, and what comes next."""
    deviations = found(case, told, given)
    notices = [
        tell(given, NoticeKind.DEVIATION, MANAGER, refers_to=(told.session,), detail=word, rule="R39")
        for word in deviations
    ]
    return [*outcome(case, told, deviations, given), *notices]


def outcome(case: Case, told: RecordConference, deviations: tuple[str, ...], given: Given) -> list[Event]:
    """Held, adjourned, or without a plan (R22). What no longer moves the case is noted all the same (R39)."""
    if out_of_turn(case, told):
        return [ConferenceNoted(session=told.session, attendance=told.attendance, deviations=deviations)]
    if told.next_session and told.outcome == "adjourned":
        return adjourned(case, told, told.next_session, deviations, given)
    left = case.ahead(but=told.session)
    one_of_several = told.session in case.sittings or told.outcome == "adjourned"
    if left and one_of_several and told.outcome != "without-plan":
        return goes_on(told, left[0], deviations, given, given.policy(case.region))
    plan = agenda.plan(given, given.policy(case.region))
    if told.outcome == "without-plan":
        return [
            ConferenceWithoutPlan(
                session=told.session,
                attendance=told.attendance,
                circle=circle_of(case, told),
                round=case.round,
                deviations=deviations,
                agenda=plan,
            )
        ]
    return [
        ConferenceHeld(
            session=told.session,
            attendance=told.attendance,
            circle=circle_of(case, told),
            round=case.round,
            deviations=deviations,
            agenda=plan,
        )
    ]


def goes_on(
    told: RecordConference, next_one: Sitting, deviations: tuple[str, ...], given: Given, policy: Policy
) -> list[Event]:
    """One of several sessions was held; all of them are one conference (R17, R22)."""
    return [
        SessionHeld(
            session=told.session,
            attendance=told.attendance,
            next_session=next_one.session,
            starts=next_one.starts,
            deviations=deviations,
            agenda=agenda.outcome_of_session(next_one.ends, given, policy),
        )
    ]


def adjourned(
    case: Case, told: RecordConference, again: Session, deviations: tuple[str, ...], given: Given
) -> list[Event]:
    """To be continued on another date (R22)."""
    first = min((Sitting.of(again), *case.ahead(but=told.session)), key=lambda one: one.starts)
    return [
        ConferenceAdjourned(
            session=told.session,
            next_session=again,
            attendance=told.attendance,
            deviations=deviations,
            agenda=agenda.outcome_of_session(first.ends, given, given.policy(case.region)),
        ),
        *tell_moved(case, again, given),
    ]


def out_of_turn(case: Case, told: RecordConference) -> str | None:
    """Why a conference that is told of moves nothing. One that goes on without a date is told again, with it."""
    if case.ended:
        return "case-ended"
    if told.session in case.sat:
        return "told-before"
    if told.outcome == "adjourned" and told.next_session is None and not case.ahead(but=told.session):
        return "next-session-missing"
    return None if case.preparing else "not-in-preparation"


def found(case: Case, told: RecordConference, given: Given) -> tuple[str, ...]:
    """What was not as it should be, in words of a fixed list, without ids: nobody learns of a veto by it (R16)."""
    late = out_of_turn(case, told)
    there = present(told.attendance)
    private = set(told.attendance.private_time)
    insiders = {*case.circle.members, *case.persons}
    ready = case.stage is Stage.PREPARED and not missing(case, given.policy(case.region))
    checks = {
        "not-ready": late is None and not ready,
        "no-consent": late is None and not case.wanted,
        "other-session": late is None and told.session not in case.sittings,
        "giver-in-private-time": bool(private & set(case.givers)),
        "coordinator-in-private-time": case.search.coordinator in private,
        "outsider-in-private-time": bool(private - insiders - {*case.givers, case.search.coordinator or ""}),
        "kept-out-present": bool(there & case.circle.vetoed),
        "kept-apart-met": bool(apart.meeting(case, there)),
    }
    return (*((late,) if late else ()), *(word for word, applies in checks.items() if applies))


def circle_of(case: Case, told: RecordConference) -> tuple[str, ...]:
    """Whose plan it is: the persons concerned, who had accepted, and who came; never who is kept out.

    Who came to an earlier session and withdrew since is out (R15).
    """
    there = present(told.attendance) | {name for name in case.came if not case.circle.keeps_out(name)}
    came = [name for name in case.circle.members if name in there and name not in case.circle.vetoed]
    return in_order(case.persons, case.circle.accepted(), came)


def present(attendance: Attendance) -> frozenset[str]:
    """Who was there, in any part."""
    return frozenset((*attendance.information, *attendance.private_time, *attendance.presentation))
