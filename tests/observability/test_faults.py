"""Each alert fires when its fault is there on a real platform, and clears when it is gone.

All faults take four minutes on a quiet machine, for most are there at once. The rules are the chart's, in a hurry
(`watching.py`).
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from deploy.observability import levels
from deploy.observability.catalogue import ALERTS
from tests.observability import away, beneath, faults
from tests.observability.faults import Provoked
from tests.observability.test_metrics import asked
from tests.observability.watching import Watched, watching
from tests.platform import relieve, session

FIRST = (
    Provoked(faults.refused_row, {"EkcOutboxRefused": {"part": "plan"}}),
    Provoked(faults.parked_stream, {"EkcStreamsParked": {"part": "plan"}}),
    Provoked(faults.rubbish, {"EkcDeadLettersGrow": {"part": "plan"}, "EkcDeadLettersWait": {"part": "plan"}}),
    Provoked(
        faults.nobody_publishes,
        {"EkcNobodyPublishes": {"part": "coordination"}, "EkcOutboxWaits": {"part": "coordination"}},
    ),
    Provoked(faults.closed_topic, {"EkcAgencyTopicClosed": {}, "EkcAgencyTopicHalfGone": {}}),
    Provoked(faults.overdue_step, {"EkcStepsOverdue": {}, "EkcCasesSilent": {}}),
    Provoked(faults.unsigned_rows, {"EkcAccessLogUnsigned": {}}),
    Provoked(faults.unknown_workflow, {"EkcWorkflowTasksFail": {}}),
    Provoked(faults.no_day, {"EkcDayNotTurned": {"part": "plan"}}),
    Provoked(faults.failing_figures, {"EkcDeskFails": {}}),
    Provoked(beneath.ending_authority, {"EkcCertificateExpires": {"part": "plan", "certificate": "http_ca"}}),
)
THEN = (
    Provoked(away.held("bridge"), {"EkcPartDown": {"part": "bridge"}}),
    Provoked(
        faults.locked_access_log,
        {"EkcMessagesWait": {"part": "privacy"}, "EkcAccessLogWaits": {}},
    ),
    Provoked(beneath.lost_records, {"EkcNotReconciled": {"part": "plan"}}),
)
AFTER_EACH_OTHER = (
    Provoked(away.held("temporal"), {"EkcPartNotReady": {"part": "worker"}}),
    Provoked(away.dying_worker, {"EkcPartRestarts": {"part": "worker"}}),
)
MEANWHILE = (
    Provoked(faults.held_message, {"EkcMessagesHeld": {"part": "coordination"}}),
    Provoked(faults.lost_key, {"EkcKeysLost": {}, "EkcKeyringNotRenewed": {}}),
    Provoked(faults.open_epoch, {"EkcEpochTooOld": {}}),
    Provoked(faults.stuck_erasure, {"EkcErasuresLate": {}, "EkcErasuresWait": {}}),
)
"""Slow ones: what the keyring is like is looked at once a minute."""
ANSWERS = ("EkcAgencyWaits", "EkcReferralAnswersBurn", "EkcReferralAnswersSlip")
MANY = 400
"""Answers in time among which three late ones are less than one in a hundred."""
STEPS = ("EkcStepsBurn", "EkcStepsSlip")
LATE, IN_TIME = levels.FEWEST, 2_500
"""Steps in time among which so many late ones are less than one in a thousand."""
ALL = [one for group in (FIRST, THEN, AFTER_EACH_OTHER, MEANWHILE) for one in group]
TRIED = [*(name for one in ALL for name in one.alerts), *ANSWERS, *STEPS]
TEMPORAL = "temporal_"
type Seen = dict[str, str]
"""Of each alert what went wrong: nothing, if it fired and cleared."""


def test_each_alert_is_tried_once() -> None:
    """None is forgotten."""
    assert sorted(TRIED) == sorted(alert.name for alert in ALERTS)


@pytest.fixture(scope="module")
async def seen() -> AsyncIterator[Seen]:
    """What was seen of each alert, and what Prometheus knows by then."""
    with pytest.MonkeyPatch.context() as patch, session() as own:
        patch.setenv("EKC_CHECKPOINT_SECONDS", "2")
        patch.setenv("EKC_HTTP_CA_FILE", str(beneath.authority(own)))
        own.layout.prepare()
        beneath.sign(own, beneath.YEAR)
        await asyncio.to_thread(own.start)
        await asyncio.to_thread(relieve, own)
        async with watching(own) as watched:
            found: Seen = {}
            slow = asyncio.gather(together(watched, MEANWHILE, found), steps(watched, found))
            await together(watched, FIRST, found)
            await asyncio.gather(
                together(watched, THEN, found), one_by_one(watched, AFTER_EACH_OTHER, found), answers(watched, found)
            )
            await slow
            names = await asyncio.to_thread(watched.prometheus.ask, "label/__name__/values")
            found[TEMPORAL] = ", ".join(sorted(name for name in asked() - set(names) if name.startswith(TEMPORAL)))
            yield found


@contextmanager
def noted(found: Seen, alerts: Iterable[str]) -> Iterator[None]:
    """Note of alerts what goes wrong with them; their tests tell it."""
    wrong = ""
    try:
        yield
    except Exception as error:
        wrong = f"{type(error).__name__}: {error}"
    found |= dict.fromkeys(alerts, wrong)


async def together(watched: Watched, group: Sequence[Provoked], found: Seen) -> None:
    """Some faults at once."""
    await asyncio.gather(*(provoke(watched, one, found) for one in group))


async def one_by_one(watched: Watched, group: Sequence[Provoked], found: Seen) -> None:
    """Some faults of which the next needs the end of the one before."""
    for one in group:
        await provoke(watched, one, found)


async def provoke(watched: Watched, provoked: Provoked, found: Seen) -> None:
    """Bring a fault about until its alerts fire, take it away until they clear."""
    alerts = provoked.alerts.items()
    with noted(found, provoked.alerts):
        async with provoked.fault(watched.platform):
            await asyncio.gather(*(watched.fires(name, **labels) for name, labels in alerts))
        await asyncio.gather(*(watched.clears(name, **labels) for name, labels in alerts))


async def answers(watched: Watched, found: Seen) -> None:
    """Late answers are seen once they are given, and outweighed by many that are in time."""
    with noted(found, ANSWERS):
        async with away.unanswered(watched.platform):
            await watched.fires("EkcAgencyWaits")
        await watched.clears("EkcAgencyWaits")
        await watched.fires("EkcReferralAnswersBurn")
        await watched.fires("EkcReferralAnswersSlip")
        await away.refer(watched.platform, MANY)
        await asyncio.gather(*(watched.clears(name) for name in ANSWERS))


async def steps(watched: Watched, found: Seen) -> None:
    """Late steps likewise. They are about cases that nobody knows: to refuse them is to do them."""
    with noted(found, STEPS):
        await faults.ask_for_steps(watched.platform, datetime.now(UTC) - timedelta(hours=1), LATE)
        await asyncio.gather(*(watched.fires(name) for name in STEPS))
        await faults.ask_for_steps(watched.platform, datetime.now(UTC), IN_TIME)
        await asyncio.gather(*(watched.clears(name) for name in STEPS))


@pytest.mark.long
@pytest.mark.servers
@pytest.mark.parametrize("alert", TRIED)
async def test_an_alert_fires_with_its_fault_and_clears_without(seen: Seen, alert: str) -> None:
    """On real servers, by the chart's own expressions."""
    assert seen[alert] == ""


@pytest.mark.long
@pytest.mark.servers
async def test_what_dashboards_ask_of_temporals_library_is_told(seen: Seen) -> None:
    """Once it had something to do; what our own code tells is looked at in `test_metrics.py`."""
    assert seen[TEMPORAL] == ""
