"""What time it is for a case: the wall clock's, or in a story that of what happened last."""

from datetime import UTC, datetime


def now(story: datetime | None) -> datetime:
    """Now. A story has a calendar of its own, in development only: others' messages with one are refused."""
    return story or datetime.now(UTC)
