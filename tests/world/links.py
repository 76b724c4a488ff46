"""Cases that are the same: each referrer has one stream of statuses, and the link can be undone (R3, R30, R31)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts import referral as r
from contracts.notices import NoticeDue
from contracts.people import Status
from contracts.plan import FollowUpConferenceWanted
from services.chassis.deciding import NOT_THEIRS
from tests.world.known import Known
from tests.world.part import Step

MAY_STAY = {*NOT_THEIRS, "not-your-case", "case-ended"}
"""Why somebody may not undo a link."""
BEGINS_ANEW = (FollowUpConferenceWanted, r.CaseReopened, r.CaseUnlinked)
"""After these every status can be told again."""

type Cases = Mapping[tuple[str, str], Known]


@dataclass(slots=True)
class Links:
    """What each referrer heard, from whichever case."""

    told: dict[str, set[Status]] = field(default_factory=lambda: defaultdict(set))

    def step(self, step: Step, known: Cases) -> tuple[str, str] | None:
        """What the referral service decided: which rule does not hold after it, and how."""
        case, message = known[step.part, step.stream], step.arrival.message
        if any(isinstance(one, BEGINS_ANEW) for one in (message, *step.events)):
            for name in case.referrals:
                self.told.pop(name, None)
        for event in step.events:
            if isinstance(event, r.ReferralUnlinked):
                self.told.pop(event.referral, None)
            elif isinstance(event, r.StatusReported) and case.linked:
                return "r3_a_linked_case_is_silent", f"{event.referral} heard {event.status} from it"
            elif isinstance(event, r.StatusReported):
                if event.status in self.told[event.referral]:
                    return "r3_no_status_is_doubled", f"{event.referral} heard {event.status} twice"
                self.told[event.referral].add(event.status)
        return undoing(case, step) if isinstance(message, r.UndoSameCase) else hearing(case, step)


def undoing(case: Known, step: Step) -> tuple[str, str] | None:
    """A link can be undone at any time, by whoever acts in the case."""
    if case.linked and step.refused and step.refused.reason not in MAY_STAY:
        return "r3_a_link_can_be_undone", f"it was refused: {step.refused.reason}"
    return None


def hearing(case: Known, step: Step) -> tuple[str, str] | None:
    """The first of two cases hears that somebody of the other one does not want it any more: its manager is told."""
    message = step.arrival.message
    if not isinstance(message, r.LinkTold) or not somebody_left(case, message):
        return None
    if any(isinstance(one, NoticeDue) for one in step.events):
        return None
    return "r31_who_leaves_a_linked_case_is_heard", f"nobody hears what {message.of} told"


def somebody_left(first: Known, told: r.LinkTold) -> bool:
    """Whether it is told in the other one of two cases that are the same, while the first one goes on."""
    here = any(one.opened == told.of for one in first.referrals.values())
    return here and not first.ended and told.news in (r.LinkNews.LEFT, r.LinkNews.ENDED)


def astray(known: Cases, name: str) -> str | None:
    """A referral of a case at rest that is where it does not belong: with the first of two cases, and nowhere else."""
    case = known["referral", name]
    for other, first in ((other, one) for (part, other), one in known.items() if part == "referral" and other != name):
        linked = {referral for referral, heard in first.referrals.items() if heard.opened == name}
        own = {referral for referral, heard in case.referrals.items() if not heard.opened and not heard.closed}
        if case.linked == other and not own <= linked:
            return f"{other} does not know {sorted(own - linked)}"
        if case.linked != other and linked:
            return f"{other} still speaks to {sorted(linked)}"
    return None
