"""The published language: every message that parts of the system and agencies exchange. No service code, no I/O."""
