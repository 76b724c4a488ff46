"""Several sessions of one conference (R17, R19, R22)."""

from contracts.coordination import (
    ConferenceHeld,
    ConferencePostponed,
    DropSession,
    EscalateConference,
    PlanSession,
    PostponeConference,
    SessionDropped,
    SessionHeld,
)
from contracts.notices import NoticeDue, NoticeKind
from contracts.process import Due
from services.coordination.state import Stage
from tests.rules.coordination_cases import (
    CONFERENCE,
    PROCESS,
    assigned,
    coming,
    days,
    given,
    invite,
    prepared,
    refused,
    when,
)
from tests.rules.coordination_sessions import SATURDAY, details, meets, missing, ready, tell_of, two_sessions


def test_a_second_session_is_no_second_conference() -> None:
    """R17, R22: after the first the next is awaited; the conference was held once, by all who were at either."""
    first = tell_of(given(*ready()), "prison", "jan", "els")
    second = tell_of(first.case, "saturday", "oma", "mike")

    (event,) = first.facts
    assert isinstance(event, SessionHeld)
    assert (event.next_session, event.starts, event.deviations) == ("saturday", SATURDAY, ())
    assert [item.what for item in event.agenda] == [Due.ESCALATE_CONFERENCE] * 2
    assert event.agenda[0].at > SATURDAY
    assert first.case.stage is Stage.PREPARED
    (held,) = second.facts
    assert isinstance(held, ConferenceHeld)
    assert held.circle == ("mike", "els", "jan", "oma")
    assert held.deviations == ()


def test_sessions_can_be_told_of_in_any_order() -> None:
    """R39: what was held first is not told of first; the conference is held when both were told."""
    late = tell_of(given(*ready()), "saturday", "oma")

    assert isinstance(late.facts[0], SessionHeld)
    assert isinstance(tell_of(late.case, "prison", "jan").facts[0], ConferenceHeld)


def test_without_a_plan_the_conference_is_over_at_any_session() -> None:
    """R22: a circle that ends it without a plan needs no second session."""
    told = tell_of(given(*ready()), "prison", "jan", outcome="without-plan")

    assert [type(event).__name__ for event in told.facts] == ["ConferenceWithoutPlan"]


def test_a_session_that_goes_on_is_followed_by_the_next_that_is_planned() -> None:
    """R22: adjourned without a new date is no deviation where the next session is known."""
    told = tell_of(given(*ready()), "prison", "jan", outcome="adjourned")

    assert isinstance(told.facts[0], SessionHeld)
    assert details(told) == []


def test_another_session_than_the_planned_one_takes_its_place() -> None:
    """R39: a deviation, and nothing waits for the one that was planned."""
    told = tell_of(given(*prepared()), "elsewhere", "els", "jan", "oma")

    assert isinstance(told.facts[0], ConferenceHeld)
    assert details(told) == ["other-session"]
    assert told.case.sitting is None


def test_each_is_invited_to_their_own_session() -> None:
    """R17, R15: the date in the invitation is that of the session to which they are asked."""
    case = given(*assigned(), *two_sessions()[-2:])

    assert [when(case, invite(who)).events[1].when for who in ("jan", "oma", "els")] == [  # type: ignore[attr-defined]
        CONFERENCE,
        SATURDAY,
        CONFERENCE,
    ]


def test_only_who_is_expected_hears_of_a_move() -> None:
    """R17, R22: whoever comes on Saturday is not told of the other day."""
    case = given(*two_sessions())

    told = when(case, PlanSession(session=meets("prison", days(31), "jan", "els")))

    assert told.notices == [(NoticeKind.CONFERENCE_MOVED, who) for who in ("els", "jan")]


def test_only_who_is_expected_hears_the_date_of_a_session_more() -> None:
    """R17, R44: nobody else has to know of it."""
    told = when(given(*two_sessions()), PlanSession(session=meets("third", days(34), "oma")))

    assert told.notices == [(NoticeKind.CONFERENCE_MOVED, "oma")]


def test_who_comes_is_expected_at_a_session() -> None:
    """R19: whoever accepted and is at no session would come in vain."""
    assert missing(*two_sessions(), *coming("piet")) == ("session:piet",)


def test_a_session_can_be_dropped_and_who_was_asked_hears_the_next_one() -> None:
    """R17: who has no other session hears that it is still to be chosen."""
    told = when(given(*two_sessions()), DropSession(session="prison"))

    assert told.facts == [SessionDropped(session="prison")]
    assert [(one.recipient, one.when) for one in told.events if isinstance(one, NoticeDue)] == [
        ("els", SATURDAY),
        ("jan", None),
    ]
    assert [one.session for one in told.case.ahead()] == ["saturday"]


def test_the_only_session_of_a_conference_that_is_ready_is_postponed_and_not_dropped() -> None:
    """R22: a conference that is ready has a date."""
    assert refused(given(*prepared()), DropSession(session="session-1")).reason == "last-session"
    assert refused(given(*prepared()), DropSession(session="unknown")).reason == "no-such-session"
    assert when(given(*ready()), DropSession(session="saturday")).facts == [SessionDropped(session="saturday")]


def test_postponing_moves_one_session_and_leaves_the_other() -> None:
    """R22: the session of that id; of an id that is new, the next one. The first of all is awaited."""
    case = given(*ready())

    same = when(case, PostponeConference(session=meets("saturday", days(40), "els", "oma", "mike")))
    new = when(case, PostponeConference(session=meets("other", days(50), "jan", "els")))

    (first,), (second,) = same.facts, new.facts
    assert isinstance(first, ConferencePostponed)
    assert isinstance(second, ConferencePostponed)
    assert (first.instead_of, second.instead_of) == ("saturday", "prison")
    assert first.agenda[0].at < days(33)
    assert [one.session for one in new.case.ahead()] == ["saturday", "other"]


def test_nobody_told_of_the_first_of_two_sessions() -> None:
    """R10, R22: each session that passed is asked for; before it nobody is."""
    case = given(*ready())

    assert when(case, EscalateConference(), by=PROCESS, at=days(29)).events == []
    assert when(case, EscalateConference(), by=PROCESS, at=days(32)).notices
    first = tell_of(case, "prison", "jan")
    assert when(first.case, EscalateConference(), by=PROCESS, at=days(32)).events == []
