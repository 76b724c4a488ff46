"""The figures that answer operators' questions: how long agencies and steps wait, what fails, what runs out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from pydantic_core import to_json

from contracts.agency import StatusChanged
from contracts.coordination import FindCoordinator
from contracts.people import Status
from deploy.local import certificates
from services.chassis import answers
from services.chassis.certificates import expiring
from services.chassis.figures import letters
from services.chassis.settings import Settings
from services.desk.agencies.certificates import Authority
from tests.chassis.path import MessagePath

NOW = datetime.now(UTC)


def figure(name: str, **labels: str) -> float:
    """What a figure is now."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


def status(offset: int | None, **others: object) -> bytes:
    """A status as it goes to an agency; the first one says which message it answers."""
    data = StatusChanged(offset=offset, status=Status.RECEIVED, since=NOW).model_dump(mode="json", exclude_none=True)
    return to_json(
        {"type": StatusChanged.type, "time": datetime.now(UTC) - timedelta(seconds=20), "data": data, **others}
    )


@pytest.mark.parametrize(
    ("topic", "said", "counts"),
    [
        ("ekc.out.gemeente-a", {"offset": 7}, 1),
        ("ekc.out.gemeente-a", {"offset": None}, 0),
        ("ekc.out.gemeente-a", {"offset": 7, "storytime": NOW}, 0),
        ("ekc.referral.events", {"offset": 7}, 0),
    ],
    ids=["the first status", "a later one", "of a story", "inside"],
)
def test_an_agency_waits_until_kafka_has_the_first_status(topic: str, said: dict[str, Any], counts: int) -> None:
    """From the moment at which Kafka had its message; later statuses answer nothing that it sent."""
    before, sum_before = figure("ekc_referral_answer_seconds_count"), figure("ekc_referral_answer_seconds_sum")

    answers.note(topic, status(**said))

    assert figure("ekc_referral_answer_seconds_count") - before == counts
    assert figure("ekc_referral_answer_seconds_sum") - sum_before == pytest.approx(20 * counts, abs=5)


async def test_a_step_waits_from_its_moment_until_it_is_decided_about(path: MessagePath) -> None:
    """The moment is in the id of what the process asks for; a story's own calendar says nothing about delays."""
    case = await path.case()
    before, sum_before = figure("ekc_step_delay_seconds_count"), figure("ekc_step_delay_seconds_sum")
    moment = f"{datetime.now(UTC) - timedelta(seconds=30):%Y%m%dT%H%M%SZ}"

    for number, story in enumerate(({}, {"storytime": NOW})):
        asked = {"id": f"due-{case}-1-find-coordinator-{moment}-{number + 1}", "time": NOW, **story}
        await path.handle(path.event("ekc.coordination.due", FindCoordinator, case, {}, **asked))

    assert figure("ekc_step_delay_seconds_count") - before == 1
    assert figure("ekc_step_delay_seconds_sum") - sum_before == pytest.approx(30, abs=10)


async def test_decisions_and_refusals_are_counted_by_what_was_asked_and_why_not(path: MessagePath) -> None:
    """Words of fixed lists only."""
    case = await path.case()
    invited = figure("ekc_decisions_total", message="coordination.invite-participant")
    refused = figure("ekc_refusals_total", reason="not-your-region")

    await path.handle(await path.invitation(case), await path.invitation(case, actorregion="oost"))

    assert figure("ekc_decisions_total", message="coordination.invite-participant") - invited == 1
    assert figure("ekc_refusals_total", reason="not-your-region") - refused == 1


def test_dead_letters_of_one_defect_have_one_fingerprint() -> None:
    """Two messages that fail for the same reason are two defects, and the state is told beside."""
    told = letters([("ekc.in.a", None, "not-json", "dead", 4), ("ekc.in.a", "refer", "not-json", "parked", 1)])

    (first, *of_first), (second, *of_second) = told
    assert first != second
    assert (of_first, of_second) == (["ekc.in.a", "not-json", "dead"], ["ekc.in.a", "not-json", "parked"])
    assert list(told.values()) == [4, 1]


def test_it_is_known_until_when_certificates_are_valid(tmp_path: Path) -> None:
    """By what they are for. One that nobody uses yet is told of as it is in its file, if it can be read."""
    authority = certificates.authority("EKC")
    own, lost, believed = (tmp_path / f"{name}.pem" for name in ("own", "lost", "believed"))
    certificate, _ = certificates.server(Authority(authority.encode()), "referral")
    for path, text in ((own, certificate), (lost, certificate), (believed, authority)):
        path.write_text(text)
    files: dict[str, Any] = {"http_cert_file": own, "kafka_cert_file": lost, "http_ca_file": believed}
    settings = Settings(part="referral", environment="development", **files)
    lost.unlink()

    left = expiring(settings)

    assert left.keys() == {"http", "http_ca"}
    assert left["http"] > timedelta(days=1).total_seconds()
