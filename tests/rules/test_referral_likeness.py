"""Which people are alike although they are spelled differently, and which are not (R3)."""

from datetime import date
from typing import Any

import pytest

from contracts.base import ERASED
from contracts.people import PersonConcerned
from contracts.referral import Likeness
from services.referral.likeness import name_of, sound, words_of
from services.referral.lookups import Likenesses, keys_of

BORN = date(2014, 9, 14)
HOME = "9999 XX"
SAME_SURNAME = [
    ("Mike Hoekstra", "M. Hoekstra"),
    ("Mike Hoekstra", "Hoekstra, M."),
    ("Mike Hoekstra", "MIKE  HOEKSTRA"),
    ("Anna van den Berg", "Anna v.d. Berg"),
    ("Anna van den Berg", "Berg, A. van den"),
    ("Anna van den Berg", "A. Vandenberg"),
    ("Anna van den Berg", "mw. A. Berg"),
    ("Sem 't Hart", "Sem Hart"),
    ("Jan Jansen", "J. Janssen"),
    ("Jan Jansen", "Jan Janse"),
    ("Thijs Dijkstra", "Tijs Dykstra"),
    ("Piet de Vries", "P. de Fries"),
    ("Wouter Bouwman", "Wauter Bauman"),
    ("Youssef El Amrani", "Joesoef Amrani"),
    ("Ayşe Yılmaz", "Ayse Yilmas"),
    ("Mohammed Al-Hassan", "Muhamed Hassan"),
    ("Karin Jansen-de Vries", "Karin de Vries"),
    ("Karin Jansen-de Vries", "K. Jansen"),
    ("Zoë Čapek", "Zoe Capek"),
    ("familie De Wit", "Els de Witt"),
]
OTHERS = [
    ("Mike Hoekstra", "Mike Hofstra"),
    ("Jan Jansen", "Jan Janmaat"),
    ("Anna van den Berg", "Anna van den Bosch"),
    ("Piet de Vries", "Piet de Jong"),
    ("Els de Wit", "Els de Boer"),
]

MINT = b"m" * 32


def person(name: Any, born: date | None = None, home: str | None = None) -> PersonConcerned:
    """Somebody as a referral names them."""
    return PersonConcerned(person="p", name=name, birth_date=born, postcode=home)


def alike(known: PersonConcerned, new: PersonConcerned, regions: tuple[str, str] = ("noord", "noord")) -> set[Likeness]:
    """What somebody new has in common with somebody known."""
    kept, sought = words_of(known, regions[0]).kept, words_of(new, regions[1]).sought
    return {kind for kind, _ in kept & sought}


@pytest.mark.parametrize(("one", "other"), SAME_SURNAME)
def test_a_name_is_the_same_in_every_spelling(one: str, other: str) -> None:
    """R3: initials, tussenvoegsels, order, accents, sounds and double names, with a birth date or a postcode."""
    assert Likeness.BORN_AND_NAME in alike(person(one, BORN), person(other, BORN))
    assert Likeness.BORN_AND_NAME in alike(person(other, BORN), person(one, BORN))
    assert Likeness.HOME_AND_NAME in alike(person(one, home=HOME), person(other, home="9999xx"))


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_another_name_is_another_name(one: str, other: str) -> None:
    """R3: whatever else they share; only a birth date together with a postcode goes beyond names."""
    assert alike(person(one, BORN), person(other, BORN)) == set()
    assert alike(person(one, home=HOME), person(other, home=HOME)) == set()
    assert alike(person(one), person(other)) == set()
    assert alike(person(one, BORN, HOME), person(other, BORN, HOME)) == {Likeness.BORN_AND_HOME}


def test_the_same_name_on_another_day_or_at_another_place_is_no_likeness() -> None:
    """R3: many people are called alike; a move alone changes nothing for who is known by their birth date."""
    assert alike(person("Jan Jansen", BORN), person("Jan Jansen", date(2014, 9, 15))) == set()
    assert alike(person("Jan Jansen", BORN, HOME), person("Jan Jansen", BORN, "1111 AA")) == {Likeness.BORN_AND_NAME}


