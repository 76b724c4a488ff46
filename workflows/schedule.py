"""The turn of the day: once a day every service hears that a day began, and does what its due table holds."""

from datetime import timedelta

from temporalio import workflow
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
)
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts.deciding import AMSTERDAM
    from workflows.settings import TASK_QUEUE

SCHEDULE = "turn-of-day"
PATIENTLY = RetryPolicy(maximum_interval=timedelta(minutes=1))


@workflow.defn
class TurnOfDay:
    """Tells every service which day began."""

    @workflow.run
    async def run(self) -> None:
        """The day is the one in Amsterdam now: a run that comes late, after an outage, tells the latest day."""
        day = workflow.now().astimezone(AMSTERDAM).date()
        await workflow.execute_local_activity(
            "turn_day", day, start_to_close_timeout=timedelta(seconds=10), retry_policy=PATIENTLY
        )


async def ensure(client: Client) -> None:
    """Create the schedule; one that is there stays as operators may have changed it."""
    try:
        await client.create_schedule(SCHEDULE, daily())
    except ScheduleAlreadyRunningError:
        return


def daily() -> Schedule:
    """At 00:05 in Amsterdam. A day that was missed in an outage is told within the next: the sweep looks back."""
    start = ScheduleActionStartWorkflow("TurnOfDay", id=SCHEDULE, task_queue=TASK_QUEUE)
    at = ScheduleCalendarSpec(hour=[ScheduleRange(0)], minute=[ScheduleRange(5)])
    return Schedule(
        action=start,
        spec=ScheduleSpec(calendars=[at], time_zone_name="Europe/Amsterdam"),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.BUFFER_ONE, catchup_window=timedelta(days=1)),
    )
