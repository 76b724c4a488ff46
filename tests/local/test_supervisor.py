"""The local platform keeps its processes running, and leaves nothing behind."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator

import asyncpg
import psutil
import pytest

from deploy.local import Platform, owned, ports
from deploy.local.env import write_env
from deploy.local.status import of_all

pytestmark = pytest.mark.servers

SMALL = ("postgres", "temporal")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform of two servers, in a folder that only its owner can enter."""
    platform = Platform(tmp_path_factory.mktemp("small") / "platform", processes=SMALL)
    platform.start()
    yield platform
    platform.stop()


def test_starting_twice_is_harmless(small: Platform) -> None:
    """The second start finds everything running and changes nothing."""
    before = pids(small)

    Platform(small.layout.folder, processes=SMALL).start()

    assert pids(small) == before


def test_a_killed_process_is_started_again(small: Platform) -> None:
    """It gets another pid, and the restart is counted."""
    before, restarts = small.pid("temporal"), small.restarts("temporal")

    small.kill("temporal")
    owned.wait_until(lambda: small.restarts("temporal") > restarts, 10)
    small.wait_ready("temporal")

    assert small.pid("temporal") != before
    assert small.restarts("temporal") == restarts + 1
    (temporal,) = [one for one in asyncio.run(of_all(small)) if one.name == "temporal"]
    assert temporal.last_end == "SIGKILL"
    assert "temporal ended by itself: SIGKILL; again in 0.5 s" in small.log("supervisor").read_text()


def test_pauses_grow_while_a_process_keeps_dying(small: Platform) -> None:
    """As Kubernetes does it: whoever dies at once waits longer each time, and a stop in good order ends that."""
    pauses = []
    for _ in range(3):
        restarts = small.restarts("temporal")
        small.kill("temporal")
        owned.wait_until(lambda: small.restarts("temporal") > restarts, 10)  # noqa: B023
        died = small.state()["processes"]["temporal"]["since"]
        owned.wait_until(lambda: small.state()["processes"]["temporal"]["state"] == "running", 20)
        pauses.append(small.state()["processes"]["temporal"]["since"] - died)
    small.restart("temporal")

    assert pauses == sorted(pauses)
    assert pauses[-1] > 2 * pauses[0]


def test_a_held_process_stays_stopped_until_it_is_started(small: Platform) -> None:
    """An outage for a while: no restart is counted for what was asked for."""
    restarts = small.restarts("postgres")

    small.hold("postgres")
    assert small.pid("postgres") is None
    small.start("postgres")

    assert small.pid("postgres") is not None
    assert small.restarts("postgres") == restarts


async def test_data_survive_stop_and_start(small: Platform) -> None:
    """What was written is there afterwards, on the same port."""
    await execute(small, "CREATE TABLE kept AS SELECT 42 AS answer")
    url = small.admin_url()

    small.stop()
    await asyncio.to_thread(small.start)

    assert small.admin_url() == url
    assert await execute(small, "SELECT answer FROM kept") == 42


def test_a_killed_supervisor_leaves_nothing(small: Platform) -> None:
    """After a SIGKILL of the supervisor the next stop finds and ends what was its own."""
    families = [member for pid in pids(small).values() for member in owned.family(psutil.Process(pid))]

    small.kill("supervisor", signal.SIGKILL)
    small.stop()

    assert not [process for process in families if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    assert not list(small.layout.run.glob("*.pid"))
    small.start()


def test_another_process_with_the_same_pid_is_not_ours(small: Platform) -> None:
    """Systems give pids out again: without the same start it is somebody else's, and is left alone."""
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (small.layout.run / "ghost.started").write_text(json.dumps({"pid": stranger.pid, "started": 1.0}))
        assert owned.find(small.layout, "ghost") is None

        small.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
    small.start()


def test_the_settings_are_readable_by_a_shell(small: Platform) -> None:
    """`. .local/env` gives addresses, databases, pid files and logs; it holds passwords, so it is its owner's alone."""
    write_env(small, list(small.processes))

    script = '. "$1"; cat "$EKC_PID_FILE_POSTGRES"; echo "$EKC_POSTGRES_URL_REFERRAL"; ls "$EKC_LOG_FOLDER"'
    shell = subprocess.run(
        ["sh", "-eu", "-c", script, "-", str(small.layout.env)], check=True, capture_output=True, text=True
    )

    assert shell.stdout.split() == [
        str(small.pid("postgres")),
        small.database_url("referral"),
        "postgres.log",
        "supervisor.log",
        "temporal.log",
    ]
    assert small.layout.env.stat().st_mode & 0o077 == 0


def test_two_platforms_run_side_by_side(small: Platform, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Another clone has other ports and other data, and stopping one leaves the other alone."""
    before = pids(small)
    with Platform(tmp_path_factory.mktemp("other"), processes=SMALL) as other:
        both = set(other.environments.ports.values()) & set(small.environments.ports.values())
        assert not {port for port in both if not ports.free(port)}  # of what does not run here, both may name the same

    assert pids(small) == before


def test_it_ends_with_whoever_started_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An attached platform (a demo, a test run) is gone when its starter was killed."""
    folder = tmp_path_factory.mktemp("attached")
    program = (
        "import os, sys, pathlib, deploy.local as local\n"
        "local.Platform(pathlib.Path(sys.argv[1]), processes=('temporal',)).start()\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, str(folder)], check=False)

    platform = Platform(folder, processes=("temporal",))
    assert owned.wait_until(lambda: not platform.running() and platform.pid("temporal") is None, 20)


def pids(platform: Platform) -> dict[str, int]:
    """Who runs."""
    found = {name: platform.pid(name) for name in ("supervisor", *platform.processes)}
    return {name: pid for name, pid in found.items() if pid}


async def execute(platform: Platform, statement: str) -> object:
    """Run one statement; its first value."""
    connection = await asyncpg.connect(platform.admin_url())
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()
