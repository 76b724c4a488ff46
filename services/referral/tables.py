"""What is kept for look-ups beside the log: which cases there are, and blind indexes of whom they are about (SQLModel).

A blind index is a keyed digest: it shows that two people have something in common, and only to whoever has the key.
The service reads and writes them in SQL; the classes say their shape, and tests alone import them.
"""

from sqlalchemy import LargeBinary, MetaData, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

NAMES = {"ix": "ix_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}


class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """A table of this service; a registry of its own keeps it apart from every other service's."""


class KnownCaseRow(Table, table=True):
    """A case that there is: in which region, linked to which other one, ended how. Gone when the case is erased."""

    __tablename__ = "known_case"

    case_id: str = Field(primary_key=True, sa_type=Text)
    region: str = Field(sa_type=Text)
    linked_to: str | None = Field(default=None, sa_type=Text)
    ended: str | None = Field(default=None, sa_type=Text)


class LikenessRow(Table, table=True):
    """Something that one of the persons concerned can have in common with another one (R3). Gone with the person."""

    __tablename__ = "likeness"

    mark: bytes = Field(primary_key=True, sa_type=LargeBinary)
    case_id: str = Field(primary_key=True, index=True, sa_type=Text)
    person: str = Field(primary_key=True, index=True, sa_type=Text)
