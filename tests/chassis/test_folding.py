"""A state that another release stored in another layout is folded again from the log."""

from pydantic_core import from_json

from tests.chassis.path import MessagePath


async def test_a_state_of_another_layout_is_folded_again_from_all_that_happened(path: MessagePath) -> None:
    """Promise 5: from the facts of others and from the service's own events; nothing is forgotten."""
    case = await path.case()
    await path.handle(await path.invitation(case))
    before = from_json(await path.pool.fetchval("SELECT state FROM streams WHERE id = $1", case))
    await path.pool.execute("UPDATE streams SET schema = 99, state = 'of another layout' WHERE id = $1", case)

    await path.handle(await path.invitation(case))

    after = from_json(await path.pool.fetchval("SELECT state FROM streams WHERE id = $1", case))
    assert before["circle"]["members"].items() <= after["circle"]["members"].items()
    assert {**after, "circle": before["circle"]} == before
    assert len(after["circle"]["members"]) == 2
