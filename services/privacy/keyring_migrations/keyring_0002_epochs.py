"""Epochs of the key-encryption keys: which is current, and in which one a subject was erased."""

from alembic import op

revision = "keyring_0002"
down_revision = "keyring_0001"
branch_labels = None
depends_on = None

STEPS = (
    "CREATE TABLE epochs (epoch integer PRIMARY KEY, began timestamptz NOT NULL DEFAULT now(), destroyed timestamptz)",
    "INSERT INTO epochs (epoch) SELECT DISTINCT epoch FROM data_keys",
    "CREATE INDEX data_keys_by_epoch ON data_keys (epoch)",
    "ALTER TABLE tombstones ADD COLUMN epoch integer NOT NULL DEFAULT 0",
    "UPDATE tombstones SET epoch = coalesce((SELECT max(epoch) FROM epochs), 0)",
    "ALTER TABLE tombstones ALTER epoch DROP DEFAULT",
)


def upgrade() -> None:
    """Whoever was erased before this was so in the epoch that is current now, at the latest."""
    for statement in STEPS:
        op.execute(statement)
