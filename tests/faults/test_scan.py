"""After the stories: not one personal value of them lies anywhere in plain, in whatever form (promise 3)."""

import io

import pytest
from rich.console import Console

from deploy.local import Platform
from deploy.local.demo import __main__ as demo
from deploy.local.demo import story
from tests.faults import planted
from tests.faults.needles import Needles, personal_values
from tests.faults.scan import Finding, lay_open, scan

SHORT = ("death", "declined", "no-answer", "not-reached", "retracted", "says-no")
"""With the usual four, ten of the stories are searched; these are over long before those."""
STORIES = [story.load(name) for name in (*demo.FOUR, *SHORT)]
KAFKA, KEPT, DELETED, TEMPORAL, LOG = (
    "Quirijn Zandvoort",
    "Xantippe Loosdrecht",
    "Zoetje Querido",
    "Wolfram Ypenburg",
    "Ysbrand Vogelenzang",
)
"""What is planted; nobody in the stories is called so."""


@pytest.fixture(scope="module")
async def found(platform: Platform) -> list[Finding]:
    """What a search finds after the stories were played and looked back on, and the control was planted."""
    await lay_open(platform)
    await demo.play(platform, STORIES, Console(file=io.StringIO()))
    await planted.in_kafka(platform, KAFKA)
    await planted.in_postgres(platform, KEPT, DELETED)
    await planted.in_temporal(platform, TEMPORAL)
    await planted.in_a_log(platform, LOG)
    needles = Needles({KAFKA, KEPT, DELETED, TEMPORAL, LOG, *personal_values(STORIES)})
    findings = await scan(platform, needles)
    await planted.uproot(platform)
    return findings


def test_a_third_of_the_stories_is_searched() -> None:
    """So many are played on the real servers before each merge; all of them are in `make test-all`."""
    assert 3 * len({one.story for one in STORIES}) >= len(story.names())


async def test_what_is_planted_is_found(found: list[Finding]) -> None:
    """The control: in a compressed batch, a compressed row, a deleted row, a workflow and a log."""
    places = {(one.value, area(one.where)) for one in found}

    assert places >= {
        (KAFKA, "data/kafka"),
        (KEPT, "desk.planted"),
        (DELETED, "data/postgres"),
        (TEMPORAL, "data/temporal.db"),
        (LOG, "logs/postgres.log"),
    }


async def test_nothing_personal_lies_anywhere(found: list[Finding]) -> None:
    """Kafka's segments, PostgreSQL's files and WAL, Temporal's database, all logs: no value of the stories in any."""
    assert [one for one in found if one.value not in {KAFKA, KEPT, DELETED, TEMPORAL, LOG}] == []


def area(where: str) -> str:
    """A place without what differs from run to run: a table, a log, or the server whose file it is."""
    return "/".join(where.split("/")[:2])
