"""How many dead letters a topic has is asked before each batch of an agency."""

from alembic import op

revision = "chassis_0002"
down_revision = "chassis_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let it be counted without reading them."""
    op.execute("CREATE INDEX dead_letters_of_topic ON dead_letters (topic, state) WHERE state <> 'handled'")
