"""The citizen service number is recognised, and what only looks like one is let through (R35)."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.bsn import mentions_bsn, passes_eleven_test

DIGITS = st.text(alphabet="0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize(
    "text",
    [
        "111222333",
        "BSN: 111222333.",
        "bsn111222333",
        "(111222333)",
        "111.222.333",
        "111 222 333",
        "1112.22.333",
        "1112 22 333",
        "huis 12 111222333",
        "111222333 2026",
        "06 12345678 en 111222333",
        "RSIN 123456782 en 111222333",
        "Mike,111222333,Joan",
        "012345672",
    ],
)
def test_a_free_standing_number_that_passes_is_found(text: str) -> None:
    """R35: also with dots and spaces inside, and beside other numbers."""
    assert mentions_bsn(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "111222334",
        "1112223330",
        "11122233",
        "A111222333",
        "111222333B01",
        "000000000",
        "111  222  333",
        "111-222-333",
        "2026-00129",
        "1234 5678 9012 3456",
        "06-11122233",
        "06 11 12 22 33",
        "0611122233",
        "020 1112223",
        "(020) 111 2223",
        "+31 6 11122233",
        "+31611122233",
        "0031 611122233",
        "+49 111 222 333",
        "RSIN 111222333",
        "rsin: 111.222.333",
        "KvK-nummer 11122233",
        "OIN 00000001111222333000",
        "NL91ABNA0417164300",
        "1234 AB",
        "2026-03-02",
    ],
)
def test_what_is_no_citizen_s_number_passes(text: str) -> None:
    """R35: phone numbers, organisation numbers that say so, parts of longer numbers and words, and nine zeros."""
    assert not mentions_bsn(text)


@drawn(DIGITS, st.sampled_from(["", " ", "."]))
def test_nine_digits_are_found_exactly_when_they_pass(digits: str, between: str) -> None:
    """R35: whatever single sign is between groups of three."""
    written = between.join((digits[:3], digits[3:6], digits[6:]))

    assert mentions_bsn(f"x {written} y") == passes_eleven_test(digits)


@drawn(DIGITS, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_never_passes(digits: str, place: int, off: int) -> None:
    """The eleven-test finds every single mistake: two numbers that differ in one digit never both pass."""
    other = str((int(digits[place]) + off) % 10)

    assert not (passes_eleven_test(digits) and passes_eleven_test(digits[:place] + other + digits[place + 1 :]))


@drawn(st.from_regex(r"\A0[1-9][0-9]{8}\Z"), st.sampled_from(["", " ", "-"]), st.integers(2, 4))
def test_a_dutch_phone_number_is_never_one(digits: str, between: str, area: int) -> None:
    """R35: ten digits with a leading zero, however the area code is set apart."""
    assert not mentions_bsn(f"bel {digits[:area]}{between}{digits[area:]}!")


@drawn(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    """Whatever an agency writes, the check answers."""
    assert mentions_bsn(text) in (True, False)
