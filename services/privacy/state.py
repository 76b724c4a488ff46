"""What is remembered of a case for the day on which it is forgotten: ids, grounds, days. No name, no text."""

from datetime import date, datetime
from enum import StrEnum

from contracts.erasure import ErasureGround
from contracts.people import Ending
from contracts.referral import LegalBasis
from contracts.states import State, field, replace

__all__ = ["Kept", "Request", "Step", "replace"]


class Step(StrEnum):
    """How far an erasure is."""

    REQUESTED = "requested"
    KEYS_DELETED = "keys-deleted"
    EPOCH_CLOSED = "epoch-closed"
    CONFIRMED = "confirmed"


class Request(State, frozen=True):
    """One erasure of a case."""

    subjects: tuple[str, ...]
    whole: bool
    ground: ErasureGround
    confirm_by: datetime
    step: Step = Step.REQUESTED
    deleted: tuple[str, ...] = ()
    """Whose keys were deleted for it: without those who are of another case too, and with the case's complaints."""


class Kept(State, frozen=True):
    """One case, and whom it knows of. Of a stream that is no case hardly anything is remembered."""

    opened: bool = False
    region: str | None = None
    assisting: tuple[str, ...] = ()
    concerned: tuple[str, ...] = ()
    """Whom the case is about (R38)."""
    left: tuple[str, ...] = ()
    """Who of them is out of it."""
    linked: bool = False
    """It is the same as another case, and rests (R3)."""
    coordinator: str | None = None
    coordinators: tuple[str, ...] = ()
    """Whoever had the case or was asked to: of the register they go on being known."""
    subjects: tuple[str, ...] = ()
    """Everybody who has a key because of this case, the case itself among them, in the order in which they came."""
    case: str | None = None
    """Of a complaint: the case in which it was raised."""
    basis: dict[str, LegalBasis] = field(default_factory=dict)
    ending: Ending | None = None
    until: date | None = None
    """The day on which it is to be erased by the policy, once it has ended."""
    lapsing: dict[str, date] = field(default_factory=dict)
    """Who never said yes, and by when they are to be forgotten (R5)."""
    gone: bool = False
    """Whether the key of the stream itself is deleted."""
    holds: tuple[str, ...] = ()
    requests: dict[str, Request] = field(default_factory=dict)

    @property
    def going(self) -> frozenset[str]:
        """Of whom an erasure was requested, however far it is."""
        return frozenset(subject for request in self.requests.values() for subject in request.subjects)

    @property
    def staying(self) -> frozenset[str]:
        """Whom the case is about still."""
        return frozenset(self.concerned) - frozenset(self.left)

    @property
    def over(self) -> bool:
        """Whether nobody waits for anything in it any more."""
        return self.ending is not None or self.linked

    @property
    def erasing(self) -> bool:
        """Whether the whole case is erased, or about to be."""
        return any(request.whole for request in self.requests.values())
