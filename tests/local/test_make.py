"""What `make up` tells, what it does when it is interrupted, and the ports that somebody chose."""

import re
import socket
import sys
from pathlib import Path

import pytest

from deploy.local import Platform, __main__
from deploy.local.layout import Layout
from deploy.local.parts import PARTS
from deploy.local.platform import PORTS
from deploy.local.ports import PortTaken, choose, new


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `make up` is asked for."""
    monkeypatch.setattr(__main__, "FOLDER", tmp_path)
    monkeypatch.setattr(sys, "argv", ["deploy.local", "up"])
    return tmp_path


def test_up_tells_three_things_to_try_next(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with the command or the address."""

    def start(platform: Platform, **_: object) -> None:
        platform.layout.prepare()
        platform.choose_ports()

    monkeypatch.setattr(Platform, "start", start)
    monkeypatch.setattr(__main__, "write_env", lambda *_: None)

    assert __main__.main() == 0

    told = capsys.readouterr().out
    port = Platform(clone).environments.ports["temporal_ui"]
    assert re.findall(r"^  (\d)\. (\S+)", told, re.MULTILINE) == [
        ("1", ".venv/bin/ekc"),
        ("2", "make"),
        ("3", f"http://127.0.0.1:{port}"),
    ]


@pytest.mark.parametrize(("running", "stopped"), [(True, 0), (False, 1)])
@pytest.mark.usefixtures("clone")
def test_an_interrupted_start_leaves_what_ran_before(
    running: bool, stopped: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C ends what this `make up` began; a platform that ran already goes on."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def stop(platform: Platform) -> None:
        stops.append(platform)

    stops: list[Platform] = []
    monkeypatch.setattr(Platform, "running", lambda _: running)
    monkeypatch.setattr(Platform, "start", interrupted)
    monkeypatch.setattr(Platform, "stop", stop)

    assert __main__.main() == 130
    assert len(stops) == stopped
    assert "Interrupted." in capsys.readouterr().out


def test_configured_ports_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every server and every part, also where others were chosen the last time."""
    platform = Platform(tmp_path / "platform")
    platform.layout.prepare()
    platform.choose_ports()
    wanted: dict[str, int] = {}
    for name in (*PORTS, *(part.name for part in PARTS)):
        wanted[name] = new({*wanted.values(), *platform.environments.ports.values()})
        monkeypatch.setenv(f"EKC_PORT_{name.upper()}", str(wanted[name]))

    platform.choose_ports()

    assert Platform(tmp_path / "platform").environments.ports == wanted


def test_a_configured_port_that_is_taken_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is chosen in its place: the text says which setting to change."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("EKC_PORT_KAFKA", str(taken.getsockname()[1]))

        with pytest.raises(PortTaken, match="EKC_PORT_KAFKA"):
            choose(Layout(tmp_path), ["kafka"])
