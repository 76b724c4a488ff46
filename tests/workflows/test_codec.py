"""What Temporal keeps cannot be read without the key, nor put in another place."""

from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.converter import WorkflowSerializationContext

from contracts.process import Due, Milestone
from tests.workflows.lives import opened
from tests.workflows.memory import came
from tests.workflows.telling import Case, plain
from workflows.codec import UNREADABLE, CodecKeys, Encryption, UnknownKey
from workflows.settings import TASK_QUEUE, WorkflowSettings

OLD_KEY, NEW_KEY = "aa" * 32, "bb" * 32
SECRET = Payload(metadata={"encoding": b"json/plain"}, data=b'"who waits for whom"')


def codec(folder: Path, *lines: str) -> Encryption:
    """The codec of one workflow, with these keys."""
    path = folder / "keys"
    path.write_text("\n".join(lines))
    here = WorkflowSerializationContext(namespace="default", workflow_id="case-1-1")
    return Encryption(CodecKeys.read(path)).with_context(here)


async def test_a_payload_comes_back(tmp_path: Path) -> None:
    """Encrypted it holds nothing readable; the same payload is never encrypted the same twice."""
    encryption = codec(tmp_path, f"new:{NEW_KEY}")

    first, second = await encryption.encode([SECRET, SECRET])

    assert b"waits" not in first.SerializeToString()
    assert first.data != second.data
    assert await encryption.decode([first, second]) == [SECRET, SECRET]


async def test_keys_change(tmp_path: Path) -> None:
    """What the former key encrypted is read for as long as it is in the file; the first line encrypts."""
    (old,) = await codec(tmp_path, f"old:{OLD_KEY}").encode([SECRET])
    both = codec(tmp_path, f"new:{NEW_KEY}", f"old:{OLD_KEY}")
    (new,) = await both.encode([SECRET])

    assert (old.metadata["key-id"], new.metadata["key-id"]) == (b"old", b"new")
    assert await both.decode([old, new]) == [SECRET, SECRET]


async def test_a_missing_key_is_waited_for(tmp_path: Path) -> None:
    """Nothing is dropped because a key file is behind: decoding fails, and the task is tried again."""
    (old,) = await codec(tmp_path, f"old:{OLD_KEY}").encode([SECRET])

    with pytest.raises(UnknownKey):
        await codec(tmp_path, f"new:{NEW_KEY}").decode([old])


async def test_a_payload_of_another_workflow_does_not_open(tmp_path: Path) -> None:
    """Bound to its workflow, a payload means nothing in another one; it is told apart, and fails nothing."""
    encryption = codec(tmp_path, f"new:{NEW_KEY}")
    (sealed,) = await encryption.encode([SECRET])
    elsewhere = encryption.with_context(WorkflowSerializationContext(namespace="default", workflow_id="case-2-1"))

    assert await elsewhere.decode([sealed]) == [UNREADABLE]


@pytest.mark.parametrize("data", [b"", b"short", b"\x00" * 60])
async def test_a_damaged_payload_is_told_apart(tmp_path: Path, data: bytes) -> None:
    """Whatever the bytes are, decoding does not fail: a failing decoder would block its case for good."""
    damaged = Payload(metadata={"encoding": b"binary/encrypted", "key-id": b"new"}, data=data)

    assert await codec(tmp_path, f"new:{NEW_KEY}").decode([damaged]) == [UNREADABLE]


@pytest.mark.parametrize("lines", [[], ["no colon"], ["short:aabb"], [f":{NEW_KEY}"], ["new:" + "xy" * 32]])
def test_a_bad_key_file_says_where(tmp_path: Path, lines: list[str]) -> None:
    """The message names the file and the line, never a key."""
    with pytest.raises(ValueError, match="keys") as error:
        codec(tmp_path, *lines)

    assert NEW_KEY not in str(error.value)


def test_production_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside development nothing is kept in plain text by accident."""
    monkeypatch.delenv("EKC_TEMPORAL_CODEC_KEY_FILE", raising=False)

    with pytest.raises(ValueError, match="EKC_TEMPORAL_CODEC_KEY_FILE"):
        WorkflowSettings(part="workflows", environment="production")


@pytest.mark.servers
async def test_temporal_keeps_nothing_readable(case: Case, settings: WorkflowSettings) -> None:
    """Start, signals and outcome are encrypted. Of what was asked for Temporal itself notes `ask`, and when."""
    await case.open(plain(opened()))
    assert (await case.why())["asks"] == Due.FIND_COORDINATOR
    await case.tell([came(Milestone.ENDED, 9, of_round=1, ending="withdrawn")])
    assert await case.handle.result() == "withdrawn"

    unarmed = await Client.connect(settings.temporal_address)
    history = await unarmed.get_workflow_handle(case.workflow).fetch_history()
    kept = b"".join(event.SerializeToString() for event in history.events)
    assert kept.count(b"binary/encrypted") >= 4
    for word in (b"regional-manager", b"accepted", b"withdrawn", b"find-coordinator", b"2026-03"):
        assert word not in kept
    assert kept.count(b"json/plain") == kept.count(b'"activity_type":"ask"') == 1


@pytest.mark.servers
async def test_texts_of_failures_are_encrypted(case: Case, client: Client, settings: WorkflowSettings) -> None:
    """What goes wrong in a case is told to whoever has the key only; here its start cannot be read."""
    start = {"case": case.name, "phase": "no such phase"}
    await client.start_workflow("ConferenceCase", start, id=case.workflow, task_queue=TASK_QUEUE)

    unarmed = (await Client.connect(settings.temporal_address)).get_workflow_handle(case.workflow)
    failed: list[Any] = []
    while not failed:
        events = (await unarmed.fetch_history()).events
        failed = [event for event in events if event.HasField("workflow_task_failed_event_attributes")]

    assert b"no such phase" not in failed[0].SerializeToString()
    assert b"Encoded failure" in failed[0].SerializeToString()
    await unarmed.terminate()
