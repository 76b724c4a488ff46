"""Who was erased is shown as that (R34)."""

from alembic import op

revision = "desk_0007"
down_revision = "desk_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody was until now."""
    op.execute("ALTER TABLE people ADD COLUMN erased boolean NOT NULL DEFAULT false")
