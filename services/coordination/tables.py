"""What is kept for look-ups beside the log: the register, and where which case is (SQLModel). No personal text.

The service reads and writes them in SQL; the classes say their shape, and tests alone import them.
"""

from datetime import date

from sqlalchemy import Column, Index, MetaData, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

NAMES = {"ix": "ix_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}


class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """A table of this service; a registry of its own keeps it apart from every other service's."""


class CoordinatorRow(Table, table=True):
    """A coordinator of the register, as a match needs it (R11, R12)."""

    __tablename__ = "coordinator"
    __table_args__ = (Index(None, "regions", postgresql_using="gin"),)

    coordinator: str = Field(primary_key=True, sa_type=Text)
    regions: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    languages: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    employers: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    capacity: int
    care_body: bool = False
    gender: str | None = Field(default=None, sa_type=Text)
    away_from: date | None = None
    away_until: date | None = None
    cultures: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default="{}"))
    backgrounds: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default="{}"))


class AssignmentRow(Table, table=True):
    """In which region a case is, and who has it or is being asked: either takes one place."""

    __tablename__ = "assignment"

    case_id: str = Field(primary_key=True, sa_type=Text)
    region: str = Field(sa_type=Text)
    coordinator: str | None = Field(default=None, index=True, sa_type=Text)
