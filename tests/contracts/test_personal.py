"""Personal fields: sealed for whom they are about, readable nowhere else, gone with the key (R34)."""

import os
from copy import deepcopy
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic_core import to_json

from contracts.base import ERASED, Event, Message
from contracts.coordination import DrawUpCircle, InviteParticipant
from contracts.referral import SetBottomLine
from services.chassis.sealing import (
    ERASED_VALUE,
    KeyMissing,
    SubjectKey,
    UnreadableField,
    places,
    seal_fields,
    subjects,
    unseal_fields,
)
from tests.contracts.strategies import MARK, PERSONAL, any_message

CASE = "case-1"
GONE = SubjectKey(current=0, versions={})
SEVERAL = [kind for kind in PERSONAL if len({one.of for one in kind.personal}) < len(kind.personal)]
"""With several personal fields of the same person."""
PERSONAL_MESSAGES = any_message(PERSONAL)


def as_data(message: Message) -> dict[str, Any]:
    """The data of a message as it goes onto the wire, before it is sealed."""
    return message.model_dump(mode="json", exclude_none=True)


def keys_for(kind: type[Message], data: Any) -> dict[str, SubjectKey]:
    """A new key for everybody whom the data is about."""
    return {subject: SubjectKey(1, {1: AESGCM(os.urandom(32))}) for subject in subjects(kind, data, CASE)}


def sealed(message: Message) -> tuple[dict[str, Any], dict[str, SubjectKey]]:
    """The data of a message with its fields sealed, and the keys."""
    data = as_data(message)
    keys = keys_for(type(message), data)
    seal_fields(type(message), data, CASE, keys)
    return data, keys


@given(PERSONAL_MESSAGES)
def test_nothing_personal_is_left_in_plain(message: Message) -> None:
    """Promise 3: whatever people wrote, no letter of it is in what is published; every marked field is sealed."""
    data, _ = sealed(message)

    assert MARK.encode() not in to_json(data)
    for holder, path, _ in places(type(message), data, CASE):
        assert isinstance(holder[path.path[-1]], str)
        assert holder[path.path[-1]].startswith("A")


@given(PERSONAL_MESSAGES)
def test_whoever_has_the_keys_reads_what_was_written(message: Message) -> None:
    """Sealing and unsealing change nothing."""
    data, keys = sealed(message)

    unseal_fields(type(message), data, CASE, keys)

    assert data == as_data(message)
    assert type(message).model_validate(data) == message


@given(PERSONAL_MESSAGES)
def test_the_key_of_another_opens_nothing(message: Message) -> None:
    """Each subject has a key of their own."""
    data, keys = sealed(message)
    assume(keys)

    with pytest.raises(UnreadableField):
        unseal_fields(type(message), data, CASE, keys_for(type(message), data))


@given(st.data())
def test_a_value_that_was_moved_opens_nowhere(draw: st.DataObject) -> None:
    """A sealed value is bound to its field: it cannot be shown as the value of another field of the same person."""
    message = draw.draw(any_message(SEVERAL))
    data, keys = sealed(message)
    found = places(type(message), data, CASE)
    moves = [
        (there, path, here[own.path[-1]])
        for here, own, subject in found
        for there, path, other in found
        if subject == other and own.name != path.name
    ]
    assume(moves)
    holder, path, token = draw.draw(st.sampled_from(moves))
    holder[path.path[-1]] = token

    with pytest.raises(UnreadableField):
        unseal_fields(type(message), data, CASE, keys)


def test_a_value_of_another_message_or_case_opens_nowhere() -> None:
    """A sealed value is bound to the type of its message and to its subject."""
    invited = InviteParticipant(participant="els", name="Els", role="aunt")
    data, keys = sealed(invited)
    line = SetBottomLine(bottom_line="b", setter="w", setter_name="W", mandate="other", text="T", ground="G")
    of_case, case_keys = sealed(line)

    with pytest.raises(UnreadableField):
        unseal_fields(DrawUpCircle, deepcopy(data), CASE, keys)
    with pytest.raises(UnreadableField):
        unseal_fields(SetBottomLine, of_case, "case-2", {**case_keys, "case-2": case_keys[CASE]})


@given(PERSONAL_MESSAGES)
def test_of_somebody_who_was_erased_nothing_is_written_and_nothing_read(message: Message) -> None:
    """R34: a field reads as erased; the message is still a valid one."""
    kind, data = type(message), as_data(message)
    gone = dict.fromkeys(keys_for(kind, data), GONE)
    before, _ = sealed(message)

    seal_fields(kind, data, CASE, gone)
    unseal_fields(kind, before, CASE, gone)

    for one in (data, before):
        assert all(holder[path.path[-1]] == ERASED_VALUE for holder, path, _ in places(kind, one, CASE))
        assert MARK.encode() not in to_json(one)
        read = kind.model_validate(one)
        assert all(
            getattr(read, path.path[0]) == ERASED
            for path in kind.personal
            if len(path.path) == 1 and path.path[0] in one
        )


@given(PERSONAL_MESSAGES)
def test_a_missing_key_is_not_an_erasure(message: Message) -> None:
    """A key that cannot be found stops everything: it is not taken for a tombstone."""
    data, keys = sealed(message)
    assume(keys)

    with pytest.raises(KeyMissing):
        seal_fields(type(message), as_data(message), CASE, {})
    with pytest.raises(KeyMissing):
        unseal_fields(type(message), data, CASE, {})


@given(PERSONAL_MESSAGES)
def test_what_was_sealed_before_a_rotation_is_still_read(message: Message) -> None:
    """Keys have versions; new values take the latest."""
    data, keys = sealed(message)
    rotated = {who: SubjectKey(2, {**key.versions, 2: AESGCM(os.urandom(32))}) for who, key in keys.items()}

    unseal_fields(type(message), data, CASE, rotated)

    assert data == as_data(message)


@given(any_message([kind for kind in PERSONAL if issubclass(kind, Event)]), st.binary(max_size=80))
def test_rubbish_is_never_read_as_somebodys_words(message: Message, rubbish: bytes) -> None:
    """What is not sealed is not readable, plain text included."""
    data, keys = sealed(message)
    assume(keys)
    holder, path, _ = places(type(message), data, CASE)[0]
    for value in ("in plain", rubbish.hex(), 7, ["x"], {"sealed": "x"}):
        holder[path.path[-1]] = value
        with pytest.raises(UnreadableField):
            unseal_fields(type(message), deepcopy(data), CASE, keys)
