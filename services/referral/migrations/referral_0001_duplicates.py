"""Which cases there are, and what those about the same people have in common (services/referral/tables.py)."""

from alembic import op

revision = "referral_0001"
down_revision = None
branch_labels = ("referral",)
depends_on = "chassis_0001"

TABLES = (
    """
    CREATE TABLE known_case (
        case_id text NOT NULL CONSTRAINT pk_known_case PRIMARY KEY, region text NOT NULL, linked_to text, ended text
    )""",
    """
    CREATE TABLE likeness (
        mark bytea NOT NULL, case_id text NOT NULL, person text NOT NULL,
        CONSTRAINT pk_likeness PRIMARY KEY (mark, case_id, person)
    )""",
    "CREATE INDEX ix_likeness_case_id ON likeness (case_id)",
    "CREATE INDEX ix_likeness_person ON likeness (person)",
    # Cases from before this release can be linked. Who they are about is never compared; a new referral about them
    # opens a case that is.
    """
    INSERT INTO known_case (case_id, region, ended)
    SELECT id, said ->> 'region', said ->> 'ended'
    FROM (SELECT id, convert_from(state, 'UTF8')::jsonb AS said FROM streams WHERE kind = 'case') s
    WHERE coalesce(said ->> 'region', '') <> ''
    """,
)


def upgrade() -> None:
    """Create them."""
    for statement in TABLES:
        op.execute(statement)
