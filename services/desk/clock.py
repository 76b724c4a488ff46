"""What time it is for a case. Outside development it is the wall clock's."""

from datetime import UTC, datetime, timedelta

A_DAY = timedelta(days=1)


def now(latest: datetime, *, development: bool) -> datetime:
    """Now. A story has a calendar of its own: there it is the time of what happened last."""
    wall = datetime.now(UTC)
    return latest if development and abs(wall - latest) > A_DAY else wall
