"""What coordinators say of themselves for the wishes of a family, and when they are away (R11, R12, R41)."""

from alembic import op

revision = "coordination_0002"
down_revision = "coordination_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whoever is in the register already has said nothing."""
    op.execute(
        "ALTER TABLE coordinator ADD COLUMN care_body boolean NOT NULL DEFAULT false, ADD COLUMN gender text, "
        "ADD COLUMN cultures text[] NOT NULL DEFAULT '{}', ADD COLUMN backgrounds text[] NOT NULL DEFAULT '{}', "
        "ADD COLUMN away_from date, ADD COLUMN away_until date"
    )
