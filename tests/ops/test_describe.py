"""What every part works with is told, without a secret, and as it is written down here: a change of it is seen."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json, to_json

from deploy.local.layout import ROOT
from tests.ops.operator import Operator

EXPECTED = Path(__file__).with_name("described.json")
NOW = ROOT / "build" / "described.json"
"""What was told, to be put in the place of what is expected where the change is wanted."""
PLACES = re.compile(r"/[^\s\"']*?/(?=data/|secrets/|deploy/policies|deploy/local|issuer\.jwks)")
PORTS = re.compile(r"(127\.0\.0\.1):\d+")
MASKED = "**********"


def alike(told: dict[str, Any]) -> dict[str, Any]:
    """The same on every machine: without ports and folders."""
    for part in told["parts"].values():
        part["settings"]["EKC_HTTP_PORT"] = 0
    text = PORTS.sub(r"\1:0", PLACES.sub("", to_json(told).decode()))
    same: dict[str, Any] = from_json(text)
    return same


@pytest.mark.long
@pytest.mark.servers
async def test_what_parts_work_with_is_as_it_is_written_down(whole: Operator) -> None:
    """Settings, release, schema, tables, topics; and of a secret only that there is one."""
    told = await whole.reads("ops", "describe", "--stable")

    NOW.write_bytes(to_json(alike(told), indent=2) + b"\n")
    assert alike(told) == from_json(EXPECTED.read_bytes()), f"if that is wanted: copy {NOW.name} from build"
    settings = [part["settings"] for part in told["parts"].values()]
    assert {one["EKC_MINT_KEY"] for one in settings} == {MASKED}
    secrets = whole.platform.environments.secrets
    assert secrets.password("describe-token") not in to_json(told).decode()


def test_ports_and_folders_make_no_difference() -> None:
    """Two machines that work with the same say the same."""
    one = {"parts": {"plan": {"settings": {"EKC_HTTP_PORT": 1, "EKC_URL": "http://127.0.0.1:4711/x"}}}}
    other = {"parts": {"plan": {"settings": {"EKC_HTTP_PORT": 2, "EKC_URL": "http://127.0.0.1:4712/x"}}}}
    here, there = ({"parts": {}, "file": f"{folder}/secrets/kek"} for folder in ("/here", "/there/and/there"))

    assert alike(one) == alike(other)
    assert alike(here) == alike(there) == {"parts": {}, "file": "secrets/kek"}
