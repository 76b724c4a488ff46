"""Bad records among good ones: every good one is handled, every bad one kept with its reason."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from contracts.coordination import AnswerInvitation, ArrangeInterpreter, InviteParticipant, RemindCircle
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


@pytest.mark.parametrize("kind", POISON)
async def test_good_records_beside_a_bad_one_are_handled(
    path: MessagePath, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """One bad record costs its neighbours nothing; it is a dead letter with its reason, and no log quotes it."""
    case = await path.case()
    await path.keyring.create(["known"])
    reason, poison = POISON[kind]

    await path.handle(await path.invitation(case), poison(path, case), await path.invitation(case))

    assert (await path.events(case)).count("participant-invited") == 2
    assert await path.letters() == [(reason, "dead")]
    assert SECRET not in "".join(capfd.readouterr())
    assert SECRET not in str(await path.outbox())


async def test_an_id_that_another_message_has_is_refused(path: MessagePath) -> None:
    """The same id with another content is no repetition: the second message is kept as a dead letter."""
    case = await path.case()

    await path.handle(await path.invitation(case, "Bram", id="once"))
    await path.handle(await path.invitation(case, "Joost", id="once"))

    assert (await path.events(case)).count("participant-invited") == 1
    assert await path.letters() == [("duplicate-id", "dead")]


async def test_a_rejected_command_is_answered(path: MessagePath) -> None:
    """Whoever sent a message that cannot be read hears which one, and where it is wrong."""
    case = await path.case()

    await path.handle(changed(path, case, lambda envelope: envelope["data"].pop("answer")))

    rejections = [one for one in await path.outbox(case) if one["type"].endswith("command-rejected.v1")]
    assert [one["data"]["problem"]["detail"] for one in rejections] == ["answer: missing."]


async def test_a_dead_letter_is_kept_sealed(path: MessagePath) -> None:
    """What could not be read rests under a key of the day, not in plain."""
    await path.handle(path.record(COMMANDS, f"{SECRET}{{".encode()))

    row = await path.pool.fetchrow("SELECT body, quarantine FROM dead_letters")
    assert row is not None
    assert SECRET.encode() not in row["body"]
    assert row["quarantine"] in await path.keyring.open([row["quarantine"]])


async def test_what_the_process_asks_wrongly_is_answered_to_it(path: MessagePath) -> None:
    """The process never waits for ever: what cannot be handled of it is rejected, what a rule refuses is refused."""
    case = await path.case()

    await path.handle(path.event("ekc.coordination.due", RemindCircle, case, None))

    assert any(one["type"].endswith("command-rejected.v1") for one in await path.outbox(case))


async def test_a_type_of_another_producer_that_is_not_known_passes(path: MessagePath) -> None:
    """An older consumer survives a newer producer: an unknown kind of event only moves the mark."""
    case = await path.case()
    newer = path.fact(CaseAccepted(region="noord", round=1, languages=("nl",), persons=()), case, 3)
    envelope = json.loads(newer.value or b"")
    envelope["type"] = "nl.eigenkrachtconferenties.referral.something-new.v1"

    await path.handle(path.record("ekc.referral.events", json.dumps(envelope).encode()))

    marks = await path.pool.fetchval("SELECT marks FROM streams WHERE id = $1", case)
    assert json.loads(marks) == {"referral": 3}
    assert await path.letters() == []
