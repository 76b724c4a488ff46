"""The settings of the bridge and the worker beside those of every part, from environment variables `EKC_*`."""

from pathlib import Path

from pydantic import model_validator

from services.chassis.settings import Settings

TASK_QUEUE = "ekc"
MILESTONES = "milestones"
"""The one signal of a case."""


class WorkflowSettings(Settings):
    """How Temporal is reached, and how what it keeps is encrypted."""

    temporal_address: str = "localhost:7233"
    temporal_namespace: str = "default"
    temporal_ca_file: Path | None = None
    """The authority of Temporal's certificate; without one the connection has no TLS."""
    temporal_cert_file: Path | None = None
    temporal_key_file: Path | None = None
    temporal_codec_key_file: Path | None = None
    """Lines of `id:key`, the key 32 bytes in hex; the first is the current one. Without it nothing is encrypted."""
    cached_workflows: int = 100
    """Cases that the worker keeps in memory, about 200 KB each; others are replayed when they wake."""

    @model_validator(mode="after")
    def encrypted_in_production(self) -> "WorkflowSettings":
        """Outside development Temporal never keeps plain payloads."""
        if self.environment == "production" and self.temporal_codec_key_file is None:
            raise ValueError("EKC_TEMPORAL_CODEC_KEY_FILE is needed outside development")
        return self

    @property
    def in_development(self) -> bool:
        """Whether stories may have a calendar of their own."""
        return self.environment == "development"


def workflow_id(case: str, life: int) -> str:
    """The workflow of one life of a case: opened, or reopened in a later round (R29)."""
    return f"case-{case}-{life}"
