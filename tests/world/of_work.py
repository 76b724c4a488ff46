"""What must hold of whoever does the work: independent, whoever joins later (R12); paid once, if approved (R42)."""

from contracts import coordination as c
from contracts import referral as r
from contracts.notices import NoticeDue, NoticeKind
from tests.world.invariants import Seen, always
from tests.world.known import Known
from tests.world.part import Step
from tests.world.people import EMPLOYED


@always(c.PreparationCompleted)
def r12_nothing_is_ready_with_a_coordinator_who_works_for_an_agency_in_the_case(
    seen: Seen, event: c.PreparationCompleted
) -> bool:
    """Whether it referred, or pays, sets a bottom line, informs or was linked later on."""
    k = seen.known
    return not {*EMPLOYED.get(k.coordinator or "", ())} & {*k.employers, *k.joined}


@always(c.CoordinatorOffered)
def r12_nobody_is_asked_who_works_for_an_agency_that_joined(seen: Seen, event: c.CoordinatorOffered) -> bool:
    """Nor asked still, in a next round."""
    return not {*EMPLOYED.get(event.coordinator, ())} & seen.known.joined


def r12_the_manager_hears_of_a_stake(step: Step, k: Known) -> bool:
    """When the coordinator of a case works for an agency that pays in it, or sets a bottom line."""
    joining = step.arrival.message
    if step.part != "coordination" or not isinstance(joining, r.FundingDecided | r.BottomLineSet) or k.ended:
        return True
    told = [one for one in step.events if isinstance(one, NoticeDue) and one.kind is NoticeKind.DEVIATION]
    return joining.agency not in EMPLOYED.get(k.coordinator or "", ()) or any(one.rule == "R12" for one in told)


@always(c.WorkClaimed)
def r42_work_is_of_who_has_or_had_the_case(seen: Seen, event: c.WorkClaimed) -> bool:
    """Nobody else has hours in it, and nobody has the same twice."""
    return event.coordinator in seen.known.had and event.entry not in seen.known.work


@always(c.WorkApproved)
def r42_the_manager_decides_once(seen: Seen, event: c.WorkApproved) -> bool:
    """About what was claimed."""
    decided = [seen.known.work[entry].approved for entry in event.entries if entry in seen.known.work]
    return decided == [None] * len(event.entries) and seen.given.by.role == "regional-manager"


@always(c.WorkBilled)
def r42_what_is_approved_is_billed_once(seen: Seen, event: c.WorkBilled) -> bool:
    """All of it and nothing else, with its sums."""
    ready = {entry: one for entry, one in seen.known.work.items() if one.approved and not one.billed}
    sums = sum(one.minutes for one in ready.values()), sum(one.cents for one in ready.values())
    return set(event.entries) == set(ready) and (event.minutes, event.cents) == sums and bool(ready)
