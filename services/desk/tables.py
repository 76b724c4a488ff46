"""The read model (SQLModel). Personal fields stay as they arrived: sealed, and never in a column of their own.

The service reads and writes them in SQL; the classes say their shape, and tests alone import them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, MetaData, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from contracts.coordination import ComplaintRaised, WorkBilled

NAMES = {"ix": "ix_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
MOMENT = DateTime(timezone=True)
RAISED, BILLED = ComplaintRaised.type, WorkBilled.type
"""What is listed over all cases: complaints and bills."""


class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """A table of the desk; a registry of its own keeps it apart from every other service's."""


class CaseRow(Table, table=True):
    """A case, and what it waits for: all that `why` needs, so that nobody has to ask the process."""

    __tablename__ = "cases"

    id: str = Field(primary_key=True, sa_type=Text)
    region: str = Field(index=True, sa_type=Text)
    coordinator: str | None = Field(default=None, sa_type=Text)
    opened: datetime = Field(sa_type=MOMENT)
    latest: datetime = Field(sa_type=MOMENT)
    """The time of its latest event."""
    story: bool = False
    """Whether it is of a story, with a calendar of its own (development only)."""
    ended: str | None = Field(default=None, sa_type=Text)
    whose: str = Field(index=True, sa_type=Text)
    standing: dict[str, Any] = Field(sa_type=JSONB)
    """`Standing` as JSON."""


class TimelineRow(Table, table=True):
    """One thing that happened, in the order in which the desk saw it. Numbers are given under a lock: no late gaps."""

    __tablename__ = "timeline"
    __table_args__ = (
        Index(None, "stream", "number"),
        Index("ix_timeline_listed", "type", "number", postgresql_where=text(f"type IN ('{RAISED}', '{BILLED}')")),
    )

    number: int = Field(primary_key=True, sa_type=BigInteger)
    stream: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=MOMENT)
    service: str = Field(sa_type=Text)
    event: str = Field(sa_type=Text)
    type: str = Field(sa_type=Text)
    who: str = Field(sa_type=Text)
    what: str = Field(sa_type=Text)
    rule: str | None = Field(default=None, sa_type=Text)
    cause: str | None = Field(default=None, index=True, sa_type=Text)
    correlation: str | None = Field(default=None, sa_type=Text)
    told: bool = False
    """Whether people are shown it; a `notice-due` is not, for what came of it is."""
    data: dict[str, Any] = Field(sa_type=JSONB)
    """The event's data, personal fields sealed."""


class PersonRow(Table, table=True):
    """Somebody in a case, or in the register: whom notices go to, and how."""

    __tablename__ = "people"

    subject: str = Field(primary_key=True, sa_type=Text)
    stream: str = Field(index=True, sa_type=Text)
    kind: str = Field(sa_type=Text)
    role: str | None = Field(default=None, sa_type=Text)
    language: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    answer: str | None = Field(default=None, sa_type=Text)
    """What they answered to their invitation."""
    gone: bool = False
    """Withdrew, was kept out or left: nothing is sent to them any more."""
    taken_out: bool = False
    """It was not their own word, before any of their own: that it is off they are told still (R31)."""
    erased: bool = False
    """Their key was destroyed: they are shown as that, and told nothing (R34)."""
    sealed: dict[str, Any] = Field(sa_type=JSONB)
    """Name, contact and birth date as `Sealed`."""
    chosen: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    """Language, channel and form of address as they chose them; otherwise it is as others wrote."""


class MatterRow(Table, table=True):
    """What a notice can be about: a session, a bottom line, an action, with its sealed words."""

    __tablename__ = "matters"

    stream: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    matter: str = Field(primary_key=True, sa_type=Text)
    place: int
    """In the order in which it was told."""
    facts: dict[str, Any] = Field(sa_type=JSONB)
    sealed: dict[str, Any] = Field(sa_type=JSONB)


class NoticeRow(Table, table=True):
    """A notice from due to answered. The text is sealed under the key of `recipient_key`."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_due", "number", postgresql_where=text("state = 'due'")),
        Index(None, "stream", "number"),
    )

    notice: str = Field(primary_key=True, sa_type=Text)
    number: int = Field(sa_type=BigInteger)
    stream: str = Field(sa_type=Text)
    service: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    recipient: str = Field(sa_type=Text)
    asked: dict[str, Any] = Field(sa_type=JSONB)
    """The `NoticeDue` as it came: it holds ids only."""
    cause: dict[str, Any] = Field(sa_type=JSONB)
    """The attributes of its envelope."""
    sent: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    """The `NoticeSent` or `NoticeWithheld` that came of it, the text sealed."""


class LetterRow(Table, table=True):
    """A dead letter of some part, as it was announced. The message itself stays with its owner."""

    __tablename__ = "letters"

    letter: str = Field(primary_key=True, sa_type=Text)
    owner: str = Field(sa_type=Text)
    stream: str = Field(index=True, sa_type=Text)
    state: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    detail: str = Field(sa_type=Text)
    topic: str = Field(sa_type=Text)
    partition: int
    offset: int = Field(sa_type=BigInteger)
    message: str | None = Field(default=None, sa_type=Text)
    asked: str | None = Field(default=None, sa_type=Text)
    replays: int = 0
    since: datetime = Field(sa_type=MOMENT)
    announced: datetime = Field(sa_type=MOMENT)
    """When its owner last spoke of it: a replay is over when this moves."""


class CommandRow(Table, table=True):
    """A command that the desk accepted, and what came of it."""

    __tablename__ = "commands"

    id: str = Field(primary_key=True, sa_type=Text)
    stream: str = Field(sa_type=Text)
    type: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    """`accepted`, `done`, `refused` or `rejected`."""
    minted: dict[str, Any] = Field(sa_type=JSONB)
    digest: bytes
    """What it says, as a keyed digest: another command under the same id shows."""
    asked_by: str = Field(default="", sa_type=Text)
    """Who is told what came of it."""
    problem: dict[str, Any] | None = Field(default=None, sa_type=JSONB)


class FiguresRow(Table, table=True):
    """The figures of a region in a quarter, as they were published: they do not change any more (R36)."""

    __tablename__ = "figures"

    region: str = Field(primary_key=True, sa_type=Text)
    quarter: str = Field(primary_key=True, sa_type=Text)
    published: datetime = Field(sa_type=MOMENT)
    figures: dict[str, Any] = Field(sa_type=JSONB)
    """As they are shown; what was hidden is not kept."""


class StopRow(Table, table=True):
    """A withdrawal on its way: until its service answered, nothing is sent to whom it concerns (R15, R31)."""

    __tablename__ = "stops"

    command: str = Field(primary_key=True, sa_type=Text)
    stream: str = Field(index=True, sa_type=Text)
    subject: str | None = Field(default=None, sa_type=Text)
    """Whom it concerns; nobody named: everybody in the case."""
