"""Signs that nobody sees, and that make what is seen another text than what is there. No text that comes in has them.

What was written down before may hold one: it is checked where it comes in, and not by the contract.
"""

NONCHARACTERS = frozenset(map(chr, range(0xFDD0, 0xFDF0))).union(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
"""Never for interchange (RFC 7493 section 2.1): what a text goes through may each do something else with them."""
TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""They turn the direction of writing around, so that a name shows as another one (UTR 36 section 2.10). The marks
U+200E, U+200F and U+061C and the joiners are no more than a part of Arabic, Hebrew, Persian and others."""
CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0)))) - frozenset("\t\n\r")
"""Whoever shows a text in a terminal lets it do there what it likes."""
UNSEEN = NONCHARACTERS | TURNING | CONTROLS


def has_unseen(text: str) -> bool:
    """Whether a text holds a sign that nobody sees, other than the ends of lines and tabs."""
    return not UNSEEN.isdisjoint(text)
