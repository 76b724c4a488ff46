"""The demo: stories played on the local platform by their actors."""
