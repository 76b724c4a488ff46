"""That every release can follow the one before it while that one still runs (docs/decisions/077)."""
