"""All rules, in the order in which they are written down."""

from deploy.observability import levels, parts, path, privacy, process

GROUPS = (levels.GROUP, parts.GROUP, path.GROUP, process.GROUP, privacy.GROUP)
ALERTS = tuple(alert for group in GROUPS for alert in group.alerts)
