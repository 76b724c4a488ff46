"""The settings of the bridge, the worker and the commands beside them, from environment variables `EKC_*`."""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from pydantic import FilePath

from services.chassis.settings import FencedSettings, Settings

TASK_QUEUE = "ekc"
CASE = "ConferenceCase"
"""The type of a case's workflow."""
OF_WORKFLOW = {"temporal.workflow.type": CASE}
"""What a span says of it."""
MILESTONES = "milestones"
"""The one signal of a case."""


class TemporalSettings(FencedSettings):
    """How Temporal is reached, and how what it keeps is encrypted."""

    temporal_address: str = "localhost:7233"
    """Where it answers."""
    temporal_namespace: str = "default"
    temporal_tls: bool = True
    """Off in development only."""
    temporal_ca_file: FilePath | None = None
    """The authority of Temporal's certificate; without one the system's count."""
    temporal_server_name: str | None = None
    """The name in Temporal's certificate, where it is not that of the address."""
    temporal_cert_file: FilePath | None = None
    temporal_key_file: FilePath | None = None
    """Our own certificate: Temporal knows us by nothing else."""
    temporal_codec_key_file: Path | None = None
    """Lines of `id:key`, the key 32 bytes in hex; the first is the current one. Without it nothing is encrypted."""
    temporal_retention_days: int = 30
    """How long Temporal keeps what is closed, in a namespace that `workflows.prepare` makes."""
    temporal_deployment: str = ""
    """The name of the worker deployment, for who wants to say which build is current (docs/decisions/087); empty: every
    worker takes every case."""
    temporal_build: str = version("ekc-workflows")
    """Which build this is."""

    def unsafe(self) -> Iterator[str]:
        """See `FencedSettings`. Temporal never keeps plain payloads either."""
        yield from super().unsafe()
        if not self.temporal_tls:
            yield "EKC_TEMPORAL_TLS is off: Temporal is reached without TLS in development only."
        if not (self.temporal_cert_file and self.temporal_key_file):
            yield "EKC_TEMPORAL_CERT_FILE and EKC_TEMPORAL_KEY_FILE are needed: Temporal knows us by a certificate."
        if self.temporal_codec_key_file is None:
            yield "EKC_TEMPORAL_CODEC_KEY_FILE is needed: Temporal keeps nothing readable, save in development."


class WorkflowSettings(TemporalSettings, Settings):
    """What bridge and worker are told."""

    cached_workflows: int = 100
    """Cases that the worker keeps in memory, about 200 KB each; others are replayed when they wake."""

    @property
    def in_development(self) -> bool:
        """Whether stories may have a calendar of their own."""
        return self.environment == "development"


def workflow_id(case: str, life: int) -> str:
    """The workflow of one life of a case: opened, or reopened in a later round (R29)."""
    return f"case-{case}-{life}"
