"""The parts in their images do the work of a case, on real servers, fenced as in production, and stop in good order."""

import asyncio
import io
import time

import pytest
from rich.console import Console

from deploy.images.building import image
from deploy.local import Platform, probes
from deploy.local.demo import story
from deploy.local.demo.__main__ import play
from deploy.local.parts import PARTS
from tests.containers.parts import FENCE, SECRETS, engine, label
from tests.containers.platform import ContainerPlatform
from tests.faults.test_stops import test_a_part_stops_in_good_order_under_load as stop_each_under_load

pytestmark = [pytest.mark.long, pytest.mark.servers]

START_SECONDS = 2.0
ASK = ["python", "-m", "services.desk.operations.asking"]


async def test_a_case_goes_from_an_agency_to_its_ending_through_images(platform: Platform) -> None:
    """A story of the demo: an agency refers on Kafka, staff act at the desk, the process waits in Temporal."""
    facts, _ = await play(platform, [story.load("minimumeis")], Console(file=io.StringIO()))

    assert facts["cases"] == "1"
    assert facts["checks"].startswith("5 passed")


@pytest.mark.parametrize("part", [part.name for part in PARTS])
async def test_an_image_starts_within_two_seconds(part: str, platform: ContainerPlatform) -> None:
    """Two seconds of one core until `/healthz` answers, whatever else the machine does meanwhile."""
    await asyncio.to_thread(platform.hold, part)
    await asyncio.to_thread(platform.release, part)
    await answers(platform.environments.ports[part])
    took = platform.engine(part).stats(stream=False, one_shot=True)["cpu_stats"]["cpu_usage"]["total_usage"] / 1e9
    await asyncio.to_thread(platform.wait_ready, part)

    assert took <= START_SECONDS


@pytest.mark.parametrize("part", [part.name for part in PARTS])
def test_no_secret_is_in_the_environment_of_a_container(part: str, platform: ContainerPlatform) -> None:
    """Who may list containers reads it there; files are for the part alone."""
    told = platform.environment(part)
    secrets = {value for name, value in told.items() if name in SECRETS}
    known = str(platform.attributes(part))

    assert secrets
    assert [secret for secret in secrets if secret in known] == []


def test_the_image_of_operators_asks_every_part_whether_it_is_ready(platform: Platform) -> None:
    """As `helm test` runs it: told where parts answer, and nothing else."""
    given = {name: platform.environment("desk")[name] for name in ("EKC_ENVIRONMENT", "EKC_PARTS_URLS")}
    with engine() as at:
        said = at.containers.run(
            image("ops"), entrypoint=ASK, environment=given, remove=True, labels=label(platform.environments), **FENCE
        )

    assert said.decode().count("It is ready.") == len(PARTS)


async def test_an_image_stops_in_good_order_under_load(platform: Platform) -> None:
    """SIGTERM to its first process, in the middle of a transaction: as of a part that is a process."""
    await stop_each_under_load(platform)


async def answers(port: int) -> None:
    """Wait until a part says that it is alive."""
    give_up = time.monotonic() + 120
    while True:
        try:
            if (await probes.get(port, "/healthz"))[0] == 200:
                return
        except (OSError, TimeoutError, ValueError):
            assert time.monotonic() < give_up
        await asyncio.sleep(0.05)
