"""Practical matters: when and how the circle meets, interpreters, and who informs it (R17, R18)."""

from contracts.base import Event
from contracts.coordination import (
    AddInformationGiver,
    ArrangeInterpreter,
    ConferencePostponed,
    InformationGiverAdded,
    InformationRecorded,
    InterpreterArranged,
    PlanSession,
    PostponeConference,
    RecordInformation,
    Session,
    SessionPlanned,
)
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.telling import tell
from services.coordination import agenda, inviting
from services.coordination.state import Case, Giver, Sitting, Stage, in_order


def plan_session(case: Case, wish: PlanSession, given: Given) -> list[Event]:
    """Date, place and mode that the circle chose (R17). Another date is told to everybody who waits for it.

    Raises:
        Refused: the date has passed, or the preparation is completed: then it is postponed (R22).
    """
    if case.stage is not Stage.PREPARATION:
        raise Refused("prepared", "The preparation is completed: postpone the conference instead.", rule="R22")
    in_future(wish.session, case, given)
    moved = case.sitting is not None and case.sitting.starts != wish.session.starts
    return [SessionPlanned(session=wish.session), *(tell_moved(case, wish.session, given) if moved else ())]


def postpone(case: Case, wish: PostponeConference, given: Given) -> list[Event]:
    """The conference moves to another date (R22).

    Raises:
        Refused: there is nothing to postpone yet, or the new date has passed.
    """
    if case.stage is not Stage.PREPARED:
        raise Refused("not-prepared", "The preparation is not completed: plan another session instead.", rule="R22")
    in_future(wish.session, case, given)
    sitting = Sitting(wish.session.session, wish.session.starts, wish.session.minutes)
    awaited = agenda.outcome_of_session(sitting.ends, given, given.policy(case.region))
    return [ConferencePostponed(session=wish.session, agenda=awaited), *tell_moved(case, wish.session, given)]


def in_future(session: Session, case: Case, given: Given) -> None:
    """A session is planned ahead, and what was held is not planned again."""
    if session.starts <= given.at or session.session in case.sat:
        raise Refused("session-passed", "A session is planned for a moment that is still to come.", rule="R17")


def tell_moved(case: Case, session: Session, given: Given) -> list[Event]:
    """Everybody who counts on the conference hears the new date."""
    return [
        tell(
            given,
            NoticeKind.CONFERENCE_MOVED,
            who,
            asked_by="coordinator",
            refers_to=(session.session,),
            when=session.starts,
            rule="R22",
        )
        for who in in_order(case.circle.waiting(), expected_givers(case))
    ]


def arrange_interpreter(told: ArrangeInterpreter) -> list[Event]:
    """An interpreter is arranged (R17)."""
    return [InterpreterArranged(language=told.language)]


def add_giver(case: Case, wish: AddInformationGiver, given: Given) -> list[Event]:
    """A professional informs in the first part, and is asked for it ahead (R18).

    Raises:
        Refused: invitations are held up (R5, R37); or they inform already, are in the circle (one capacity a person,
            R14), or are kept out (R16). These sound the same.
    """
    inviting.check(case)
    if wish.giver in {*case.givers, *case.circle.members, *case.circle.vetoed}:
        raise Refused("not-added", "This person cannot be added as an information giver.", rule="R18")
    when = case.sitting.starts if case.sitting else None
    return [
        InformationGiverAdded(**wish.model_dump()),
        tell(
            given,
            NoticeKind.INVITATION,
            wish.giver,
            asked_by="coordinator",
            when=when,
            detail="information-giver",
            rule="R18",
        ),
    ]


def record_information(told: RecordInformation) -> list[Event]:
    """Whether it was received and explained to the circle; never its content (R18)."""
    return [InformationRecorded(**told.model_dump())]


def expected_givers(case: Case) -> list[str]:
    """Who informs at the conference; a veto keeps them out too."""
    return [giver for giver in case.givers if giver not in case.circle.vetoed]


def after_information(case: Case, event: InformationRecorded) -> dict[str, Giver]:
    """What is known of a giver that was asked."""
    if event.giver not in case.givers:
        return case.givers
    return {**case.givers, event.giver: Giver(event.received, event.explained)}
