"""The tables of the message path, the same in every service's database."""

from alembic import op

revision = "chassis_0001"
down_revision = None
branch_labels = ("chassis",)
depends_on = None

TABLES = (
    """
    CREATE TABLE inbox (
        source text NOT NULL, id text NOT NULL, digest bytea NOT NULL, handled timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (source, id)
    )""",
    """
    CREATE TABLE streams (
        id text PRIMARY KEY,
        kind text,
        schema integer NOT NULL DEFAULT 0,
        position bigint NOT NULL DEFAULT 0,
        sequence bigint NOT NULL DEFAULT 0,
        marks text NOT NULL DEFAULT '{}',
        last_at timestamptz,
        parked text,
        held integer NOT NULL DEFAULT 0,
        due date,
        state bytea
    ) WITH (fillfactor = 70, toast_tuple_target = 8160)""",
    "ALTER TABLE streams ALTER COLUMN state SET STORAGE EXTERNAL",
    "CREATE INDEX streams_parked ON streams (id) WHERE parked IS NOT NULL",
    "CREATE INDEX streams_due ON streams (due, id) WHERE due IS NOT NULL",
    """
    CREATE TABLE event_log (
        stream text NOT NULL, position bigint NOT NULL, sequence bigint, envelope bytea NOT NULL,
        PRIMARY KEY (stream, position)
    )""",
    "ALTER TABLE event_log ALTER COLUMN envelope SET STORAGE EXTERNAL",
    """
    CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic text NOT NULL, key text NOT NULL, value bytea NOT NULL,
        written timestamptz NOT NULL DEFAULT clock_timestamp(), refused text
    ) WITH (autovacuum_vacuum_scale_factor = 0.02)""",
    "ALTER TABLE outbox ALTER COLUMN value SET STORAGE EXTERNAL",
    """
    CREATE TABLE consumed (
        topic text NOT NULL, partition integer NOT NULL, next_offset bigint NOT NULL, PRIMARY KEY (topic, partition)
    )""",
    """
    CREATE TABLE held (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        stream text NOT NULL, why text NOT NULL, since timestamptz NOT NULL DEFAULT now(),
        topic text NOT NULL, partition integer NOT NULL, "offset" bigint NOT NULL,
        accepted timestamptz NOT NULL, value bytea NOT NULL
    )""",
    "CREATE INDEX held_by_stream ON held (stream, id)",
    """
    CREATE TABLE dead_letters (
        letter text PRIMARY KEY,
        topic text NOT NULL, partition integer NOT NULL, "offset" bigint NOT NULL,
        stream text, message text, type text, reason text NOT NULL, detail text NOT NULL,
        state text NOT NULL, replays integer NOT NULL DEFAULT 0, since timestamptz NOT NULL,
        quarantine text NOT NULL, body bytea
    )""",
    "CREATE INDEX dead_letters_open ON dead_letters (letter) WHERE state <> 'handled'",
)


def upgrade() -> None:
    """Create them."""
    for statement in TABLES:
        op.execute(statement)
