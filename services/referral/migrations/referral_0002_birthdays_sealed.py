"""The birthdays that a case remembers rest sealed, and its due day tells a month only (R5)."""

from alembic import op

revision = "referral_0002"
down_revision = "referral_0001"
branch_labels = None
depends_on = None

FORGET = """
UPDATE streams SET state = '{}', schema = 0, due = date_trunc('month', due)::date
WHERE kind = 'case' AND convert_from(state, 'UTF8') LIKE '%"birthdays"%'
"""


def upgrade() -> None:
    """Forget them as they rested until now: the state is folded again from the log, whose fields are sealed."""
    op.execute(FORGET)
