"""Whoever may do everything in the database changes nothing of the access log unseen (R33)."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from services.privacy.access_log import chain
from services.privacy.access_log.chain import GENESIS, Link, chained, digest
from services.privacy.access_log.following import Finding, What, follow
from services.privacy.access_log.rows import Row
from services.privacy.access_log.signing import NotSigned, SigningKeys, main
from tests.privacy.log import CONTACT, Log, seen

FREE = "UPDATE access_log SET number = -number WHERE region = 'noord' AND number {which}"
"""Make room: numbers are unique also while they are changed."""
COPIED = """
INSERT INTO access_log SELECT region, {number}, at, event, kind, action, outcome, 'somebody-else', role, actor_region,
    on_behalf, case_id, subjects, data, use, reason, previous, {hash} FROM access_log
WHERE region = 'noord' AND number = 5
"""
REMOVED_ANEW = (
    "DELETE FROM access_log WHERE region = 'noord' AND number > 3",
    "UPDATE access_heads SET number = 3, hash = (SELECT hash FROM access_log WHERE region = 'noord' AND number = 3)"
    " WHERE region = 'noord'",
)


async def test_an_untouched_log_is_whole(log: Log) -> None:
    """Each row follows from the one before it, and the last one is the one that was signed."""
    assert [(one.region, one.rows, one.signed, one.findings) for one in await log.verify()] == [
        ("noord", 5, 5, ()),
        ("zuid", 1, 1, ()),
    ]


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        (["UPDATE access_log SET actor = 'somebody-else' WHERE region = 'noord' AND number = 2"], ("changed", 2, 2)),
        (["UPDATE access_log SET hash = previous WHERE region = 'noord' AND number = 1"], ("changed", 1, 1)),
        (["UPDATE access_log SET previous = hash WHERE region = 'noord' AND number = 3"], ("changed", 3, 3)),
        (["DELETE FROM access_log WHERE region = 'noord' AND number = 2"], ("removed", 2, 2)),
        (["DELETE FROM access_log WHERE region = 'noord' AND number IN (2, 3)"], ("removed", 2, 3)),
        (["DELETE FROM access_log WHERE region = 'noord' AND number > 3"], ("removed", 4, 5)),
        (["DELETE FROM access_log WHERE region = 'noord'"], ("removed", 1, 5)),
        (REMOVED_ANEW, ("removed", 4, 5)),
        ([COPIED.format(number=6, hash="hash")], ("inserted", 6, 6)),
    ],
)
async def test_a_later_change_shows_and_says_which_row_it_was(
    log: Log, tampering: Sequence[str], found: tuple[str, int, int]
) -> None:
    """Changed, removed (also the last ones, also with the note of how many there are), or put behind the last one."""
    await log.tamper(*tampering)

    assert await log.found() == [("noord", *found)]


async def test_a_row_that_was_put_between_others_shows(log: Log) -> None:
    """Those behind it have other numbers than they were written down under."""
    await log.tamper(
        FREE.format(which=">= 3"),
        COPIED.format(number=3, hash="hash").replace("number = 5", "number = -5"),
        "UPDATE access_log SET number = 1 - number WHERE number < 0",
        "UPDATE access_heads SET number = 6 WHERE region = 'noord'",
    )

    assert await log.found() == [("noord", "moved", 4, 6), ("noord", "inserted", 3, 3)]


async def test_rows_in_each_others_place_show(log: Log) -> None:
    """R33: each says where it was written down."""
    swapped = "UPDATE access_log SET number = 6 + number WHERE region = 'noord' AND number < 0"
    await log.tamper(FREE.format(which="IN (2, 4)"), swapped)

    (noord, _) = await log.verify()

    assert [(f.what, f.number, f.was) for f in noord.findings] == [(What.MOVED, 4, 2), (What.MOVED, 2, 4)]


async def test_a_row_that_was_removed_shows_also_when_the_others_close_up(log: Log) -> None:
    """The gap is where it was, not at the end."""
    await log.tamper(
        "DELETE FROM access_log WHERE region = 'noord' AND number = 2",
        FREE.format(which="> 2"),
        "UPDATE access_log SET number = -number - 1 WHERE number < 0",
        "UPDATE access_heads SET number = 4 WHERE region = 'noord'",
    )

    assert [found[1:] for found in await log.found()] == [("removed", 2, 2), ("moved", 2, 4), ("removed", 5, 5)]


async def test_only_what_was_published_shows_a_chain_that_was_made_anew(log: Log) -> None:
    """With right hashes the chain is right in itself: the signatures say from where on it is another one."""
    await anew(log, since=4)
    alone, log.topic = log.topic, []
    assert await log.found() == []

    log.topic = alone
    assert await log.found() == [("noord", "rewritten", 4, 5)]


async def test_a_chain_that_was_made_anew_stays_found_when_it_is_signed_later(log: Log) -> None:
    """The service signs on what it finds; what it signed before still says something else."""
    await anew(log, since=2)
    await log.append(seen(CONTACT, 6))
    await log.sign()

    assert await log.found() == [("noord", "rewritten", 1, 3)]


async def anew(log: Log, since: int) -> None:
    """Rewrite the chain of a region from a row on, as somebody who knows how it is made."""
    rows = await log.pool.fetch("SELECT * FROM access_log WHERE region = 'noord' ORDER BY number")
    links = [chain.read(row) for row in rows]
    before = links[since - 2].hash
    statements = []
    for link in links[since - 1 :]:
        row = Row(**{**{name: getattr(link.row, name) for name in Row.__struct_fields__}, "actor": "somebody-else"})
        own = digest(before, "noord", link.number, row)
        values = f"actor = 'somebody-else', previous = '\\x{before.hex()}', hash = '\\x{own.hex()}'"
        statements.append(f"UPDATE access_log SET {values} WHERE region = 'noord' AND number = {link.number}")
        before = own
    statements.append(f"UPDATE access_heads SET hash = '\\x{before.hex()}' WHERE region = 'noord'")
    await log.tamper(*statements)


async def test_a_chain_is_signed_when_enough_rows_are_new_or_the_first_of_them_is_old(log: Log) -> None:
    """Until then nobody can show that the last rows were rewritten: so it is often, also where little happens."""
    assert await log.sign() == 0

    await log.append(seen(CONTACT, 6))

    assert await log.signs(rows=2, seconds=60) == 0
    assert await log.signs(rows=2, seconds=0) == 1
    assert await log.signs(rows=2, seconds=0) == 0


async def test_what_cannot_be_published_is_signed_later(log: Log) -> None:
    """While Kafka is away nothing counts as published."""
    await log.append(seen(CONTACT, 6))
    log.reachable = False
    with pytest.raises(ConnectionError):
        await log.sign()

    log.reachable = True
    assert await log.sign() == 1
    assert await log.found() == []


async def test_another_key_follows_and_what_the_one_before_signed_counts(log: Log) -> None:
    """The keys are read each time: the next checkpoint is signed with the new one. A strange key signs nothing."""
    before = SigningKeys.read(log.keys).current.id
    await asyncio.to_thread(main, ["--file", str(log.keys), "rotate"])
    await log.append(seen(CONTACT, 6))
    await log.sign()

    keys = SigningKeys.read(log.keys)
    assert (keys.current.id != before, await log.found()) == (True, [])
    assert [(one["kid"], one["state"], "d" in one) for one in keys.public()["keys"]] == [
        (keys.current.id, "current", False),
        (before, "retired", False),
    ]
    with pytest.raises(NotSigned):
        SigningKeys(keys.keys[1:]).read_signed(log.topic[-1])


def test_a_file_that_holds_no_keys_is_refused(tmp_path: Path) -> None:
    """What is wrong with it is said without a word of what is in it."""
    file = tmp_path / "keys.json"
    file.write_text('{"keys": [{"kty": "secret"}]}')

    with pytest.raises(ValueError, match="no JWK set") as refused:
        SigningKeys.read(file)

    assert "secret" not in str(refused.value)


def links(*, many: int) -> list[Link]:
    """A chain in memory."""
    row = Row(**{**dict.fromkeys(Row.__struct_fields__, "x"), "at": None, "subjects": (), "data": ()})  # type: ignore[arg-type]
    return list(chained("noord", 0, GENESIS, [row] * many))


def test_a_row_of_before_that_stands_there_once_more_was_inserted() -> None:
    """Also what was real once is inserted where it does not belong."""
    found = links(many=4)
    twice = [*found[:2], Link("noord", 3, found[0].row, found[0].previous, found[0].hash), *shifted(found[2:], 1)]

    assert follow(twice[2:], 3, found[1].hash, 5) == [Finding(What.MOVED, 4, 5, 3), Finding(What.INSERTED, 3, 3)]


def test_two_changes_are_two_findings() -> None:
    """What follows a changed row is compared with what it was chained to."""
    found = links(many=5)
    wrong = sha256(b"").digest()
    for place in (1, 3):
        found[place] = Link("noord", place + 1, found[place].row, found[place].previous, wrong)

    assert follow(found[1:], 2, found[0].hash, 5) == [Finding(What.CHANGED, 2, 2), Finding(What.CHANGED, 4, 4)]


def shifted(found: Sequence[Link], by: int) -> list[Link]:
    """Rows with other numbers."""
    return [Link(one.region, one.number + by, one.row, one.previous, one.hash) for one in found]
