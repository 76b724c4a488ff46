"""What a stranger's JSON may be: I-JSON (RFC 7493), and no more of it than an event needs.

A schema cannot say this of a text. Each limit has a code of its own, which the agency hears.
"""

import re
from functools import partial
from itertools import accumulate

import jiter
from pydantic_core import to_json

from contracts.agency import Place
from contracts.json_schema import ATTRIBUTE_NAMES
from contracts.unseen import has_unseen
from services.chassis.bad_message import NOT_CLOUDEVENT, BadMessage, safe

DEEPEST = 16
"""Objects and lists within each other. The deepest of ours has four; each level costs whoever reads it a call."""
MOST_VALUES = 1_000
"""In one message. The fullest referral, of twenty people, has about two hundred."""

NAME = re.compile(ATTRIBUTE_NAMES)
BYTES = "data_base64"
"""Beside the attributes of an event in structured mode, and none of them."""
CONTROL = re.compile(r"(?<!\\)(?:\\\\)*\\[bfu]")
"""As pydantic writes one into a text; all else is written as it is."""
STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
STRICT = partial(jiter.from_json, allow_inf_nan=False, catch_duplicate_keys=True)
LEVEL = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}


def check(text: bytes) -> object:
    """What a JSON says; what goes beyond the limits is refused.

    Raises:
        BadMessage: with the limit. The text quotes nothing.
    """
    if len(text) > 2 * MOST_VALUES or text.count(b"{") + text.count(b"[") > DEEPEST:
        check_shape(STRINGS.sub(b"", text))
    try:
        found = STRICT(text)
    except ValueError:
        raise no_json(text) from None
    if b"\\" in text or not text.isascii() or b"\x7f" in text:
        written = to_json(found).decode()
        if has_unseen(written) or CONTROL.search(written):
            raise BadMessage("unseen-sign", "A text holds a sign that nobody sees.")
    return found


def check_shape(signs: bytes) -> None:
    """Judge a JSON without its strings by its brackets and commas.

    Raises:
        BadMessage: it is too deep, or holds too much.
    """
    if max(accumulate(LEVEL.get(sign, 0) for sign in signs), default=0) > DEEPEST:
        raise BadMessage("too-deep", f"More than {DEEPEST} objects and lists are within each other.")
    if sum(map(signs.count, (b"{", b"[", b","))) > MOST_VALUES:
        raise BadMessage("too-many-values", f"It holds more than {MOST_VALUES} values.")


def no_json(text: bytes) -> BadMessage:
    """Why it cannot be read: it is none, or a name comes twice, and each reader takes another one of the two."""
    try:
        jiter.from_json(text, allow_inf_nan=False)
    except ValueError:
        return BadMessage("not-json", "The message is not JSON.")
    return BadMessage("duplicate-name", "A name comes twice in an object (RFC 7493 section 2.3).")


def check_names(event: object, *, structured: bool) -> None:
    """Refuse attributes whose names cannot be any, and data that is there twice (JSON format 3.1).

    What is null is not there (CloudEvents JSON format 3.1).

    Raises:
        BadMessage: with the attribute, if its name can be shown.
    """
    names = {name for name, value in event.items() if value is not None} if isinstance(event, dict) else set()
    if names >= {"data", BYTES}:
        raise BadMessage(NOT_CLOUDEVENT, "data_base64: beside data.", [Place(attribute=BYTES, detail="both")])
    wrong = next((name for name in names - ({BYTES} if structured else set()) if not NAME.fullmatch(name)), None)
    if wrong is not None:
        said = Place(attribute=safe(wrong), detail="small letters and digits, at most 20")
        raise BadMessage(
            NOT_CLOUDEVENT, f"{safe(wrong)}: the name of an attribute has small letters and digits.", [said]
        )
