"""Who may ask for what, by role. What is not listed nobody may; the rules look at the person (`standing.py`)."""

from contracts.base import Message
from contracts.plan import (
    AgreePlan,
    DecideAfterRefusal,
    JudgeBottomLine,
    RecordFollowUpCall,
    RecordReview,
    ReportAction,
)

SETTER = frozenset({"bottom-line-setter"})
HOSTS = frozenset({"regional-manager", "coordinator"})
FAMILY = HOSTS | {"person-concerned"}

ROLES: dict[type[Message], frozenset[str]] = {
    AgreePlan: HOSTS,
    JudgeBottomLine: SETTER,
    DecideAfterRefusal: FAMILY,
    RecordFollowUpCall: HOSTS,
    RecordReview: HOSTS,
    ReportAction: FAMILY,
}
