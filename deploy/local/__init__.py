"""The whole platform on one machine, from packages: real Kafka, Temporal and PostgreSQL, and the parts as processes."""

from deploy.local.platform import Platform, PlatformFailed

__all__ = ["Platform", "PlatformFailed"]
