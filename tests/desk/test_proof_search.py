"""The search through places at rest: a value is found in whatever form and packing it lies, and nothing else is."""

import random
from pathlib import Path

import pytest

from services.desk.proof import controls, kafka_segments, places, postgres_pages
from services.desk.proof.forms import LONGEST, of_text
from services.desk.proof.search import Hit, Needles, Sought
from services.desk.proof.searching import Searched, search

VALUE = "Zoë Querido"
NEEDLES = Needles([Sought("value 1", VALUE), Sought("value 2", "Ysbrand Vogelenzang"), Sought("value 3", "x" * 200)])
FORMS = [*of_text(VALUE)]


def found(folder: Path, *sought: Sought) -> Searched:
    """What a search of a folder for these comes to."""
    return search([folder], Needles(sought or [Sought("value 1", VALUE)]))


@pytest.mark.parametrize(
    "number", range(len(FORMS)), ids=[f"{name} {number}" for number, (name, _) in enumerate(FORMS)]
)
def test_a_value_is_found_in_every_form(number: int) -> None:
    """Among other bytes, wherever it begins."""
    chance = random.Random(number)
    text = chance.randbytes(1000) + FORMS[number][1] + chance.randbytes(1000)

    assert {hit.sought for hit in NEEDLES.within([text])} == {"value 1"}


@pytest.mark.parametrize("cut", range(1, 5))
def test_a_value_is_found_across_the_border_of_two_pieces(cut: int) -> None:
    """And counted once, however often it lies there."""
    text = VALUE.encode()

    assert NEEDLES.within([b"..." + text[:cut], text[cut:] + b"...", text]) == {Hit("value 1", "UTF-8"): 2}


def test_of_a_long_text_the_beginning_is_enough() -> None:
    """A text that is cut off is found too."""
    assert {hit.sought for hit in NEEDLES.within([b"x" * LONGEST])} == {"value 3"}


def test_what_is_close_is_not_found() -> None:
    """Neither half a name, nor noise."""
    assert not NEEDLES.within([b"Zoe Querido, Ysbrand" + random.Random(7).randbytes(100_000)])


def test_where_nothing_is_sought_nothing_is_found() -> None:
    """A search without values still reads all places."""
    assert not Needles([]).within([b"Zoe Querido"])


def test_bytes_are_found_as_they_are_and_in_digits(tmp_path: Path) -> None:
    """A wrapped key is no text."""
    wrapped = random.Random(3).randbytes(60)
    (tmp_path / "as-bytes").write_bytes(b"?" + wrapped + b"?")
    (tmp_path / "as-digits").write_text(f"\\x{wrapped.hex()}")

    assert [one.form for one in found(tmp_path, Sought("key", wrapped)).findings] == ["bytes", "hexadecimal digits"]


def test_every_control_is_found(tmp_path: Path) -> None:
    """Every form, every codec of Kafka, rows and TOAST of PostgreSQL, pages of the WAL, SQLite, packed logs."""
    tried = controls.tried(tmp_path)

    assert [one for one in tried if not one.found] == []
    assert {one.how for one in tried} == {
        places.AS_IT_LIES,
        places.UNPACKED,
        places.BATCHES,
        places.VALUES,
        places.WAL,
        places.ROWS,
    }


def test_a_control_that_is_not_found_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that has become blind for something is not believed."""
    monkeypatch.setattr(postgres_pages, "uncompressed", lambda _: None)

    assert {one.what for one in controls.tried(tmp_path) if not one.found} == {
        "compressed within a row",
        "in compressed pieces of a TOAST table",
    }


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        (f"{0:020}.log", controls.batch(1, b"abc")[:-3], "its last batch is cut off"),
        (
            f"{0:020}.log",
            kafka_segments.START.pack(0, 60) + bytes(10) + b"\x07" * 50,
            "a batch is of a version before 2",
        ),
        ("old.log.gz", b"\x1f\x8b" + b"?" * 50, "it cannot be unpacked"),
        ("rows.db", places.SQLITE + b"?" * 5000, "its rows cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    """It may hold anything."""
    (tmp_path / name).write_bytes(content)

    assert [(one.place, one.why) for one in found(tmp_path).unread] == [(name, why)]


def test_the_compression_of_postgresql_is_undone() -> None:
    """What is repeated, and what is not; and what is no compressed value is none."""
    text = controls.FILLING + VALUE.encode() + controls.FILLING

    assert postgres_pages.uncompressed(controls.packed(text)) == text
    assert postgres_pages.uncompressed(controls.packed(text)[:-1]) is None
    assert postgres_pages.uncompressed(b"\x40\0\0\0" + b"\xff" * 20) is None


def test_a_single_file_can_be_searched(tmp_path: Path) -> None:
    """A log, or a backup in one file."""
    log = tmp_path / "desk.log"
    log.write_text(f"{VALUE} and {VALUE}")

    assert [(one.place, one.times) for one in found(log).findings] == [("desk.log", 2)]


def test_holes_are_passed_over(tmp_path: Path) -> None:
    """A sparse file is searched where something is written."""
    with (tmp_path / "sparse").open("wb") as file:
        file.seek(1 << 30)
        file.write(VALUE.encode())

    searched = found(tmp_path)

    assert [one.place for one in searched.findings] == ["sparse"]
    assert searched.bytes[places.AS_IT_LIES] < 1 << 20
