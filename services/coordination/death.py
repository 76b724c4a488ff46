"""Somebody of the circle died: it is recorded as it is, and nothing is sent to them any more (R32, R39)."""

from contracts.base import Event
from contracts.coordination import ParticipantDied, ReportParticipantDeath
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.states import replace
from contracts.telling import MANAGER, tell
from services.coordination.state import Case


def record(case: Case, told: ReportParticipantDeath, given: Given) -> list[Event]:
    """A participant, or somebody who was to inform. What they had to do the plan gives back to the circle.

    Of a person concerned, or of somebody whom nobody knows here, the manager hears: the one ends the case, or is an
    end for that person (R38), and is told to the referral service; the other may be a mistake.
    """
    deviations = found(case, told.participant)
    return [
        ParticipantDied(participant=told.participant, deviations=deviations),
        *(
            tell(given, NoticeKind.DEVIATION, MANAGER, refers_to=(told.participant,), detail=word, rule="R39")
            for word in deviations
        ),
    ]


def found(case: Case, participant: str) -> tuple[str, ...]:
    """What was not as it should be, in words of a fixed list."""
    checks = {
        "case-ended": bool(case.ended),
        "death-of-person-concerned": participant in case.persons,
        "not-in-case": participant not in {*case.circle.members, *case.persons, *case.givers},
    }
    return tuple(word for word, applies in checks.items() if applies)


def after_died(case: Case, event: ParticipantDied) -> Case:
    """They are out for good, also of the next round (R29); what they were to inform about nobody waits for."""
    givers = {name: giver for name, giver in case.givers.items() if name != event.participant}
    of_case = event.participant in {*case.circle.members, *case.givers}
    return replace(case, circle=case.circle.left_by(event.participant) if of_case else case.circle, givers=givers)
