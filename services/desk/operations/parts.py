"""Whether the parts are well, as they say themselves to the desk. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from services.desk.operations import certificates
from services.desk.operations.checks import Check, failed, of_all, ok, unknown
from services.desk.operations.databases import skew, stamped

RETENTION_DAYS = 1
"""So long Temporal keeps at least what ended: for whoever looks into it."""

POLLED_SECONDS = 120
"""The worker asks Temporal for work at least so often."""


def ready(status: Mapping[str, Any]) -> Iterator[Check]:
    """Whether each is ready, and whether an operator has it read less than all."""
    for name, said in status["parts"].items():
        what = f"part {name}"
        if not said["ready"]:
            why = said.get("why") or said.get("outage") or ("stalled" if said.get("stalled") else "not ready")
            yield failed(
                what, f"It is not ready ({why}).", "Read its log; `make status`, or `kubectl get pods`, says more."
            )
        elif said.get("paused"):
            paused = ", ".join(said["paused"])
            yield failed(what, f"An operator has it read no further: {paused}.", "When that is over: `ekc ops resume`.")
        else:
            yield ok(what, "It is ready.")


def one_release(description: Mapping[str, Any]) -> Iterator[Check]:
    """Whether all are of one release; those that say nothing are named."""
    silent = [name for name, said in description["parts"].items() if said is None]
    for name in silent:
        yield unknown(
            f"release of {name}", "It does not tell.", "Set EKC_DESCRIBE_TOKEN for it and for the desk alike."
        )
    found = {said["release"] for said in description["parts"].values() if said}
    mistakes = [f"Parts are of several releases: {', '.join(sorted(found))}."] if len(found) > 1 else []
    do = "While an upgrade runs that is so; afterwards see which Deployment did not follow."
    yield from of_all("releases", mistakes, f"All are of {', '.join(found)}.", do)


def of_certificates(description: Mapping[str, Any]) -> Iterator[Check]:
    """Those that parts have in files."""
    days: dict[str, float] = {}
    for said in filter(None, description["parts"].values()):
        for variable, left in said["now"].get("certificates", {}).items():
            days[variable] = min(left, days.get(variable, left))
    yield from (certificates.judged(variable, left) for variable, left in sorted(days.items()))


def clocks(description: Mapping[str, Any], before: datetime, after: datetime) -> Iterator[Check]:
    """Whether their clocks are right, as far as the time between question and answer lets that be said."""
    for name, said in description["parts"].items():
        if said:
            theirs = datetime.fromisoformat(said["now"]["clock"])
            nearest = min(max(theirs, before), after)
            yield skew(f"part {name}", (theirs - nearest) / timedelta(seconds=1))


def temporal(description: Mapping[str, Any]) -> Iterator[Check]:
    """Namespace and schedule, as the worker sees them."""
    worker = description["parts"].get("worker") or {}
    said, asked = worker.get("temporal"), worker.get("now", {}).get("asked_temporal")
    if not said:
        yield unknown("temporal", "The worker does not tell how it is.", "See whether the worker is ready.")
        return
    if asked is not None:
        yield stamped("temporal", -asked, POLLED_SECONDS)
    days = said["retention_days"]
    short = f"The namespace {said['namespace']} forgets an ended case after {days:.0f} days."
    mistakes = [short] if days < RETENTION_DAYS else []
    do = "Set its retention to a day at least, or nobody can look into what happened."
    yield from of_all("temporal namespace", mistakes, short, do)
    paused = said["schedule"] != "running"
    wrong = (
        [f"The schedule of the turn of the day is {said['schedule']}: nothing falls due by itself."] if paused else []
    )
    make = "`python -m workflows.prepare` makes it; one that is paused is resumed in Temporal."
    yield from of_all("temporal schedule", wrong, "Every day is told to all services.", make)
