"""Complaints and bills are listed over all cases (R41, R42)."""

from alembic import op

revision = "desk_0004"
down_revision = "desk_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Found without looking at everything that ever happened."""
    op.execute(
        "CREATE INDEX ix_timeline_listed ON timeline (type, number) WHERE type IN ("
        "'nl.eigenkrachtconferenties.coordination.complaint-raised.v1', "
        "'nl.eigenkrachtconferenties.coordination.work-billed.v1')"
    )
