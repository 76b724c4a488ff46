"""How long agencies wait: noted when Kafka acknowledged the first status about what they sent.

That status says itself which message it answers, and its time is the one at which Kafka had that message (R30). So
whoever publishes it knows, whichever replica decided, and also after a restart.
"""

from datetime import datetime

from pydantic_core import from_json

from contracts.agency import StatusChanged
from services.chassis import metrics, tracing

OUTBOUND = "ekc.out."


def note(topic: str, value: bytes) -> None:
    """Kafka acknowledged something; a story has a calendar of its own, and says nothing about waiting."""
    if not topic.startswith(OUTBOUND):
        return
    said = from_json(value)
    if said["type"] == StatusChanged.type and "offset" in said["data"] and "storytime" not in said:
        metrics.answered(datetime.fromisoformat(said["time"]), tracing.sampled(said.get("traceparent")))
