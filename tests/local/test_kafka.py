"""What comes before Kafka's first start."""

from pathlib import Path
from uuid import UUID

import pytest

from deploy.local import kafka
from deploy.local.credentials import Credentials
from deploy.local.layout import Layout

PORTS = {name: number for number, name in enumerate(kafka.LISTENERS)}


def test_a_cluster_id_never_looks_like_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of sixty-four begins with a dash, and Kafka's tool would not take it."""
    made = iter([UUID(bytes=b"\xf8" + bytes(15)), UUID(int=1)])
    monkeypatch.setattr("deploy.local.kafka.uuid.uuid4", lambda: next(made))

    assert kafka.cluster_id() == "AAAAAAAAAAAAAAAAAAAAAQ"


def test_a_folder_that_cannot_be_formatted_says_why_and_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Java said, and not what it was called with: that goes into the supervisor's log."""
    layout = Layout(tmp_path)
    layout.prepare()
    credentials = Credentials(layout)
    monkeypatch.setattr(kafka, "java", lambda _: ("sh", "-c", "echo the disk is full >&2; exit 1"))

    with pytest.raises(RuntimeError, match="the disk is full") as failed:
        kafka.prepare(layout, PORTS, credentials, tmp_path)

    assert credentials.password("kafka-admin") not in str(failed.value)
