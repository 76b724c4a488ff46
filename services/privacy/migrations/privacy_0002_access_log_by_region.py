"""The access log: a chain for each region, with the fields of NEN 7513.

What was written down before is chained anew, once, in the chain of no region: it had neither a region nor a signature
that could be kept, so nothing that proved anything is lost (docs/decisions/054).
"""

from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

from contracts.access import NOWHERE
from services.privacy.access_log.chain import GENESIS, Link, chained, written
from services.privacy.access_log.rows import DONE, Row

revision = "privacy_0002"
down_revision = "privacy_0001"
branch_labels = None
depends_on = None

TABLES = (
    "ALTER TABLE access_log RENAME TO access_log_before",
    "ALTER INDEX access_log_by_case RENAME TO access_log_before_by_case",
    "ALTER INDEX access_log_pkey RENAME TO access_log_before_pkey",
    """
    CREATE TABLE access_log (
        region text NOT NULL,
        number bigint NOT NULL,
        at timestamptz NOT NULL,
        event text NOT NULL,
        kind text NOT NULL,
        action text NOT NULL,
        outcome text NOT NULL,
        actor text NOT NULL,
        role text NOT NULL,
        actor_region text,
        on_behalf text,
        case_id text NOT NULL,
        subjects text[] NOT NULL,
        data text[] NOT NULL,
        use text,
        reason text,
        previous bytea NOT NULL,
        hash bytea NOT NULL,
        PRIMARY KEY (region, number)
    )""",
    "CREATE INDEX access_log_by_case ON access_log (case_id, at)",
    "CREATE INDEX access_log_by_actor ON access_log (actor, at)",
    "CREATE INDEX access_log_by_time ON access_log (at)",
    """
    CREATE TABLE access_heads (
        region text PRIMARY KEY,
        number bigint NOT NULL,
        hash bytea NOT NULL,
        signed bigint NOT NULL DEFAULT 0,
        unsigned_since timestamptz
    )""",
    "CREATE TABLE access_regions (stream text PRIMARY KEY, region text NOT NULL)",
)
BEFORE = sa.text("SELECT at, actor, role, case_id, what, event FROM access_log_before ORDER BY number")
APPEND = sa.text(
    """
    INSERT INTO access_log (region, number, at, event, kind, action, outcome, actor, role, actor_region, on_behalf,
        case_id, subjects, data, use, reason, previous, hash)
    VALUES (:region, :number, :at, :event, :kind, :action, :outcome, :actor, :role, :actor_region, :on_behalf,
        :case_id, string_to_array(:subjects, ' '), string_to_array(:data, ' '), :use, :reason, :previous, :hash)
    """
)
HEAD = sa.text(
    "INSERT INTO access_heads (region, number, hash, unsigned_since) VALUES (:region, :number, :hash, now())"
)
COLUMNS = ("region", "number", *Row.__struct_fields__, "previous", "hash")


def upgrade() -> None:
    """Create the tables, and bring the rows of before into them; even the owner's role may only append to the log."""
    for statement in TABLES:
        op.execute(statement)
    connection = op.get_bind()
    before = [as_row(*found) for found in connection.execute(BEFORE)]
    links: list[Link] = list(chained(NOWHERE, 0, GENESIS, before))
    if links:
        connection.execute(APPEND, [dict(zip(COLUMNS, written(link), strict=True)) for link in links])
        connection.execute(HEAD, {"region": NOWHERE, "number": links[-1].number, "hash": links[-1].hash})
    op.execute("DROP TABLE access_log_before")
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON access_log FROM CURRENT_USER")


def as_row(at: Any, actor: str, role: str, case: str, what: str, event: str) -> Row:
    """A row of before, as far as it says what is asked for now."""
    data, _, kind = what.partition(":")
    return Row(
        at=at.astimezone(UTC),
        event=event,
        kind=kind,
        action="U" if data == "change" else "R",
        outcome=DONE,
        actor=actor,
        role=role,
        actor_region=None,
        on_behalf=None,
        case_id=case,
        subjects=(),
        data=() if data == "change" else tuple(data.split(",")),
        use=None,
        reason=None,
    )
