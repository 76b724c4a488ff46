"""After the stories: not one personal value of them lies anywhere in plain, in whatever form (promise 3)."""

import io

import pytest
from rich.console import Console

from deploy.local import Platform
from deploy.local.demo import __main__ as demo
from deploy.local.demo import story
from services.desk.proof import places
from services.desk.proof.searching import Searched
from tests.faults import planted
from tests.faults.canaries import personal_values
from tests.faults.scan import scan

SHORT = ("death", "declined", "erasure", "no-answer", "not-reached", "retracted", "says-no")
"""With the usual four, eleven of the stories are searched; these are over long before those."""
STORIES = [story.load(name) for name in (*demo.FOUR, *SHORT)]
KAFKA = {codec: f"Quirijn Zandvoort-{codec}" for codec in planted.CODECS}
REMOVED, TEMPORAL, LOG = "Quinten Ruysdael", "Wolfram Ypenburg", "Ysbrand Vogelenzäng"
POSTGRES = {
    "compressed": "Xantippe Loosdrecht",
    "toasted": "Xerxes Nieuwkoop",
    "deleted_compressed": "Zoetje Querido",
    "deleted_toasted": "Zeger Wittebrood",
}
"""What is planted; nobody in the stories is called so."""
PLANTED = {*KAFKA.values(), REMOVED, TEMPORAL, LOG, *POSTGRES.values()}


@pytest.fixture(scope="module")
async def found(platform: Platform) -> Searched:
    """What a search finds after the stories were played and looked back on, and the control was planted."""
    await demo.play(platform, STORIES, Console(file=io.StringIO()))
    await planted.in_kafka(platform, KAFKA, REMOVED)
    await planted.in_postgres(platform, **POSTGRES)
    await planted.in_temporal(platform, TEMPORAL)
    await planted.in_a_log(platform, LOG)
    searched = await scan(platform, {*PLANTED, *personal_values(STORIES)})
    await planted.uproot(platform)
    return searched


def test_a_third_of_the_stories_is_searched() -> None:
    """So many are played on the real servers before each merge; all of them are in `make test-all`."""
    assert 3 * len({one.story for one in STORIES}) >= len(story.names())


async def test_what_is_planted_is_found(found: Searched) -> None:
    """In several forms: batches of each codec, a removed topic, kept and deleted rows, a workflow, a log."""
    ways = {(one.sought, one.place.split("/")[1], one.how) for one in found.findings}

    assert ways >= {
        *((value, "kafka", places.BATCHES) for value in (*KAFKA.values(), REMOVED)),
        *((value, "postgres", places.VALUES) for value in POSTGRES.values()),
        *((value, "postgres", places.WAL_VALUES) for value in POSTGRES.values()),
        (TEMPORAL, "temporal.db", places.ROWS),
        (LOG, "postgres.log", places.AS_IT_LIES),
    }
    assert {one.form for one in found.findings} >= {
        "UTF-8",
        "UTF-16, little end first",
        "UTF-16, big end first",
        "JSON escapes",
    }


async def test_nothing_personal_lies_anywhere(found: Searched) -> None:
    """Kafka's segments, PostgreSQL's files and WAL, Temporal's database, all logs: no value of the stories in any."""
    assert [one for one in found.findings if one.sought not in PLANTED] == []


async def test_there_is_no_place_that_cannot_be_searched(found: Searched) -> None:
    """What cannot be read may hold anything."""
    assert found.unread == []
