"""What the published schema says of a record, read by other libraries than ours: the JSON of Python, jsonschema."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from contracts.base import Message
from contracts.catalogue import MESSAGES
from contracts.json_schema import schema_of
from services.chassis.envelopes import LARGEST, Record
from services.chassis.limits import DEEPEST, MOST_VALUES
from tests.fuzz.records import HEADER, KEY, KINDS, OWN

LAST = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
UNSEEN = re.compile(f"[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ufdd0-\\ufdef{LAST}]")
MINUTE, SECOND = r"([01]\d|2[0-3]):[0-5]\d", r"[0-5]\d(\.\d+)?"
RFC3339 = re.compile(rf"\d{{4}}-\d\d-\d\d[Tt ]{MINUTE}:{SECOND}([Zz]|[+-]{MINUTE})", re.ASCII)
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def is_date(value: Any) -> bool:
    """RFC 3339 section 5.6: `full-date`."""
    return not isinstance(value, str) or bool(
        re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) and date.fromisoformat(value)
    )


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: Any) -> bool:
    """RFC 3339 section 5.6: `date-time`."""
    return not isinstance(value, str) or bool(RFC3339.fullmatch(value) and date.fromisoformat(value[:10]))


def pattern(_: Any, wanted: str, value: Any, __: Any) -> Any:
    """As ECMA 262 has it, by which JSON Schema is read: Python's `$` would also end before a line break."""
    if isinstance(value, str) and not re.search(re.sub(r"(?<!\\)\$$", r"\\Z", wanted), value):
        yield ValidationError("pattern")


Validator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": pattern}
)


@cache
def event_check(kind: type[Message]) -> Any:
    """The schema of a whole event."""
    return Validator(schema_of(kind), format_checker=FORMATS)


@cache
def data_check(kind: type[Message]) -> Any:
    """The schema of its data."""
    schema = schema_of(kind)
    return Validator({"$ref": f"#/$defs/{kind.__name__}", "$defs": schema["$defs"]}, format_checker=FORMATS)


def accepts(record: Record) -> bool:
    """Whether a record holds what the schemas, and I-JSON within our limits, allow."""
    try:
        event = event_of(record)
        kind = MESSAGES.get(event["type"])
        if kind not in KINDS or not event_check(kind).is_valid(event):
            return False
        data = event["data"]
        return not isinstance(data, str) or data_check(kind).is_valid(i_json(decrypted(data)))
    except (ValueError, KeyError, TypeError, AttributeError, JoseError, RecursionError):
        return False


def event_of(record: Record) -> dict[str, Any]:
    """The event as an object, in whichever mode it came; what is null is not there (CloudEvents JSON format 3.1).

    Raises:
        ValueError, KeyError: there is none.
    """
    value = record.value or b""
    names = [name.lower() for name, _ in record.headers]
    if len(value) + sum(len(name) + len(found or b"") for name, found in record.headers) > LARGEST:
        raise ValueError("large")
    if "ce_specversion" not in names:
        event = {name: found for name, found in i_json(value).items() if found is not None}
        return with_bytes(event) if "data" not in event and "data_base64" in event else event
    if "ce_data_base64" in names:
        raise ValueError("no attribute")
    ours = [name for name in names if name.startswith("ce_") or name == "content-type"]
    if len(set(ours)) < len(ours) or None in [found for name, found in record.headers if name.lower() in ours]:
        raise ValueError("twice")
    headers = {name.lower(): found for name, found in record.headers if name.lower() in ours}
    event = {name.removeprefix("ce_"): str(found or b"", "utf-8") for name, found in headers.items()}
    event["datacontenttype"] = event.pop("content-type", "application/json")
    plain = event["datacontenttype"].startswith("application/json")
    return {**event, "data": i_json(value) if plain else value.decode("ascii")}


def with_bytes(event: dict[str, Any]) -> dict[str, Any]:
    """The event with its data, which is written as bytes (CloudEvents JSON format 3.1.1).

    Raises:
        ValueError: they are none.
    """
    content = b64decode(event.pop("data_base64"), validate=True)
    plain = event.get("datacontenttype", "application/json").startswith("application/json")
    return {**event, "data": i_json(content) if plain else content.decode("ascii")}


def decrypted(data: str) -> bytes:
    """What was encrypted to our key, and not compressed.

    Raises:
        JoseError, ValueError: it cannot be decrypted, or names another key.
    """
    found = jwe.decrypt_compact(data, KEY, algorithms=list(HEADER.values()))
    if found.protected.get("kid") not in (None, OWN.id):
        raise ValueError("another key")
    return found.plaintext or b""


def i_json(text: bytes) -> Any:
    """JSON as RFC 7493 has it, within the limits.

    Raises:
        ValueError: it is not.
    """
    found = json.loads(text.decode(), object_pairs_hook=unique, parse_constant=refuse, parse_int=number)
    if depth(found) > DEEPEST or values(found) > MOST_VALUES or any(map(UNSEEN.search, texts(found))):
        raise ValueError("limit")
    json.dumps(found, ensure_ascii=False).encode()  # half a character has no UTF-8
    return found


def unique(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object without a name that comes twice."""
    if len(dict(members)) < len(members):
        raise ValueError("twice")
    return dict(members)


def refuse(_: str) -> Any:
    """NaN and the infinite are no JSON."""
    raise ValueError("constant")


def number(digits: str) -> int:
    """A number that can be read."""
    return int(digits)


def depth(value: Any) -> int:
    """Objects and lists within each other."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def values(value: Any) -> int:
    """Brackets and commas: of each object and list as many as it has members, and one at least."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else max(1, len(inner)) + sum(map(values, inner))


def texts(value: Any) -> Iterator[str]:
    """Every text and every name in it."""
    if isinstance(value, str):
        yield value
    yield from value if isinstance(value, dict) else ()
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(one)
