"""How the worker knows Temporal's clock: by when it was asked for work last."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.taskqueue.v1 import PollerInfo
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeTaskQueueResponse

from workflows import telling
from workflows.settings import TASK_QUEUE


class Temporal:
    """A server whose clock is so many seconds ahead, and that was asked just now, and a minute ago."""

    namespace = "default"

    def __init__(self, ahead: float, *, polled: bool = True) -> None:
        self.ahead = ahead
        self.polled = polled

    @property
    def workflow_service(self) -> "Temporal":
        """Itself."""
        return self

    async def describe_task_queue(self, request: DescribeTaskQueueRequest) -> DescribeTaskQueueResponse:
        """See Temporal's API."""
        assert (request.namespace, request.task_queue.name) == (self.namespace, TASK_QUEUE)
        found = DescribeTaskQueueResponse()
        for ago in (60, 0) if self.polled else ():
            at = Timestamp()
            at.FromDatetime(datetime.now(UTC) + timedelta(seconds=self.ahead - ago))
            found.pollers.append(PollerInfo(last_access_time=at))
        return found


@pytest.mark.parametrize("ahead", [0.0, 30.0, -600.0])
async def test_a_clock_is_as_far_away_as_the_latest_question(ahead: float) -> None:
    """One that is ahead was asked in the future."""
    client: Any = Temporal(ahead)

    assert await telling.asked(client) == pytest.approx(-ahead, abs=1)


async def test_of_a_clock_that_nobody_asks_nothing_is_known() -> None:
    """No worker runs."""
    client: Any = Temporal(0, polled=False)

    assert await telling.asked(client) is None
