"""The citizen service number (BSN) is not stored: how one is recognised in a text (R35)."""

import re

PHONE = re.compile(
    r"(?<!\w)(?:\+|00)[1-9](?:[ ./()-]{0,2}\d){7,13}(?!\d)"
    r"|(?<!\w)(?!\d{9}\b)\(?0(?:[ ./()-]{0,2}\d){9}(?!\d)"
)
"""A phone number: with its country, or Dutch with its leading zero and ten digits in all."""
ORGANISATION = re.compile(r"\b(?:rsin|kvk|oin)(?:[ -]?(?:nummer|nr))?[ .:=#-]*\d[\d .]*", re.IGNORECASE)
"""A number that says which register of organisations it is from."""
NUMBER = re.compile(
    r"(?:(?<!\w)|(?<=bsn))(?:\d{9}|(?<!\d[ .-])\d(?:[ .]?\d){8}(?![ .-]?\d))(?!\w)",
    re.IGNORECASE,
)
"""Nine digits that stand free: in one piece, or with single dots or spaces inside and no digits around it. What has a
hyphen inside is a file number (2026-00123) sooner than a citizen's."""
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def mentions_bsn(text: str) -> bool:
    """Whether a text holds a free-standing number of nine digits that passes the eleven-test.

    One number in eleven passes, so a person may have to say what it is. Phone numbers, and organisation numbers that
    are named as such (RSIN, KvK, OIN), are no citizen's.
    """
    rest = ORGANISATION.sub(" # ", PHONE.sub(" # ", text))
    return any(passes_eleven_test(found.group()) for found in NUMBER.finditer(rest))


def passes_eleven_test(number: str) -> bool:
    """The check of a BSN: the weighted sum of its digits is a multiple of eleven, and not all are zero."""
    digits = [int(sign) for sign in number if sign.isdigit()]
    return any(digits) and sum(weight * digit for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11 == 0
