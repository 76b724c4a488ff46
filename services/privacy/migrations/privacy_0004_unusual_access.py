"""By what a reading is unusual: which regions assist in a case, and of whose family it is."""

from alembic import op

revision = "privacy_0004"
down_revision = "privacy_0003"
branch_labels = None
depends_on = None

TABLES = (
    "ALTER TABLE access_regions ADD COLUMN assisting text[] NOT NULL DEFAULT '{}'",
    "CREATE TABLE own_family (case_id text NOT NULL, staff text NOT NULL, PRIMARY KEY (case_id, staff))",
)


def upgrade() -> None:
    """Create them."""
    for statement in TABLES:
        op.execute(statement)
