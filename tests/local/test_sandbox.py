"""`make sandbox`: an agency tries out its side; its cases go through their statuses by themselves."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from contracts.agency import CorrectionTaken, InformationAsked
from contracts.base import NAMESPACE
from contracts.catalogue import MESSAGES
from contracts.people import Reason
from deploy.local import Platform
from deploy.local.layout import ROOT
from deploy.local.sandbox.course import story
from ekc_agency import Agency, Answer, Connection, Person, Referral, Status
from ekc_agency.connection import in_file

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SECONDS = 120
ENDS: Mapping[str, Sequence[str]] = {
    "parenting": ["received", "accepted", "coordinator-assigned", "conference-held", "plan-made", "closed"],
    "nuisance": ["received", "accepted", "coordinator-assigned", "ended"],
    "other": ["received", "declined"],
}
"""The statuses that an agency hears, by the first reason."""
BESIDE = [CorrectionTaken.type, InformationAsked.type, InformationAsked.type]
"""What else it hears of them: of its professional that she is asked, and then for when (R18)."""


@pytest.mark.parametrize("reason", Reason)
def test_each_course_is_asked_as_the_desk_takes_it(reason: str) -> None:
    """Steps in order, each a command that there is; who is a child has a parent who gives permission (R5)."""
    child, adult = ({"person": str(uuid4()), "of": of} for of in ("holders", "person"))

    told = story("case-1", MOMENT, "utrecht", [child, adult], [reason])

    assert [step.at for step in told.steps] == sorted(step.at for step in told.steps)
    assert all(f"{NAMESPACE}.{step.does}.v1" in MESSAGES for step in told.steps)
    permissions = [step.data for step in told.steps if step.does == "referral.record-permission"]
    assert [one["person"] for one in permissions] == [child["person"]]


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """It runs, and has printed the credentials and written them down."""
    command = [sys.executable, "-m", "deploy.local.sandbox", "--folder", str(tmp_path / "sandbox")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert any(line.startswith("AGENCY_PASSWORD=") for line in running.stdout)
        yield running, tmp_path / "sandbox"
        running.terminate()


@pytest.mark.long
def test_an_agency_hears_every_status_of_its_cases(sandbox: tuple[subprocess.Popen[str], Path]) -> None:
    """Within a minute or so, with the credentials that it printed; one is corrected in time; Ctrl-C ends all of it."""
    running, folder = sandbox
    heard: dict[str, list[Any]] = {}
    beside: list[Answer] = []

    with Agency(Connection.from_environment(in_file(folder / "agency.env"))) as agency:
        said = {reason: referral(reason) for reason in ENDS}
        sent = {agency.publish(one).id: reason for reason, one in said.items()}
        corrected = agency.correct(replace(said["other"], contact_name="Sanne Kok")).id
        awaited = len(BESIDE) + sum(map(len, ENDS.values()))
        for answer in agency.statuses(first=awaited, quiet=SECONDS):
            if isinstance(answer, Status):
                heard.setdefault(answer.referral, []).append(answer)
            else:
                beside.append(answer)

    assert [one.kind for one in beside] == BESIDE
    assert beside[0].data["message"] == corrected
    by_reason = {sent[statuses[0].message]: [one.status for one in statuses] for statuses in heard.values()}
    assert by_reason == ENDS
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 0
    assert not Platform(folder).running()


def referral(reason: Any) -> Referral:
    """One of an invented child and an adult."""
    persons = [Person("Roos Dijkman", MOMENT.date().replace(year=2018)), Person("Aad Dijkman")]
    return Referral(str(uuid4()), "utrecht", persons, [reason], "housing")
