"""The keyring: wrapped data keys and tombstones, in a database of its own: keys and data are never in one backup."""

from alembic import op

revision = "keyring_0001"
down_revision = None
branch_labels = ("keyring",)
depends_on = None

TABLES = (
    """
    CREATE TABLE data_keys (
        subject text NOT NULL, version integer NOT NULL, epoch integer NOT NULL, wrapped bytea NOT NULL,
        created timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (subject, version)
    )""",
    "CREATE TABLE tombstones (subject text PRIMARY KEY, erased timestamptz NOT NULL DEFAULT now())",
)


def upgrade() -> None:
    """Create them."""
    for statement in TABLES:
        op.execute(statement)
