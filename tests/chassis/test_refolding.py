"""A state beside what its events come to: where they differ is said by place, never by value."""

from services.chassis.refolding import places, refolded
from tests.chassis.path import MessagePath


async def test_a_state_that_is_what_its_events_come_to_has_no_differences(path: MessagePath) -> None:
    """Whatever happened to it."""
    case = await path.case()
    await path.handle(await path.invitation(case))

    found = await refolded(path.pool, path.opening, case)

    assert (found["known"], found["kept"], found["differences"]) == (True, True, [])
    assert found["events"] == await path.pool.fetchval("SELECT count(*) FROM event_log WHERE stream = $1", case)


async def test_a_state_that_somebody_changed_is_told_by_its_places(path: MessagePath) -> None:
    """Where, and no more: what stands there is nobody's business here."""
    case = await path.case()
    stored = await path.pool.fetchval("SELECT state FROM streams WHERE id = $1", case)
    changed = stored.replace(b"noord", b"zuid")
    assert changed != stored
    await path.pool.execute("UPDATE streams SET state = $2 WHERE id = $1", case, changed)

    found = await refolded(path.pool, path.opening, case)

    assert found["differences"] == ["region: another value"]


async def test_of_a_stream_that_nobody_knows_nothing_is_said(path: MessagePath) -> None:
    """It is no mistake: not every part has heard of every case."""
    assert await refolded(path.pool, path.opening, "no-such-case") == {"known": False}


def test_places_are_named_down_to_where_they_differ() -> None:
    """One that is missing, one too many, one with another value; a list is one value."""
    stored = {"a": {"b": 1, "only": 2}, "same": [1], "list": [1]}
    again = {"a": {"b": 2, "new": 3}, "same": [1], "list": [1, 2]}

    assert list(places(stored, again)) == [
        "a.b: another value",
        "a.new: missing in what is stored",
        "a.only: only in what is stored",
        "list: another value",
    ]
