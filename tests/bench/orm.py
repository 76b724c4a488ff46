"""The tables of the message path as SQLModel classes, for the baseline that uses them one message at a time."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, LargeBinary, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Table(SQLModel, registry=registry()):
    """A table of the baseline."""


class InboxRow(Table, table=True):
    """`inbox`."""

    __tablename__ = "inbox"
    source: str = Field(primary_key=True, sa_type=Text)
    id: str = Field(primary_key=True, sa_type=Text)
    digest: bytes = Field(sa_type=LargeBinary)
    handled: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True))


class StreamRow(Table, table=True):
    """`streams`, as far as it is written."""

    __tablename__ = "streams"
    id: str = Field(primary_key=True, sa_type=Text)
    position: int = Field(sa_type=BigInteger)
    sequence: int = Field(sa_type=BigInteger)
    state: bytes | None = Field(default=None, sa_type=LargeBinary)


class EventRow(Table, table=True):
    """`event_log`."""

    __tablename__ = "event_log"
    stream: str = Field(primary_key=True, sa_type=Text)
    position: int = Field(primary_key=True, sa_type=BigInteger)
    sequence: int | None = Field(default=None, sa_type=BigInteger)
    envelope: bytes = Field(sa_type=LargeBinary)


class OutboxRow(Table, table=True):
    """`outbox`."""

    __tablename__ = "outbox"
    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    topic: str = Field(sa_type=Text)
    key: str = Field(sa_type=Text)
    value: bytes = Field(sa_type=LargeBinary)
    written: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True))
