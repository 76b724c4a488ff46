"""Which build of the worker takes the cases, for who wants to say it (docs/decisions/087).

Without a deployment's name every worker takes every case. With one Temporal gives cases to the build that is *current*:
new and running ones, each with its next task (AUTO_UPGRADE), and all of them go back when the former build is current
again.
"""

from datetime import timedelta

from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

from workflows.settings import TemporalSettings

ANSWER = timedelta(seconds=10)


class NoWorker(Exception):
    """No worker of a build works on cases. The text says what to do."""


def deployment(settings: TemporalSettings) -> WorkerDeploymentConfig | None:
    """What a worker says of itself."""
    if not settings.temporal_deployment:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(settings.temporal_deployment, settings.temporal_build),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


async def make_current(client: Client, settings: TemporalSettings) -> None:
    """Give all cases to this build.

    Raises:
        NoWorker: nobody of this build is there to take them; all cases would stand still.
    """
    name, build = settings.temporal_deployment, settings.temporal_build
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace, deployment_name=name, build_id=build, identity=client.identity
    )
    try:
        await client.workflow_service.set_worker_deployment_current_version(request, timeout=ANSWER)
    except RPCError as error:
        if error.status not in {RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.NOT_FOUND}:
            raise
        raise NoWorker(
            f"No worker of build {build} works on cases of {name}: start it with EKC_TEMPORAL_DEPLOYMENT={name} first."
        ) from None
