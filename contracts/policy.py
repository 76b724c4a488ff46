"""What differs per region or changes with the law: data, never a constant in a rule. One versioned file per region."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.people import ReferrerKind, Status

Days = Annotated[int, Field(ge=0, le=3650)]


class Policy(BaseModel):
    """The policy of one region; each default is the one that DOMAIN.md names. An unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = "2026-1"
    contact_working_days: Days = 3
    intake_working_days: Days = 15
    escalate_again_working_days: Days = 5
    """From the manager to the region's lead (R10)."""
    consent_weeks: Days = 6
    """Without a yes, what was kept is erased after so long (R5)."""
    transfer_working_days: Days = 5
    """In which another region answers whether it takes a case over (R4)."""
    duplicate_working_days: Days = 5
    """In which a manager decides whether two cases are the same (R3)."""
    permission_alone_from: int = 16
    permission_with_holders_from: int = 12
    offer_working_days: Days = 3
    reminders: int = 2
    reminder_days: Days = 7
    """Between an invitation and its reminder, and between reminders."""
    preparation_weeks: Days = 6
    participants: int = 3
    """That must have accepted before a conference is ready (R19)."""
    conference_working_days: Days = 2
    """From the end of a session to the question how it went."""
    judgement_working_days: Days = 10
    plan_working_days: Days = 10
    """From the conference to the plan as written up."""
    call_days: Days = 28
    contact_days: Days = 35
    reviews_after_months: tuple[int, ...] = (3, 12)
    action_reminders: int = 2
    heard_by: dict[ReferrerKind, tuple[Status, ...]] = {
        ReferrerKind.NEIGHBOUR: (Status.RECEIVED,),
        ReferrerKind.ANONYMOUS: (),
    }
    """Which statuses a kind of referrer hears unless the person allows more; kinds not named hear all (R30)."""
