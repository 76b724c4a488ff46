"""Consent is withdrawn as easily as it is given: by the same people and means, in one step (GDPR, article 7)."""

import pytest

from contracts.base import Message
from contracts.coordination import AnswerInvitation, WithdrawParticipant
from contracts.people import Means
from contracts.plan import AnswerAction
from contracts.referral import PermitSharing, RecordPermission, RecordWillingness, Shared, WithdrawCase
from contracts.roles import ROLES
from tests.rules import coordination_cases as coordination
from tests.rules.referral_cases import (
    FIFTEEN,
    after,
    ask_holder,
    opened,
    permits,
    person,
    refer,
    says,
    share,
    themself,
    wanted,
    when,
)

WAYS: list[tuple[type[Message], type[Message]]] = [
    (RecordWillingness, RecordWillingness),
    (RecordWillingness, WithdrawCase),
    (RecordPermission, RecordPermission),
    (PermitSharing, PermitSharing),
    (AnswerInvitation, WithdrawParticipant),
    (AnswerInvitation, AnswerInvitation),
    (AnswerAction, AnswerAction),
]
"""How a yes is given, and how it is taken back."""


@pytest.mark.parametrize(("gives", "takes_back"), WAYS, ids=lambda kind: kind.__name__)
def test_no_more_is_asked_for_a_no_than_for_the_yes(gives: type[Message], takes_back: type[Message]) -> None:
    """Whoever may give may take back, by all means that a yes can come by, and no field more is to be filled in."""
    roles = {kind: allowed for table in ROLES.values() for kind, allowed in table.items()}

    assert roles[gives] <= roles[takes_back]
    assert required(takes_back) <= required(gives)
    assert gives.model_fields["means"].annotation is takes_back.model_fields["means"].annotation is Means


def required(kind: type[Message]) -> set[str]:
    """What has to be filled in."""
    return {name for name, one in kind.model_fields.items() if one.is_required()}


def test_a_no_of_the_person_concerned_counts_at_once() -> None:
    """R31: the same command, said by themselves, and the case has ended when it is answered."""
    told = when(wanted(), says("mike", "no"), by=themself("mike"))

    assert told.case.ended is not None
    assert when(wanted(), WithdrawCase(person="mike"), by=themself("mike")).case.ended is not None


def test_a_no_of_a_holder_and_of_sharing_counts_at_once() -> None:
    """R5: one no is a no; what nobody may be given any more is so from that answer on."""
    permitted = after(opened(refer(person("mike", FIFTEEN))), ask_holder("mother"), permits("mother"))
    shared = after(wanted(), share("mike", Shared.PLAN))

    assert "PermissionRecorded" in when(permitted, permits("mother", granted=False)).kinds
    assert when(shared, share("mike"), by=themself("mike")).kinds == ["SharingPermitted"]


def test_a_participants_no_counts_at_once() -> None:
    """R15: after a yes, in one step."""
    coming = coordination.given(*coordination.assigned(), *coordination.coming("els"))

    left = coordination.when(coming, WithdrawParticipant(participant="els")).case

    assert left.circle.members["els"].withdrew
    declined = coordination.when(coming, coordination.says("els", "declined")).case
    assert declined.circle.members["els"].answer == "declined"
