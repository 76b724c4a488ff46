"""What is agreed with each agency: who it is, what it may send, how much. Operators keep all of it in one file.

The service that agencies write to reads the file; `ekc agency` makes Kafka as it says, and changes it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, field_validator

from contracts.base import Id
from contracts.topics import SERVICES

Organisation = Annotated[str, StringConstraints(pattern=r"^urn:nld:(oin:[0-9]{20}|kvknr:[0-9]{8})$")]
Contact = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Rate = Annotated[int, Field(ge=1_024, le=1 << 40)]

RESERVED = frozenset({"ekc", "admin", "workflows", *SERVICES})
"""Names that are no agency's: users of Kafka inside, and the word with which the groups of the parts begin."""


class Mode(StrEnum):
    """The two forms of a CloudEvent on Kafka (Kafka binding 3.2, 3.3)."""

    STRUCTURED = "structured"
    BINARY = "binary"


class Authentication(StrEnum):
    """How an agency shows who it is: a password (SCRAM-SHA-512), or a certificate that we signed (mTLS)."""

    SCRAM = "scram"
    TLS = "tls"


class State(StrEnum):
    """How far it goes."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """It may do nothing; what it wrote before is still handled."""
    REMOVED = "removed"
    """Nothing of it is left but its name, which never becomes another's: ids are minted of it."""


class Quotas(BaseModel):
    """What each of its users may take of Kafka, per broker; who takes more is slowed down, never refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    producer_byte_rate: Rate = 1 << 20
    """Bytes a second that it may write."""
    consumer_byte_rate: Rate = 4 << 20
    """Bytes a second that it may read."""
    request_percentage: Annotated[int, Field(ge=1, le=100)] = 25
    """Of the time of one thread of a broker."""


class Agreement(BaseModel):
    """What is agreed with one agency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: Organisation
    """Its number: the `source` of all that it sends begins with it."""
    contact: Contact
    """Whom an operator calls: a desk or a mailbox."""
    regions: tuple[Id, ...] = ()
    """The regions that it may refer to; none named are all of them, also those in which nobody works."""
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)] = (Mode.STRUCTURED, Mode.BINARY)
    """In which form its events may come."""
    plain_text: bool = False
    """Whether it may send without encryption."""
    authentication: Authentication = Authentication.SCRAM
    """How it shows who it is."""
    quotas: Quotas = Quotas()
    """How much it may take."""
    dead_letters: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    """So many of its messages may wait among the dead letters, and a batch more. Then its topic is read no further,
    until an operator had them handled again or discarded them."""
    state: State = State.ACTIVE
    """`ekc agency suspend`, `resume` and `remove` change it."""
    users: Annotated[tuple[Annotated[int, Field(ge=1, le=2)], ...], Field(min_length=1, max_length=2)] = (1,)
    """Which of its two users there are, the older first: both while a secret is replaced by the next."""

    def allows_region(self, region: str) -> bool:
        """Whether it may refer to a region."""
        return not self.regions or region in self.regions


class Agreements(RootModel[Mapping[Id, Agreement]]):
    """All of them, by the name that is in an agency's topics."""

    model_config = ConfigDict(frozen=True)
    root: Mapping[Id, Agreement]

    @field_validator("root")
    @classmethod
    def named(cls, found: Mapping[Id, Agreement]) -> Mapping[Id, Agreement]:
        """No agency has the name of something inside."""
        if taken := sorted(RESERVED & found.keys()):
            raise ValueError(f"{', '.join(taken)}: no agency can be called that")
        return found
