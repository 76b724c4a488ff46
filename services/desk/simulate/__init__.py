"""A year of a region as it could be: no real case, no person, no server."""
