"""Who is out of a case by somebody else's word hears that it is off (R31)."""

from alembic import op

revision = "desk_0005"
down_revision = "desk_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of whom is out already it is not known, and they are told nothing."""
    op.execute("ALTER TABLE people ADD COLUMN taken_out boolean NOT NULL DEFAULT false")
