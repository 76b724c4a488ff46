"""How somebody chose to be told (R44): it stands beside what others write of them."""

from alembic import op

revision = "desk_0003"
down_revision = "desk_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has chosen yet."""
    op.execute("ALTER TABLE people ADD COLUMN chosen jsonb NOT NULL DEFAULT '{}'")
