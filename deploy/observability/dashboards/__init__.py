"""The dashboards: each panel is a question that an operator has."""

from deploy.observability.dashboards import agencies, overview, path, privacy, process

DASHBOARDS = (overview.BOARD, path.BOARD, process.BOARD, agencies.BOARD, privacy.BOARD)
