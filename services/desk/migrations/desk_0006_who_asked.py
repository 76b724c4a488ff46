"""What came of a command is told to whoever asked for it."""

from alembic import op

revision = "desk_0006"
down_revision = "desk_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of what was asked before nobody knows who did, and nobody is told any more."""
    op.execute("ALTER TABLE commands ADD COLUMN asked_by text NOT NULL DEFAULT ''")
