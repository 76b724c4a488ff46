"""Ready means that nothing on this list is missing (R19)."""

from contracts.base import Event
from contracts.coordination import PreparationCompleted
from contracts.deciding import Given, Refused
from contracts.policy import Policy
from services.coordination import agenda, apart, needs
from services.coordination.independence import by_now
from services.coordination.practical import expected_givers
from services.coordination.state import Case, Stage

DUTCH = "nl"


def complete(case: Case, given: Given) -> list[Event]:
    """The preparation is completed.

    Raises:
        Refused: it was completed before; or not ready, with the exact list of what is missing.
    """
    if case.stage is Stage.PREPARED:
        raise Refused("prepared", "The preparation is completed already.", rule="R19")
    policy = given.policy(case.region)
    sitting = case.sitting if case.sitting and case.sitting.starts > given.at else None
    absent = in_place(case, policy, session=sitting is not None)
    if absent or sitting is None:
        raise Refused("not-ready", "Not everything that ready means is there yet.", rule="R19", missing=absent)
    return [
        PreparationCompleted(
            session=sitting.session,
            starts=sitting.starts,
            round=case.round,
            agenda=agenda.outcome_of_session(sitting.ends, given, policy),
        )
    ]


def missing(case: Case, policy: Policy) -> tuple[str, ...]:
    """What is missing, as words with ids. Whether the session is still to come is not asked here."""
    return in_place(case, policy, session=case.sitting is not None)


def in_place(case: Case, policy: Policy, *, session: bool) -> tuple[str, ...]:
    """The list of R19, in its order."""
    return (
        *(() if case.wanted else ("consent",)),
        *hosted(case),
        *(() if session else ("session",)),
        *unseated(case),
        *too_few(case, policy),
        *unexplained(case),
        *unspoken(case),
        *unbriefed(case),
        *needs.unsettled(case),
    )


def hosted(case: Case) -> tuple[str, ...]:
    """Whether there is a coordinator, without any stake (R12)."""
    if case.search.coordinator is None:
        return ("coordinator",)
    return ("independent-coordinator",) if by_now(case.search.coordinator, case) else ()


def unseated(case: Case) -> tuple[str, ...]:
    """Who comes to no session, and who would meet although they must not (R17)."""
    planned = case.sittings.values()
    nowhere = [who for who in case.circle.accepted() if planned and not any(one.expects(who) for one in planned)]
    met = [pair for sitting in case.ahead() for pair in apart.clashes(case, sitting)]
    return (*(f"session:{who}" for who in nowhere), *dict.fromkeys(met))


def too_few(case: Case, policy: Policy) -> tuple[str, ...]:
    """How many more participants must accept."""
    short = policy.participants - len(case.circle.accepted())
    return (f"participants:{short}",) if short > 0 else ()


def unexplained(case: Case) -> tuple[str, ...]:
    """Who does not know which bottom line yet (R7)."""
    return tuple(
        f"bottom-line:{name}:{participant}"
        for name, line in case.bottom_lines.items()
        for participant in case.circle.waiting()
        if participant not in line.known_by
    )


def unspoken(case: Case) -> tuple[str, ...]:
    """Languages of who comes that are not the family's, and have no interpreter (R17).

    Of whom nobody said one a person concerned speaks the family's, anybody else Dutch.
    """
    coming = {name: case.circle.members[name].language for name in case.circle.accepted()}
    spoken = {language or DUTCH for name, language in coming.items() if language or name not in case.persons}
    return tuple(f"interpreter:{tag}" for tag in sorted(spoken - set(case.languages) - case.interpreters))


def unbriefed(case: Case) -> tuple[str, ...]:
    """Whose information is not in, or not explained to the circle (R18)."""
    return tuple(
        f"information-giver:{giver}"
        for giver in expected_givers(case)
        if not (case.givers[giver].received and case.givers[giver].explained)
    )
