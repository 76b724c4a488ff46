"""The agencies' kit on the real platform: publish, follow, and a key that changes under way."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from deploy.local import Platform
from deploy.local.layout import ROOT
from ekc_agency import Agency, Answer, Connection, NoKey, NotConnected, Rejection, Status, encryption, trouble
from services.chassis.agency_keys import parsed
from services.referral import keys
from tests.docs.pages import blocks
from tests.kit.test_checking import USUAL

SECONDS = 60


@pytest.fixture(scope="module")
def credentials(platform: Platform) -> Mapping[str, str]:
    """What the agency's settings are."""
    return platform.agency_environment("school-noord")


@pytest.fixture
def agency(credentials: Mapping[str, str]) -> Iterator[Agency]:
    """The agency."""
    with Agency(Connection.from_environment(credentials)) as made:
        yield made


def started(credentials: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    """Python with the kit, as the agency."""
    environment = {**os.environ, **credentials, "PYTHONPATH": str(ROOT / "kit"), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen([sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True)


def referral() -> dict[str, Any]:
    """One with a reference of its own."""
    return {**USUAL, "reference": str(uuid4())}


def test_the_ten_lines_of_the_readme_refer_and_hear(credentials: Mapping[str, str]) -> None:
    """Run as they are written, with what `publish` says first; they have no end, so it is ended here."""
    (code,) = blocks(ROOT / "kit" / "README.md", "python")
    assert len([line for line in code.splitlines() if line]) <= 10

    with started(credentials, "-c", code) as running:
        assert running.stdout
        said = [running.stdout.readline() for _ in range(2)]
        running.terminate()

    assert said[0].startswith("Published(id=")
    assert "status='received'" in said[1]


def test_a_wrong_password_is_told_at_once(credentials: Mapping[str, str]) -> None:
    """To whoever publishes and to whoever follows, with the setting to look at; nobody waits in silence."""
    wrong = Agency(Connection.from_environment({**credentials, "AGENCY_PASSWORD": "wrong"}))
    begun = time.monotonic()

    with pytest.raises(NoKey, match="AGENCY_PASSWORD"):
        wrong.publish(referral())
    with pytest.raises(NotConnected, match="AGENCY_PASSWORD"):
        next(wrong.statuses())

    assert time.monotonic() - begun < trouble.SECONDS


def test_a_rejection_is_heard_once(agency: Agency) -> None:
    """It comes in two versions, and says the same in both."""
    published = agency.retract(f"{uuid4()}")

    heard = agency.statuses(quiet=3, group=f"{uuid4()}")

    assert [type(one) for one in heard if one.data.get("message") == published.id] == [Rejection]


@pytest.mark.long
def test_the_command_publishes_and_follows(credentials: Mapping[str, str], tmp_path: Path) -> None:
    """The key comes from the topic; the first status says which message it answers."""
    file = tmp_path / "referral.json"
    file.write_text(json.dumps(referral()))
    with started(credentials, "-m", "ekc_agency", "publish", str(file)) as publishing:
        published = json.loads(publishing.communicate(timeout=SECONDS)[0])

    with started(credentials, "-m", "ekc_agency", "follow", "--json", "--group", f"{uuid4()}") as following:
        assert following.stdout
        heard = next(one for one in map(json.loads, following.stdout) if one.get("message") == published["id"])
        following.terminate()

    assert (heard["status"], heard["offset"]) == ("received", published["offset"])


@pytest.mark.long
def test_a_key_changes_while_an_agency_publishes(platform: Platform, agency: Agency) -> None:
    """Nothing is lost in the overlap; whoever kept the old key for too long hears it, and the kit looks it up anew."""
    file = platform.environments.secrets.inbound_keys()
    arguments = ["--file", str(file), "--public", str(platform.environments.secrets.public_keys)]
    answers = agency.statuses(quiet=SECONDS, group=f"{uuid4()}")

    def told(message: str) -> Answer:
        return next(one for one in answers if one.data.get("message") == message)

    old = str(agency.key().kid)
    keys.main([*arguments, "rotate"])
    assert isinstance(told(agency.publish(referral()).id), Status)
    assert str(agency.key().kid) == old

    new = parsed(file.read_text())[0].id
    until = time.monotonic() + SECONDS
    while encryption.current(agency.connection).kid != new:
        assert time.monotonic() < until, "the new key is not published"

    keys.main([*arguments, "retire", old])
    answer: Answer | None = None
    while not isinstance(answer, Rejection):
        assert time.monotonic() < until, "the old key is still accepted"
        answer = told(agency.publish(referral()).id)
    assert answer.problem == "undecryptable"

    assert isinstance(told(agency.publish(referral()).id), Status)
    assert str(agency.key().kid) == new
