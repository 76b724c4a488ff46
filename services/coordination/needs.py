"""What somebody needs so that they can come: child care, transport, a way in, a prison's permission (R17)."""

from contracts.base import Event
from contracts.coordination import MatterNeeded, MatterSettled, NeedMatter, SettleMatter
from contracts.deciding import Refused
from services.coordination.state import Case, Need


def need(case: Case, wish: NeedMatter) -> list[Event]:
    """Something is needed; until it is settled nothing is ready (R17, R19).

    Raises:
        Refused: it was named before.
    """
    if wish.matter in case.needs:
        raise Refused("named-before", "This was named before.", rule="R17")
    return [MatterNeeded(**wish.model_dump())]


def settle(told: SettleMatter) -> list[Event]:
    """What became of it. Refused, by a prison for example, it stays missing: then the circle finds another way."""
    return [MatterSettled(matter=told.matter, outcome=told.outcome)]


def unsettled(case: Case) -> tuple[str, ...]:
    """What is still to be arranged, as words with ids; what was for somebody who does not come is not."""
    return tuple(
        f"{need.kind}:{matter}"
        for matter, need in case.needs.items()
        if not need.settled and (need.whose is None or case.counts(need.whose))
    )


def after_needed(case: Case, event: MatterNeeded) -> dict[str, Need]:
    """One more."""
    return {**case.needs, event.matter: Need(event.kind, event.for_whom)}


def after_settled(case: Case, event: MatterSettled) -> dict[str, Need]:
    """What is not needed is forgotten; in a next round the rest is arranged anew (R29)."""
    known = case.needs.get(event.matter)
    if known is None:
        return case.needs
    others = {name: one for name, one in case.needs.items() if name != event.matter}
    if event.outcome == "not-needed":
        return others
    return {**others, event.matter: Need(known.kind, known.whose, settled=event.outcome == "arranged")}
