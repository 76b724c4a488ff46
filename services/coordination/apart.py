"""People who must not meet: sessions are planned so that they do not (R17)."""

from collections.abc import Iterable

from contracts.base import Event
from contracts.coordination import KeepApart, KeptApart, Session
from contracts.deciding import Refused
from services.coordination.state import Case, Sitting, in_order


def keep(case: Case, wish: KeepApart) -> list[Event]:
    """Two people must not meet, or may again. No notice says it, to them or to anybody.

    Raises:
        Refused: it is one person; or nothing would change.
    """
    if wish.one == wish.other:
        raise Refused("same-person", "It takes two people to keep apart.", rule="R17")
    if (pair(wish.one, wish.other) in case.apart) is wish.apart:
        raise Refused("nothing-changed", "This was recorded before.", rule="R17")
    return [KeptApart(one=wish.one, other=wish.other, apart=wish.apart)]


def check(session: Session, case: Case) -> None:
    """A session is not planned for two who must not meet.

    Raises:
        Refused: both would be there, with the pairs.
    """
    met = clashes(case, Sitting.of(session))
    if met:
        raise Refused(
            "must-not-meet",
            "Two people who must not meet would both be there: say who is expected at which session.",
            rule="R17",
            missing=met,
        )


def clashes(case: Case, sitting: Sitting) -> tuple[str, ...]:
    """The pairs that would meet at a session, as words with ids; who does not come meets nobody."""
    return meeting(case, (who for who in sitting.expected or coming(case) if case.counts(who)))


def meeting(case: Case, there: Iterable[str]) -> tuple[str, ...]:
    """The pairs among these people that must not meet."""
    present = set(there)
    return tuple(f"apart:{one}:{other}" for one, other in case.apart if one in present and other in present)


def coming(case: Case) -> tuple[str, ...]:
    """Who is there if nothing else is said."""
    return in_order(case.persons, case.circle.waiting(), case.givers)


def pair(one: str, other: str) -> tuple[str, str]:
    """Two people, however they were named."""
    return (one, other) if one < other else (other, one)


def after_kept(case: Case, event: KeptApart) -> tuple[tuple[str, str], ...]:
    """Who must not meet now."""
    named = pair(event.one, event.other)
    others = tuple(known for known in case.apart if known != named)
    return (*others, named) if event.apart else others
