"""Practical matters: when and how the circle meets, interpreters, and who informs it (R17, R18)."""

from datetime import datetime

from contracts.base import Event
from contracts.coordination import (
    AddInformationGiver,
    ArrangeInterpreter,
    ConferencePostponed,
    DropSession,
    InformationGiverAdded,
    InformationRecorded,
    InformationWanted,
    InterpreterArranged,
    PlanSession,
    PostponeConference,
    RecordInformation,
    Session,
    SessionDropped,
    SessionPlanned,
)
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.states import replace
from contracts.telling import tell
from services.coordination import agenda, apart, inviting
from services.coordination.state import Case, Giver, Sitting, Stage, in_order


def plan_session(case: Case, wish: PlanSession, given: Given) -> list[Event]:
    """Date, place and mode that the circle chose (R17). Whoever was asked before hears the date, and each other one.

    Where it was is not remembered here: a session that is planned anew with a place is told, so that nobody stands
    before the wrong door.

    Raises:
        Refused: the date has passed; two would be there who must not meet; or the preparation is completed: then it
            is postponed (R22).
    """
    if case.stage is not Stage.PREPARATION:
        raise Refused("prepared", "The preparation is completed: postpone the conference instead.", rule="R22")
    in_future(wish.session, case, given)
    apart.check(wish.session, case)
    before = case.sittings.get(wish.session.session)
    planned = SessionPlanned(session=wish.session)
    if before is None:
        return [planned, *tell_moved(case, wish.session, given, "planned")]
    news = before.starts != wish.session.starts or wish.session.place is not None
    return [planned, *(tell_moved(case, wish.session, given) if news else ())]


def postpone(case: Case, wish: PostponeConference, given: Given) -> list[Event]:
    """The conference moves to another date (R22).

    Raises:
        Refused: there is nothing to postpone yet, the new date has passed, or two would meet who must not.
    """
    if case.stage is not Stage.PREPARED:
        raise Refused("not-prepared", "The preparation is not completed: plan another session instead.", rule="R22")
    in_future(wish.session, case, given)
    apart.check(wish.session, case)
    new = wish.session.session
    next_one = case.sitting.session if case.sitting else None
    instead_of = new if new in case.sittings else next_one
    first = min((Sitting.of(wish.session), *case.ahead(but=instead_of or "")), key=lambda one: one.starts)
    awaited = agenda.outcome_of_session(first.ends, given, given.policy(case.region))
    return [
        ConferencePostponed(session=wish.session, instead_of=instead_of, agenda=awaited),
        *tell_moved(case, wish.session, given),
    ]


def drop_session(case: Case, wish: DropSession, given: Given) -> list[Event]:
    """A session is off; whoever was asked to it hears when the next one is, if there is one (R17).

    Raises:
        Refused: it is not planned; or it is the only one of a conference that is ready: then it is postponed (R22).
    """
    off = next((one for one in case.ahead() if one.session == wish.session), None)
    if off is None:
        raise Refused("no-such-session", "No session of this id is still to come.", rule="R17")
    left = case.ahead(but=wish.session)
    if case.stage is Stage.PREPARED and not left:
        raise Refused("last-session", "It is the only session: postpone the conference instead.", rule="R22")
    told = [who for who in counting_on_it(case) if off.expects(who)]
    then = {who: next((one.starts for one in left if one.expects(who)), None) for who in told}
    return [
        SessionDropped(session=wish.session),
        *(moved(given, who, wish.session, then[who]) for who in told),
        *(wanted for who in told for wanted in asked_of_agency(case.givers.get(who), who, then[who])),
    ]


def in_future(session: Session, case: Case, given: Given) -> None:
    """A session is planned ahead, and what was held is not planned again."""
    if session.starts <= given.at or session.session in case.sat:
        raise Refused("session-passed", "A session is planned for a moment that is still to come.", rule="R17")


def tell_moved(case: Case, session: Session, given: Given, detail: str = "") -> list[Event]:
    """Everybody who counts on this session hears the new date, or the first one: `planned`."""
    asked = [who for who in counting_on_it(case) if Sitting.of(session).expects(who)]
    return [
        *(moved(given, who, session.session, session.starts, detail) for who in asked),
        *(wanted for who in asked for wanted in asked_of_agency(case.givers.get(who), who, session.starts)),
    ]


def counting_on_it(case: Case) -> tuple[str, ...]:
    """Who was asked to the conference and has not said no."""
    return in_order(case.circle.waiting(), expected_givers(case))


def moved(given: Given, who: str, session: str, when: datetime | None, detail: str = "") -> Event:
    """One person hears the date, or that it is still to be chosen."""
    return tell(
        given,
        NoticeKind.CONFERENCE_MOVED,
        who,
        asked_by="coordinator",
        refers_to=(session,),
        when=when,
        detail=detail,
        rule="R17" if detail else "R22",
    )


def arrange_interpreter(told: ArrangeInterpreter) -> list[Event]:
    """An interpreter is arranged (R17)."""
    return [InterpreterArranged(language=told.language)]


def add_giver(case: Case, wish: AddInformationGiver, given: Given) -> list[Event]:
    """A professional informs in the first part, and is asked for it ahead (R18).

    Raises:
        Refused: invitations are held up (R5, R37); or they inform already, are in the circle or its coordinator (one
            capacity a person, R14), or are kept out (R16). These sound the same.
    """
    inviting.check(case)
    if wish.giver in {*case.givers, *case.circle.members, *case.circle.vetoed, case.search.coordinator}:
        raise Refused("not-added", "This person cannot be added as an information giver.", rule="R18")
    sitting = case.sitting_for(wish.giver)
    when = sitting.starts if sitting else None
    return [
        InformationGiverAdded(**wish.model_dump(), asked_on=given.today),
        tell(
            given,
            NoticeKind.INVITATION,
            wish.giver,
            asked_by="coordinator",
            when=when,
            detail="information-giver",
            rule="R18",
        ),
        *asked_of_agency(Giver(wish.agency), wish.giver, when),
    ]


def asked_of_agency(giver: Giver | None, who: str, when: datetime | None) -> list[Event]:
    """The agency whose professional is asked hears it too, and each other date (R18)."""
    return [InformationWanted(giver=who, agency=giver.agency, conference=when)] if giver and giver.agency else []


def record_information(told: RecordInformation, given: Given) -> list[Event]:
    """Whether and when it was received and explained to the circle; never its content (R18)."""
    return [
        InformationRecorded(
            giver=told.giver,
            received=told.received,
            explained=told.explained,
            received_on=(told.received_on or given.today) if told.received else None,
            explained_on=(told.explained_on or given.today) if told.explained else None,
        )
    ]


def expected_givers(case: Case) -> list[str]:
    """Who informs at the conference; a veto keeps them out too."""
    return [giver for giver in case.givers if giver not in case.circle.vetoed]


def after_information(case: Case, event: InformationRecorded) -> dict[str, Giver]:
    """What is known of a giver that was asked."""
    if event.giver not in case.givers:
        return case.givers
    known = replace(case.givers[event.giver], received=event.received, explained=event.explained)
    return {**case.givers, event.giver: known}
