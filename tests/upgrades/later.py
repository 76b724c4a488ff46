"""A release that does not exist yet: the migrations of this one, and some more in a folder of a test."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from services.chassis.schema_gate import Schema

MIGRATION = '''"""One of a later release."""

from contextlib import nullcontext

from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None
{marks}

def upgrade() -> None:
    """Run it."""
    for statement in {statements!r}:
        with op.get_context().autocommit_block() if "CONCURRENTLY" in statement else nullcontext():
            op.execute(statement)
'''


@dataclass(frozen=True)
class Later(Schema):
    """A database as a later release knows it."""

    more: Path = Path()

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """Where its migrations are."""
        return (*Schema(self.part, keyring=self.keyring).folders, self.more)


class Alone(Later):
    """A database as somebody knows it who has only what is in a folder."""

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """Where its migrations are."""
        return (self.more,)


def later(folder: Path, part: str, *, keyring: bool = False) -> Later:
    """The schema with what is written into a folder."""
    return Later(part, keyring=keyring, more=folder)


def write(folder: Path, revision: str, *statements: str, before: str, marks: str = "") -> Path:
    """Write a migration; `marks` is what it says of itself beside the revision."""
    path = folder / f"{revision}_later.py"
    path.write_text(MIGRATION.format(revision=revision, before=before, marks=marks, statements=statements))
    return path
