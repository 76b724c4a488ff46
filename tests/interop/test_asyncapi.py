"""The AsyncAPI document as its official parser reads it: npm's `@asyncapi/parser`."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from contracts.catalogue import ALL_TOPICS, messages
from deploy.local.layout import ROOT
from tests.interop import node

PARSER = Path(__file__).parent / "parser"
INFORMATION = 2
"""Of the parser's severities; 0 is an error and 1 a warning."""


def parsed(document: Path, scratch: Path) -> dict[str, Any]:
    """What the parser makes of a document."""
    command = [*node.run(PARSER, scratch), "parse.mjs", str(document)]
    done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.long
def test_the_official_parser_accepts_the_document(tmp_path: Path) -> None:
    """Without an error or a warning, with every topic and the schema of every message."""
    found = parsed(ROOT / "contracts" / "asyncapi.yaml", tmp_path)

    assert [one for one in found["complaints"] if one["severity"] < INFORMATION] == []
    assert {*found["channels"]} == {topic.name for topic in ALL_TOPICS}
    assert found["payloads"] == {kind.type: True for kind in messages()}


@pytest.mark.long
def test_the_official_parser_refuses_what_is_none(tmp_path: Path) -> None:
    """An operation on a channel that there is not: the check is one."""
    document = (
        (ROOT / "contracts" / "asyncapi.yaml").read_text().replace('"#/channels/plan.events"', '"#/channels/gone"')
    )
    (tmp_path / "asyncapi.yaml").write_text(document)
    (tmp_path / "schemas").symlink_to(ROOT / "contracts" / "schemas")

    assert [one for one in parsed(tmp_path / "asyncapi.yaml", tmp_path)["complaints"] if one["severity"] == 0]
