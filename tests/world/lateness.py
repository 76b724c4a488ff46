"""Nobody who was referred waits unseen, also where no manager is there: the region's lead hears of it (R10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts import referral as r
from tests.world.known import Known
from tests.world.part import Step

PATIENCE = timedelta(days=14)
"""What is down, fails and is handled again in a world."""
LEAD = 2
"""The level of the region's lead."""


@dataclass(slots=True)
class Lateness:
    """Until when somebody is to have spoken with them, or the lead is to know that nobody did."""

    awaited: dict[str, datetime] = field(default_factory=dict)

    def step(self, step: Step, known: Mapping[tuple[str, str], Known]) -> str | None:
        """What the referral service decided; the case that waits unseen after it."""
        for event in step.events:
            if isinstance(event, r.CaseOpened):
                policy = step.given.policy(event.region)
                days = policy.contact_working_days + policy.escalate_again_working_days
                self.awaited[step.stream] = step.given.within(days) + PATIENCE
            elif isinstance(event, r.WillingnessRecorded) and event.answer == "considering":
                self.awaited.pop(step.stream, None)
        over = [name for name, at in self.awaited.items() if at <= step.given.at]
        for name in over:
            del self.awaited[name]
        return next((name for name in over if unseen(known[step.part, name])), None)


def unseen(case: Known) -> bool:
    """Whether nobody spoke with them, and the lead does not know."""
    done = case.contacted or case.accepted or case.ended or case.linked
    return not done and ("contact", LEAD) not in case.escalated
