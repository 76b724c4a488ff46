"""The read model of the desk: cases, timeline, people, matters, notices, letters, commands, stops."""

from alembic import op

revision = "desk_0001"
down_revision = None
branch_labels = ("desk",)
depends_on = "chassis_0001"

TABLES = (
    """
    CREATE TABLE cases (
        id text PRIMARY KEY, region text NOT NULL, coordinator text, opened timestamptz NOT NULL,
        latest timestamptz NOT NULL, story boolean NOT NULL, ended text, whose text NOT NULL, standing jsonb NOT NULL
    )""",
    "CREATE INDEX ix_cases_region ON cases (region)",
    "CREATE INDEX ix_cases_whose ON cases (whose)",
    """
    CREATE TABLE timeline (
        number bigint PRIMARY KEY, stream text NOT NULL, at timestamptz NOT NULL, service text NOT NULL,
        event text NOT NULL, type text NOT NULL, who text NOT NULL, what text NOT NULL, rule text, cause text,
        correlation text, told boolean NOT NULL, data jsonb NOT NULL
    )""",
    "CREATE INDEX ix_timeline_stream ON timeline (stream, number)",
    "CREATE INDEX ix_timeline_cause ON timeline (cause)",
    """
    CREATE TABLE people (
        subject text PRIMARY KEY, stream text NOT NULL, kind text NOT NULL, role text, language text NOT NULL,
        channel text NOT NULL, answer text, gone boolean NOT NULL DEFAULT false, sealed jsonb NOT NULL
    )""",
    "CREATE INDEX ix_people_stream ON people (stream)",
    """
    CREATE TABLE matters (
        stream text NOT NULL, kind text NOT NULL, matter text NOT NULL, place integer NOT NULL,
        facts jsonb NOT NULL, sealed jsonb NOT NULL,
        PRIMARY KEY (stream, kind, matter)
    )""",
    """
    CREATE TABLE notices (
        notice text PRIMARY KEY, number bigint NOT NULL, stream text NOT NULL, service text NOT NULL,
        state text NOT NULL, kind text NOT NULL, recipient text NOT NULL, asked jsonb NOT NULL, cause jsonb NOT NULL,
        sent jsonb
    )""",
    "CREATE INDEX ix_notices_stream ON notices (stream, number)",
    "CREATE INDEX ix_notices_due ON notices (number) WHERE state = 'due'",
    """
    CREATE TABLE letters (
        letter text PRIMARY KEY, owner text NOT NULL, stream text NOT NULL, state text NOT NULL, reason text NOT NULL,
        detail text NOT NULL, topic text NOT NULL, partition integer NOT NULL, "offset" bigint NOT NULL, message text,
        asked text, replays integer NOT NULL DEFAULT 0, since timestamptz NOT NULL, announced timestamptz NOT NULL
    )""",
    "CREATE INDEX ix_letters_stream ON letters (stream)",
    """
    CREATE TABLE commands (
        id text PRIMARY KEY, stream text NOT NULL, type text NOT NULL, state text NOT NULL, minted jsonb NOT NULL,
        digest bytea NOT NULL, problem jsonb
    )""",
    "CREATE TABLE stops (command text PRIMARY KEY, stream text NOT NULL, subject text)",
    "CREATE INDEX ix_stops_stream ON stops (stream)",
)


def upgrade() -> None:
    """Create them."""
    for statement in TABLES:
        op.execute(statement)
