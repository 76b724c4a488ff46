"""The parts as processes of the local platform."""

import os
import signal

import psutil
import pytest

from deploy.local import Platform, owned
from deploy.local.parts import PARTS
from deploy.local.status import of_all


async def test_everything_is_ready_and_says_how_it_is(platform: Platform) -> None:
    """Each process has a pid, a health, a memory; whoever consumes from Kafka has a lag."""
    found = {one.name: one for one in await of_all(platform)}

    assert all(one.ready and one.pid and one.memory > 5_000_000 for one in found.values())
    assert {name for name, one in found.items() if one.lag is None} <= {"kafka", "temporal", "postgres", "worker"}


@pytest.mark.parametrize("name", ["privacy", "worker"])
def test_a_killed_part_comes_back(platform: Platform, name: str) -> None:
    """It is a new Python with the same settings, and gets ready."""
    before, restarts = platform.pid(name), platform.restarts(name)

    platform.kill(name)
    owned.wait_until(lambda: platform.restarts(name) > restarts, 10)
    platform.wait_ready(name)

    assert platform.pid(name) not in {None, before}


def test_a_part_stops_in_good_order_and_says_so(platform: Platform) -> None:
    """On SIGTERM it ends within ten seconds with exit code 0."""
    platform.hold("referral")

    exit_code = platform.state()["processes"]["referral"]["exit_code"]
    platform.start("referral")

    assert exit_code == 0


@pytest.mark.parametrize("server", ["kafka", "postgres", "temporal"])
def test_a_killed_server_comes_back_with_its_data(platform: Platform, server: str) -> None:
    """After a SIGKILL it is ready again, and so are the parts, which waited for it."""
    restarts = platform.restarts(server)

    platform.kill(server)
    owned.wait_until(lambda: platform.restarts(server) > restarts, 10)
    platform.wait_ready(*platform.processes)

    assert {part.name: platform.restarts(part.name) for part in PARTS if part.name not in {"privacy", "worker"}} == {
        part.name: 0 for part in PARTS if part.name not in {"privacy", "worker"}
    }


def test_nothing_of_a_platform_survives_its_supervisor(platform: Platform) -> None:
    """A SIGKILL of the supervisor takes all processes along; the next start begins with none of them."""
    everyone = [psutil.Process(pid) for name in platform.processes if (pid := platform.pid(name))]
    supervisor = platform.pid("supervisor")
    assert supervisor

    os.kill(supervisor, signal.SIGKILL)
    _, alive = psutil.wait_procs(everyone, timeout=10)
    platform.start()

    assert not alive
    assert platform.pid("supervisor") != supervisor
