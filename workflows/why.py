"""What a case waits for, as its process sees it."""

from datetime import datetime
from typing import Any

from workflows.agenda import Agenda
from workflows.progress import CaseProgress
from workflows.waiting import waiting


def explain(progress: CaseProgress, woke: datetime) -> dict[str, Any]:
    """Since when it waits, whose turn it is, what comes next and when, by which rule; and the whole progress."""
    coming = sorted((item for holder in Agenda(progress).counting for item in holder.agenda), key=lambda item: item.at)
    wait = waiting(progress)
    first = coming[0] if coming and not progress.ended else None
    return {
        "case": progress.case,
        "woke": woke.isoformat(),
        "phase": progress.phase.value,
        "round": progress.round,
        "since": progress.since.isoformat() if progress.since else None,
        "searching": progress.search is not None,
        "last": progress.last.value if progress.last else None,
        "whose": (first.whose if first else "") or wait.whose,
        "rule": (first.rule if first else "") or wait.rule,
        "next": first.at.isoformat() if first else None,
        "asks": first.what.value if first else None,
        "refused": progress.refused,
        "ended": progress.ended,
        "shift_seconds": progress.shift.total_seconds(),
        "progress": progress.model_dump(mode="json"),
    }
