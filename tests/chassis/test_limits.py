"""What a stranger's JSON may be (RFC 7493): each limit from both sides, and nobody is kept waiting by it."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import limits
from services.chassis.bad_message import BadMessage
from services.chassis.envelopes import LARGEST

WITHIN = {
    "as deep as may be": b"[" * limits.DEEPEST + b"]" * limits.DEEPEST,
    "as many values as may be": json.dumps([1] * limits.MOST_VALUES).encode(),
    "brackets and commas in a text": json.dumps("[{," * 5_000).encode(),
    "quotes in a text": json.dumps('"[' * 5_000).encode(),
    "one name in two objects": b'[{"a": 1}, {"a": 2}]',
    "any script": json.dumps("\u0645\u0631\u062d\u0628\u0627 \U0001f600").encode(),
    "lines and tabs": json.dumps("a\n\tb\r\n").encode(),
    "marks and joiners": json.dumps("\u0645\u200f\u06cc\u200c\u0645\u061c", ensure_ascii=False).encode(),
    "an escape that is none": rb'"\\ufffe"',
}
BEYOND = {
    "deeper": ("too-deep", b"[" * (limits.DEEPEST + 1) + b"]" * (limits.DEEPEST + 1)),
    "as deep as it can be": ("too-deep", b"[" * LARGEST),
    "deep after a text with a quote": ("too-deep", rb'["\"", ' + b"[" * 99),
    "more values": ("too-many-values", json.dumps([1] * (limits.MOST_VALUES + 1)).encode()),
    "more fields": ("too-many-values", json.dumps({str(n): n for n in range(2_000)}).encode()),
    "a name twice": ("duplicate-name", b'{"a": 1, "b": {"a": 2, "a": 3}}'),
    "a name twice, once escaped": ("duplicate-name", rb'{"a": 1, "\u0061": 2}'),
    "no character": ("unseen-sign", '"a\ufdd0"'.encode()),
    "no character, in a name": ("unseen-sign", '{"\U0001ffff": 1}'.encode()),
    "no character, escaped": ("unseen-sign", rb'"\ud83f\udffe"'),
    "a name that shows as another": ("unseen-sign", json.dumps("Anna \u202edlevennoZ").encode()),
    "out of our isolation": ("unseen-sign", json.dumps("Anna\u2069", ensure_ascii=False).encode()),
    "an order to a terminal": ("unseen-sign", json.dumps("\x1b[2J").encode()),
    "an order of one sign": ("unseen-sign", json.dumps("\x9b2J", ensure_ascii=False).encode()),
    "a bell, a backspace": ("unseen-sign", json.dumps("a\b").encode()),
    "delete": ("unseen-sign", b'"\x7f"'),
    "half a character": ("not-json", rb'"\ud800"'),
    "a number of five thousand digits": ("not-json", b"9" * 5_000),
    "no number": ("not-json", b"[NaN]"),
    "beyond all numbers": ("not-json", b"[-Infinity]"),
    "another encoding": ("not-json", "{}".encode("utf-16")),
    "nothing": ("not-json", b""),
}


@pytest.mark.parametrize("what", WITHIN)
def test_what_an_event_needs_is_allowed(what: str) -> None:
    """No limit is met by what people write."""
    limits.check(WITHIN[what])


@pytest.mark.parametrize("what", BEYOND)
def test_what_goes_beyond_is_refused_with_its_limit(what: str) -> None:
    """At once, and nothing of it is repeated."""
    reason, text = BEYOND[what]
    began = time.process_time()

    with pytest.raises(BadMessage) as refused:
        limits.check(text)

    assert refused.value.reason == reason
    assert time.process_time() - began < 0.5


@given(st.recursive(st.none() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_the_shape_is_told_without_reading_it(value: object) -> None:
    """As deep as it is, however its texts look."""
    signs = limits.STRINGS.sub(b"", json.dumps(value).encode())

    assert signs.count(b"[") + signs.count(b"{") == json.dumps(blank(value)).count("[") + json.dumps(
        blank(value)
    ).count("{")


def blank(value: object) -> object:
    """The same without texts."""
    if isinstance(value, list):
        return [blank(one) for one in value]
    if isinstance(value, dict):
        return {str(number): blank(one) for number, one in enumerate(value.values())}
    return None