def test_a_whole_name_counts_where_no_birth_date_contradicts_it() -> None:
    """R3: a neighbour knows no birth date; within a region that is worth a look, elsewhere it is a common name."""
    known, unknown = person("Mike Hoekstra", BORN), person("Maik Hoekstra")

    assert alike(known, unknown) == alike(unknown, known) == alike(unknown, unknown) == {Likeness.NAME}
    assert alike(known, unknown, ("noord", "zuid")) == set()
    assert alike(unknown, person("Joan Hoekstra")) == set()


def test_an_initial_counts_as_the_first_name_that_it_begins() -> None:
    """R3: whichever of the two is known by more."""
    initial, full = person("M. Hoekstra"), person("Mike Hoekstra")

    assert alike(full, initial) == alike(initial, full) == alike(initial, initial) == {Likeness.NAME}
    assert alike(person("J. Hoekstra"), full) == set()
    assert alike(person("Maria Hoekstra"), full) == set()
    assert alike(person("Hoekstra"), full) == set()


def test_of_whom_nothing_may_be_known_nothing_is_compared() -> None:
    """R34: an erased name makes no word."""
    assert not words_of(person(ERASED, BORN, HOME), "noord").kept
    assert not words_of(PersonConcerned(person="p", name="A B", birth_date=ERASED, postcode=ERASED), "noord").kept & {
        (Likeness.BORN_AND_HOME, "")
    }


@pytest.mark.parametrize("name", ["X", "van", "de", ".", "李 明", "  ", "-", "'t", "A.", "1 2 3"])
def test_whatever_stands_in_a_name_can_be_taken_apart(name: str) -> None:
    """R3: people write anything."""
    assert words_of(person(name, BORN, HOME), "noord").kept
    assert name_of(name)


def test_a_word_of_likeness_is_kept_as_a_keyed_digest_only() -> None:
    """ARCHITECTURE.md "Keys and personal data": nobody without the key can tell whose it is, not even by guessing."""
    one, other = Likenesses({"a": b"a" * 32}), Likenesses({"b": b"b" * 32})
    mike = person("Mike Hoekstra", BORN, HOME)

    marks = set(one.kept(mike, "noord"))

    assert len(marks) == 5
    assert all(len(mark) == 16 and b"hkstr" not in mark for mark in marks)
    assert marks.isdisjoint(other.kept(mike, "noord"))


def test_keys_have_ids_and_the_newest_comes_first() -> None:
    """A key can be rotated: what was written under an older one is found for as long as it is listed."""
    newest, older = "ab" * 32, "cd" * 32

    assert list(keys_of(f"2027:{newest}, 2026:{older}", MINT)) == ["2027", "2026"]
    rotated, before = (
        Likenesses(keys_of(f"2027:{newest},2026:{older}", MINT)),
        Likenesses(keys_of(f"2026:{older}", MINT)),
    )
    assert set(before.kept(person("A B", BORN), "noord")).isdisjoint(rotated.kept(person("A B", BORN), "noord"))
    for bad in ("", newest, f"2026:{older[2:]}", "2026:no"):
        with pytest.raises(ValueError, match=r"EKC_LIKENESS_KEYS|hexadecimal"):
            keys_of(bad, MINT)


def test_what_a_word_sounds_like_is_never_empty() -> None:
    """R3: two names that sound like nothing would be alike."""
    assert all(sound(word) for word in ("e", "y", "sch", "uy", "h", "ij", "jan", "en", "ens"))


def test_people_are_never_compared_under_the_mint_key() -> None:
    """R3: whoever mints ids could otherwise find out who is alike."""
    with pytest.raises(ValueError, match="a key of their own"):
        keys_of(f"2027:{'ab' * 32},2026:{MINT.hex()}", MINT)
