"""Bad records of every kind, each with the reason for which it is kept."""

import json
from collections.abc import Callable
from typing import Any

from contracts.coordination import AnswerInvitation, ArrangeInterpreter, InviteParticipant
from contracts.people import Means
from contracts.referral import CaseAccepted
from services.chassis.envelopes import Record
from tests.chassis.path import MANAGER, MessagePath

COMMANDS = "ekc.coordination.commands"
SECRET = "Wilhelmina Zonneveld"

type Poison = Callable[[MessagePath, str], Record]


def changed(path: MessagePath, case: str, change: Callable[[dict[str, Any]], None]) -> Record:
    """A good command with something changed."""
    good = path.event(COMMANDS, AnswerInvitation, case, answer(), **MANAGER)
    envelope = json.loads(good.value or b"")
    change(envelope)
    return path.record(COMMANDS, json.dumps(envelope).encode())


def answer() -> dict[str, Any]:
    """What a participant answered."""
    return {"participant": "participant-1", "answer": "accepted", "means": Means.SPOKEN.value}


def with_headers(path: MessagePath, headers: list[tuple[str, Any]]) -> Record:
    """A command in binary mode with these attributes beside the required ones."""
    required = [("ce_specversion", b"1.0"), ("ce_id", b"1"), ("content-type", b"application/json")]
    return path.record(COMMANDS, json.dumps(answer()).encode(), [*required, *headers])


POISON: dict[str, tuple[str, Poison]] = {
    "null value": ("no-value", lambda path, _: path.record(COMMANDS, None)),
    "null header": ("bad-header", lambda path, _: with_headers(path, [("ce_subject", None)])),
    "non-UTF-8 header": ("bad-header", lambda path, _: with_headers(path, [("ce_subject", b"\xff\xfe")])),
    "no JSON": ("not-json", lambda path, _: path.record(COMMANDS, f"{SECRET}{{".encode())),
    "U+0000 in a text": (
        "invalid",
        lambda path, case: changed(path, case, lambda e: e["data"].update(participant="a\x00b")),
    ),
    "unknown type": (
        "unknown-type",
        lambda path, case: changed(path, case, lambda e: e.update(type="nl.example.something.v1")),
    ),
    "unknown version": (
        "unknown-version",
        lambda path, case: changed(path, case, lambda e: e.update(type=AnswerInvitation.type[:-2] + "v9")),
    ),
    "missing field": ("invalid", lambda path, case: changed(path, case, lambda e: e["data"].pop("answer"))),
    "wrong source": (
        "wrong-source",
        lambda path, case: changed(path, case, lambda e: e.update(source=path.settings.source("plan"))),
    ),
    "wrong topic": ("wrong-topic", lambda path, case: path.event(COMMANDS, CaseAccepted, case, {})),
    "too large": (
        "too-large",
        lambda path, case: changed(path, case, lambda e: e["data"].update(note=SECRET * 4000)),
    ),
    "undecryptable": (
        "undecryptable",
        lambda path, case: path.event(
            COMMANDS,
            InviteParticipant,
            case,
            {"participant": "known", "name": SECRET, "role": "uncle"},
            **MANAGER,
        ),
    ),
    "fact about nothing": (
        "unknown-subject",
        lambda path, _: path.event(COMMANDS, ArrangeInterpreter, "case-nobody-opened", {"language": "ti"}, **MANAGER),
    ),
    "no key": (
        "no-key",
        lambda path, case: path.event(
            COMMANDS, InviteParticipant, case, {"participant": "nobody", "name": SECRET, "role": "uncle"}, **MANAGER
        ),
    ),
}
