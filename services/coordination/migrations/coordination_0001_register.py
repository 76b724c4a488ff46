"""The register of coordinators and who has which case (services/coordination/tables.py)."""

from alembic import op

revision = "coordination_0001"
down_revision = None
branch_labels = ("coordination",)
depends_on = "chassis_0001"

TABLES = (
    """
    CREATE TABLE coordinator (
        coordinator text NOT NULL CONSTRAINT pk_coordinator PRIMARY KEY,
        regions text[] NOT NULL, languages text[] NOT NULL, employers text[] NOT NULL, capacity integer NOT NULL
    )""",
    "CREATE INDEX ix_coordinator_regions ON coordinator USING gin (regions)",
    """
    CREATE TABLE assignment (
        case_id text NOT NULL CONSTRAINT pk_assignment PRIMARY KEY, region text NOT NULL, coordinator text
    )""",
    "CREATE INDEX ix_assignment_coordinator ON assignment (coordinator)",
)


def upgrade() -> None:
    """Create them."""
    for statement in TABLES:
        op.execute(statement)
