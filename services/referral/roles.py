"""Who may ask for what, by role. What is not listed nobody may; the rules look at the person (`standing.py`)."""

from contracts.base import Message
from contracts.referral import (
    AcceptCase,
    AgreeQuestions,
    DecideFunding,
    DeclineCase,
    GiveUpReaching,
    RecordContact,
    RecordPermission,
    RecordSharing,
    RecordWillingness,
    ReferCase,
    ReopenCase,
    ReportDeath,
    RequirePermission,
    RetractReferral,
    SetBottomLine,
    WithdrawCase,
)

MANAGER = frozenset({"regional-manager"})
SPEAKS_WITH_THEM = MANAGER | {"coordinator"}
THEMSELVES = SPEAKS_WITH_THEM | {"person-concerned"}

ROLES: dict[type[Message], frozenset[str]] = {
    ReferCase: THEMSELVES | {"region-lead", "agency"},
    RetractReferral: MANAGER | {"agency"},
    RecordContact: MANAGER,
    RecordWillingness: THEMSELVES,
    RequirePermission: MANAGER,
    RecordPermission: SPEAKS_WITH_THEM,
    RecordSharing: MANAGER,
    AgreeQuestions: MANAGER,
    SetBottomLine: MANAGER,
    DecideFunding: MANAGER,
    AcceptCase: MANAGER,
    DeclineCase: MANAGER,
    GiveUpReaching: MANAGER,
    WithdrawCase: THEMSELVES,
    ReportDeath: SPEAKS_WITH_THEM,
    ReopenCase: MANAGER,
}
