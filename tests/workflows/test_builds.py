"""A case outlives the build of the worker that began it: it goes on with the next one and back, or somebody is told."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.worker import Worker

from contracts.process import Phase
from deploy.local import Platform
from tests.workflows.diverging import AsksTwice
from tests.workflows.lives import opened
from tests.workflows.memory import day
from tests.workflows.telling import Case, Told, plain
from workflows import builds, prepare, schedule
from workflows.replay import replay
from workflows.settings import MILESTONES, WorkflowSettings
from workflows.temporal import ConferenceCase

pytestmark = [pytest.mark.servers, pytest.mark.long]


@pytest.fixture
def deployment(settings: WorkflowSettings) -> WorkflowSettings:
    """A deployment of its own, so that other tests' workers take none of its cases."""
    return settings.model_copy(update={"temporal_deployment": f"ekc-{secrets.token_hex(3)}"})


@asynccontextmanager
async def build(
    client: Client, deployment: WorkflowSettings, name: str, process: type[ConferenceCase] = ConferenceCase
) -> AsyncIterator[WorkflowSettings]:
    """A worker of one build; it remembers nothing, as after a restart."""
    own = deployment.model_copy(update={"temporal_build": name})
    told = Told()
    async with Worker(
        client,
        task_queue=deployment.temporal_deployment,
        workflows=[process],
        activities=[told.ask],
        max_cached_workflows=0,
        deployment_config=builds.deployment(own),
    ):
        yield own


async def current(client: Client, own: WorkflowSettings) -> None:
    """Give all cases to a build, as `workflows.prepare --current` does."""
    await prepare.patiently(lambda: builds.make_current(client, own), builds.NoWorker)


async def built_by(case: Case) -> str:
    """The build that worked on a case last."""
    info = (await case.handle.describe()).raw_description.workflow_execution_info.versioning_info
    return str(info.deployment_version.build_id)


async def taken_by(case: Case, name: str) -> None:
    """Wake a case until a build works on it. Of what wakes it nothing can be read: it is counted."""
    while await built_by(case) != name:
        await case.handle.signal(MILESTONES, "wake up")
        await asyncio.sleep(0.1)


async def open_case(client: Client, deployment: WorkflowSettings) -> Case:
    """A case whose coordinator is being sought."""
    case = Case(client, Told())
    await case.open(plain(opened()[:1]), queue=deployment.temporal_deployment)
    await case.tell(opened()[1:])
    return case


async def test_a_running_case_goes_on_with_the_next_build_and_back(
    client: Client, deployment: WorkflowSettings
) -> None:
    """Old and new work side by side; which is current decides, for cases that began long before too."""
    async with build(client, deployment, "1") as one, build(client, deployment, "2") as two:
        await current(client, one)
        case = await open_case(client, deployment)
        assert (await case.why())["phase"] == Phase.MATCHING
        assert await built_by(case) == "1"

        await current(client, two)
        await taken_by(case, "2")
        await case.skip_to(day(9))

        await current(client, one)
        await taken_by(case, "1")
        assert (await case.why())["phase"] == Phase.MATCHING
        await case.handle.terminate()


async def test_a_build_that_cannot_go_on_is_found_before_and_can_be_taken_back(
    client: Client, deployment: WorkflowSettings
) -> None:
    """The replay of open runs names the case; where nobody asked it, the case waits unharmed for the former build."""
    async with build(client, deployment, "good") as good:
        await current(client, good)
        case = await open_case(client, deployment)
        await case.why()

        assert case.workflow not in (await replay(client)).parting
        assert (await replay(client, processes=[AsksTwice])).parting[case.workflow] == "NondeterminismError"

        async with build(client, deployment, "bad", AsksTwice) as bad:
            await current(client, bad)
            await failed(case)
            await current(client, good)
            await taken_by(case, "good")
            assert (await case.why())["phase"] == Phase.MATCHING
        await case.handle.terminate()


async def failed(case: Case) -> None:
    """Wake a case until a task of it fails: not every server of Temporal knows at once which build is current."""
    while True:
        await case.handle.signal(MILESTONES, "wake up")
        if (await case.handle.describe()).raw_description.pending_workflow_task.attempt > 1:
            return
        await asyncio.sleep(0.1)


async def test_no_case_is_given_to_a_build_that_nobody_runs(client: Client, deployment: WorkflowSettings) -> None:
    """All of them would stand still."""
    with pytest.raises(builds.NoWorker, match="start it with EKC_TEMPORAL_DEPLOYMENT=ekc-"):
        await builds.make_current(client, deployment)


async def test_a_namespace_is_made_once_with_its_schedule(temporal: Platform, settings: WorkflowSettings) -> None:
    """Temporal as it is on the first day; to set it up again changes nothing."""
    name = f"ekc-{secrets.token_hex(3)}"
    fresh = settings.model_copy(update={"temporal_namespace": name, "temporal_retention_days": 12})

    await prepare.run(fresh, current=False)
    await prepare.run(fresh, current=False)

    client = await Client.connect(temporal.temporal_address(), namespace=name)
    spec = (await client.get_schedule_handle(schedule.SCHEDULE).describe()).schedule.spec
    assert spec.time_zone_name == "Europe/Amsterdam"
    request = DescribeNamespaceRequest(namespace=name)
    kept = (await client.workflow_service.describe_namespace(request)).config.workflow_execution_retention_ttl
    assert kept.ToTimedelta() == timedelta(days=12)
