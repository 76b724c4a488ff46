"""Figures of a region in a quarter, frozen once published (R36)."""

from alembic import op

revision = "desk_0002"
down_revision = "desk_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.execute("""
    CREATE TABLE figures (
        region text NOT NULL, quarter text NOT NULL, published timestamptz NOT NULL, figures jsonb NOT NULL,
        PRIMARY KEY (region, quarter)
    )""")
