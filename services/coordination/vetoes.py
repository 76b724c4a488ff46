"""Who is kept out, and let in again; whoever it is about learns nothing of it through this system (R16)."""

from contracts.base import Event
from contracts.coordination import Concern, LiftVeto, ParticipantVetoed, VetoLifted, VetoParticipant
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.telling import MANAGER, tell
from services.coordination.state import Case, Circle


def veto(case: Case, wish: VetoParticipant, given: Given) -> list[Event]:
    """Somebody is kept out. The system tells nobody whom it is about; the coordinator speaks.

    A representative's veto is recorded as theirs. If they have an interest in it the regional manager hears. Nobody
    keeps a person concerned out of their own conference: they can withdraw (R31, R38).

    Raises:
        Refused: it is about a person concerned; it is neither a person concerned's nor a representative's; or they
            wished it before. What others wished is not said.
    """
    if wish.participant in case.persons:
        raise Refused("not-to-be-kept-out", "A person concerned is not kept out of their own conference.", rule="R16")
    theirs = wish.by_representative or wish.by in case.persons
    if not theirs or not speaks_for(wish.by, given, representative=wish.by_representative):
        raise Refused("not-theirs-to-veto", "Only a person concerned keeps somebody out.", rule="R16")
    if wish.by in case.circle.vetoes.get(wish.participant, {}):
        raise Refused("kept-out-already", "This wish was recorded before.", rule="R16")
    concern = (wish.concern or interest(case, wish.by)) if wish.by_representative else None
    vetoed = ParticipantVetoed(
        participant=wish.participant, by=wish.by, by_representative=wish.by_representative, concern=concern
    )
    return [vetoed, *(tell_manager(wish.by, concern, given) if concern else ())]


def interest(case: Case, representative: str) -> Concern | None:
    """Whether it is known that a representative has an interest of their own: as referrer, or with a bottom line."""
    sets = any(line.setter == representative for line in case.bottom_lines.values())
    return "own-interest" if sets or representative in case.conflicts else None


def tell_manager(representative: str, concern: str, given: Given) -> list[Event]:
    """The manager decides what to do about it (R5); who is kept out is not in it."""
    word = f"veto-{concern}"
    return [tell(given, NoticeKind.DEVIATION, MANAGER, refers_to=(representative,), detail=word, rule="R16")]


def lift(case: Case, wish: LiftVeto, given: Given) -> list[Event]:
    """Whoever kept somebody out lets them in again; in place of a representative with an interest the manager can.

    Raises:
        Refused: they do not keep them out. Whether others do is not said.
    """
    vetoes = case.circle.vetoes.get(wish.participant, {})
    if wish.by not in vetoes or not speaks_for(wish.by, given, representative=vetoes[wish.by]):
        raise Refused("no-veto", "There is no such wish of theirs.", rule="R16")
    member = case.circle.members.get(wish.participant)
    back = len(vetoes) == 1 and not (member and member.withdrew)
    return [VetoLifted(participant=wish.participant, by=wish.by, back=back)]


def speaks_for(who: str, given: Given, *, representative: bool) -> bool:
    """A person concerned speaks for themself alone; coordinator and manager record what was said."""
    return given.by.role != "person-concerned" or (given.by.id == who and not representative)


def after_vetoed(circle: Circle, event: ParticipantVetoed) -> dict[str, dict[str, bool]]:
    """One more who does not want them there."""
    by = {**circle.vetoes.get(event.participant, {}), event.by: event.by_representative}
    return {**circle.vetoes, event.participant: by}


def after_lifted(circle: Circle, event: VetoLifted) -> dict[str, dict[str, bool]]:
    """One less; somebody else's wish stands."""
    by = {who: how for who, how in circle.vetoes.get(event.participant, {}).items() if who != event.by}
    others = {name: vetoes for name, vetoes in circle.vetoes.items() if name != event.participant}
    return {**others, event.participant: by} if by else others
