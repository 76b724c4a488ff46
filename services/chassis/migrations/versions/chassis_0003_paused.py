"""What an operator has a part read no further is written down: every replica knows, and a restart forgets nothing."""

from alembic import op

revision = "chassis_0003"
down_revision = "chassis_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A row for each topic; `*` stands for all but what is asked of the part itself."""
    op.execute("CREATE TABLE paused (topic text PRIMARY KEY, since timestamptz NOT NULL DEFAULT now())")
