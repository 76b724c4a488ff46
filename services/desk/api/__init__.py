"""The HTTP API: the only door of the desk."""
