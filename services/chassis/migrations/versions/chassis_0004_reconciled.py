"""How far each topic was published, which record was handled last, and what a restored database takes over."""

from alembic import op

revision = "chassis_0004"
down_revision = "chassis_0003"
branch_labels = None
depends_on = None

TABLES = (
    "ALTER TABLE consumed ADD COLUMN stamp bigint, ADD COLUMN stamped bigint",
    """
    CREATE TABLE published (
        topic text NOT NULL, partition integer NOT NULL, next_offset bigint NOT NULL, PRIMARY KEY (topic, partition)
    )""",
    """
    CREATE TABLE to_adopt (
        topic text NOT NULL, id text NOT NULL, stream text NOT NULL, sequence bigint, cause text,
        refusal boolean NOT NULL, value bytea NOT NULL, PRIMARY KEY (topic, id)
    )""",
    "CREATE INDEX to_adopt_by_stream ON to_adopt (stream, sequence)",
    """
    CREATE TABLE reconciliations (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        what text NOT NULL, found text NOT NULL, since timestamptz NOT NULL DEFAULT now(),
        agreed_by text, agreed timestamptz, lost_at timestamptz, done timestamptz, did text
    )""",
    "CREATE UNIQUE INDEX reconciliations_open ON reconciliations (what) WHERE done IS NULL",
)


def upgrade() -> None:
    """Make room for them."""
    for statement in TABLES:
        op.execute(statement)
