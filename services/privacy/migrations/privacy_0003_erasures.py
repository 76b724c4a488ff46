"""Who is known of which case, and the ledger of erasures, apart from the keyring.

What a case has seen is read again from the topics, which are kept for ever: until now nothing of it was remembered.
What the access log has of that already is not written into it once more.
"""

from alembic import op

revision = "privacy_0003"
down_revision = "privacy_0002"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE subjects (
        subject text NOT NULL, case_id text NOT NULL, PRIMARY KEY (subject, case_id)
    )""",
    "CREATE INDEX subjects_by_case ON subjects (case_id)",
    """
    CREATE TABLE erasures (
        request text PRIMARY KEY,
        case_id text NOT NULL,
        whole boolean NOT NULL,
        ground text NOT NULL,
        subjects text[] NOT NULL,
        requested timestamptz NOT NULL,
        confirm_by timestamptz NOT NULL,
        step text NOT NULL,
        noted timestamptz NOT NULL DEFAULT clock_timestamp(),
        reached timestamptz NOT NULL DEFAULT clock_timestamp(),
        epoch integer
    )""",
    "CREATE INDEX erasures_by_case ON erasures (case_id)",
    "CREATE INDEX erasures_open ON erasures (reached) WHERE step <> 'confirmed'",
    "CREATE TABLE erased (subject text PRIMARY KEY)",
    "CREATE TABLE logged_before (event text PRIMARY KEY)",
    "INSERT INTO logged_before SELECT DISTINCT event FROM access_log",
    "DELETE FROM streams",
    "DELETE FROM consumed",
)


def upgrade() -> None:
    """Create them, and read everything again."""
    for statement in TABLES:
        op.execute(statement)
