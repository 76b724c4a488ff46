"""What is generated and committed: fresh, valid, with invented people only."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from contracts import generate, plain_yaml
from contracts.base import Message
from contracts.bsn import mentions_bsn
from contracts.catalogue import ALL_TOPICS, messages
from contracts.envelope import Envelope

HERE = Path(generate.__file__).parent
OIN = re.compile(r"urn:nld:oin:(\d+)")


def example(kind: type[Message]) -> dict[str, Any]:
    """The example of a message as committed."""
    found: dict[str, Any] = json.loads((HERE / "examples" / f"{kind.type}.json").read_text())
    return found


@cache
def asyncapi() -> dict[str, Any]:
    """The AsyncAPI document as committed."""
    found: dict[str, Any] = yaml.load((HERE / "asyncapi.yaml").read_text(), yaml.CSafeLoader)
    return found


def test_what_is_committed_is_fresh() -> None:
    """Run `python -m contracts.generate` after a change of the contracts, and commit what it writes."""
    assert [path.name for path in generate.stale(generate.files())] == []


def test_a_stale_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changed, missing or left over: the check names it and fails; writing puts it right, and then it passes."""
    schemas, examples = tmp_path / "schemas", tmp_path / "examples"
    wanted = {schemas / "a.json": "{}", examples / "b.json": "{}", tmp_path / "asyncapi.yaml": "asyncapi: 3.0.0"}
    monkeypatch.setattr(generate, "HERE", tmp_path)
    monkeypatch.setattr(generate, "FOLDERS", (schemas, examples, examples / "invalid"))
    monkeypatch.setattr(generate, "files", lambda: wanted)
    assert (generate.main([]), generate.main(["--check"])) == (0, 0)
    (schemas / "gone.json").write_text("{}")
    (schemas / "a.json").write_text("[]")
    (examples / "b.json").unlink()

    assert generate.main(["--check"]) == 1
    assert {path.name for path in generate.stale(wanted)} == {"gone.json", "a.json", "b.json"}
    assert (generate.main([]), generate.main(["--check"])) == (0, 0)


def test_an_example_keeps_to_its_schema() -> None:
    """Formats included."""
    for kind in messages():
        schema = json.loads((HERE / "schemas" / f"{kind.type}.json").read_text())
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(example(kind))


def test_an_example_is_read_and_written_as_it_is() -> None:
    """Envelope and data round-trip through the models."""
    for kind in messages():
        event = example(kind)
        assert Envelope.model_validate(event).model_dump(mode="json", exclude_none=True) == event
        assert kind.model_validate(event["data"]).model_dump(mode="json", exclude_none=True) == event["data"]


def test_an_example_names_nobody_real() -> None:
    """R35: no number that could be a BSN; organisation numbers are of the test range."""
    for kind in messages():
        text = json.dumps(example(kind), ensure_ascii=False)
        assert not mentions_bsn(text), kind
        assert all(number.startswith("00000099") and len(number) == 20 for number in OIN.findall(text)), kind


WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]))
VALUES = st.recursive(
    st.one_of(WORDS, st.sampled_from(["no", "Null", "0.5", "a b", "a: b", "- a", "# a"]), st.integers(), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_as_yaml_is_read_as_it_was(value: Any) -> None:
    """Whatever the words: those of YAML's own, with colons, spaces or none."""
    assert yaml.safe_load(plain_yaml.dump(value)) == value


def test_the_asyncapi_document_is_one() -> None:
    """AsyncAPI 3.0."""
    assert ApplicationSchema.model_validate(asyncapi()).asyncapi == "3.0.0"


def test_every_reference_leads_somewhere() -> None:
    """Inside the document, and to the schemas and examples beside it."""
    document = asyncapi()
    for reference in references(document):
        place, _, pointer = reference.partition("#")
        target: Any = document
        if place:
            assert (HERE / place).is_file(), reference
            continue
        for word in pointer.strip("/").split("/"):
            target = target[word]
    for message in document["components"]["messages"].values():
        assert (HERE / message["x-example"]).is_file()


def references(node: Any) -> list[str]:
    """Every `$ref` in a document."""
    if isinstance(node, list):
        return [one for item in node for one in references(item)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"]] if "$ref" in node else []
    return own + [one for item in node.values() for one in references(item)]


def test_every_topic_and_every_message_is_in_it() -> None:
    """Each topic with who writes and who reads it; each message on at least one topic."""
    document = asyncapi()
    operations = document["operations"].values()

    assert {channel["address"] for channel in document["channels"].values()} == {topic.name for topic in ALL_TOPICS}
    for name in document["channels"]:
        there = [one["action"] for one in operations if one["channel"]["$ref"] == f"#/channels/{name}"]
        assert {"send", "receive"} <= set(there)
    carried = {name for channel in document["channels"].values() for name in channel["messages"]}
    assert carried == set(document["components"]["messages"])
    assert {one["name"] for one in document["components"]["messages"].values()} == {kind.type for kind in messages()}
