"""Nobody new is asked, and no conference is held, while a consent is missing or somebody is not safe (R5, R37)."""

from contracts.coordination import (
    AddInformationGiver,
    CompletePreparation,
    ConferenceHeld,
    PlanSession,
    RecordConference,
    RemindCircle,
)
from contracts.notices import NoticeKind
from contracts.referral import (
    BottomLineLifted,
    ConsentCompleted,
    ConsentIncomplete,
    SafetyMeasuresTaken,
)
from services.coordination.state import Case
from tests.rules.coordination_cases import (
    CONFERENCE,
    PROCESS,
    SERVICE,
    assigned,
    attended,
    bottom_line,
    coming,
    days,
    given,
    invite,
    invited,
    prepared,
    refused,
    says,
    session,
    when,
)

GIVER = AddInformationGiver(giver="doctor", name="A doctor")
MISSING = ConsentIncomplete()
THERE = ConsentCompleted(persons=("mike",))
PAUSED = SafetyMeasuresTaken(pause=True, hide=True)
LIFTED = SafetyMeasuresTaken(pause=False, hide=False)


def refusals(case: Case) -> set[str]:
    """Why nobody new can be asked."""
    return {refused(case, message).reason for message in (invite("els"), GIVER)}


def test_a_missing_consent_holds_every_new_invitation() -> None:
    """R5: in mid-case too; a giver of information is asked as little as a participant. Once it is there, both are."""
    held = given(*assigned(), MISSING)
    going_on = given(*assigned(), MISSING, THERE)

    assert refusals(held) == {"no-consent"}
    assert refused(held, GIVER).text == "Nobody is invited before every consent is there."
    assert when(going_on, invite("els")).notices == [(NoticeKind.INVITATION, "els")]
    assert when(going_on, GIVER).notices == [(NoticeKind.INVITATION, "doctor")]


def test_a_missing_consent_holds_the_conference() -> None:
    """R5, R19, R39: it is not ready; held all the same it is recorded with what was missing."""
    held = given(*prepared(), MISSING)
    preparing = given(*assigned(), *coming("els", "jan", "oma"), MISSING)
    preparing = when(preparing, PlanSession(session=session())).case
    told = RecordConference(session="session-1", outcome="held", attendance=attended("els", "jan"))

    assert refused(preparing, CompletePreparation()).missing == ("consent",)
    conference = next(one for one in when(held, told, at=CONFERENCE).events if isinstance(one, ConferenceHeld))
    assert conference.deviations == ("not-ready", "no-consent")


def test_a_pause_holds_invitations_and_reminders_and_nothing_else() -> None:
    """R37: the manager pauses; what the circle prepares goes on, and answers that come in are taken."""
    case = given(*assigned(), invited("els"), PAUSED)

    assert refusals(given(*assigned(), PAUSED)) == {"invitations-paused"}
    assert refused(given(*assigned(), PAUSED), GIVER).text == "The regional manager paused invitations for now."
    assert when(case, RemindCircle(), by=PROCESS, at=days(8)).events == []
    assert when(case, says("els", "accepted")).facts
    assert when(case, PlanSession(session=session())).facts


def test_after_the_pause_people_are_asked_again() -> None:
    """R37: who was invited before it is reminded as ever."""
    case = given(*assigned(), invited("els"), PAUSED, LIFTED)

    assert when(case, RemindCircle(), by=PROCESS, at=days(8)).notices == [(NoticeKind.REMINDER, "els")]
    assert when(case, invite("jan")).notices == [(NoticeKind.INVITATION, "jan")]


def test_a_line_that_is_lifted_is_told_and_asked_of_nobody() -> None:
    """R7: everybody invited hears; whoever is invited later hears nothing of it; readiness waits for it no more."""
    case = given(*assigned(), *coming("els", "jan", "oma"), bottom_line())

    told = when(case, BottomLineLifted(bottom_line="line-1", version=1), by=SERVICE)

    assert told.notices == [(NoticeKind.BOTTOM_LINE, who) for who in ("els", "jan", "oma")]
    assert when(told.case, invite("kees")).notices == [(NoticeKind.INVITATION, "kees")]
    assert refused(told.case, CompletePreparation()).missing == ("session",)
