"""The access log: append-only and hash-chained."""

from alembic import op

revision = "privacy_0001"
down_revision = None
branch_labels = ("privacy",)
depends_on = "chassis_0001"

TABLES = (
    """
    CREATE TABLE access_log (
        number bigint PRIMARY KEY,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        role text NOT NULL,
        case_id text NOT NULL,
        what text NOT NULL,
        event text NOT NULL,
        previous bytea NOT NULL,
        hash bytea NOT NULL
    )""",
    "CREATE INDEX access_log_by_case ON access_log (case_id, number)",
    "REVOKE UPDATE, DELETE, TRUNCATE ON access_log FROM CURRENT_USER",
)


def upgrade() -> None:
    """Create it; even its owner's role may only append."""
    for statement in TABLES:
        op.execute(statement)
