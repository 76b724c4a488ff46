"""Who is in a case: sealed names, languages and channels, what they answered, who is out."""

from collections.abc import Iterator, Sequence

from contracts.base import Message
from contracts.coordination import (
    InvitationAnswered,
    ParticipantDied,
    ParticipantInvited,
    ParticipantReached,
    ParticipantUnreached,
    ParticipantVetoed,
    ParticipantWithdrew,
    VetoLifted,
)
from contracts.erasure import ErasureRequested, KeysDeleted
from contracts.notices import HowToBeToldChosen, NoticeKind
from contracts.referral import CaseEnded, DeathNoted, PersonLeft
from services.chassis.decider import Connection
from services.chassis.store import columns
from services.desk.read_model.extracts import PEOPLE, Found, find, json
from services.desk.read_model.happenings import Happening

ENTER_PERSON = """
INSERT INTO people (subject, stream, kind, role, language, channel, sealed)
VALUES ($1, $2, $3, $4, coalesce($5, 'nl'), coalesce($6, 'spoken'), $7::jsonb)
ON CONFLICT (subject) DO UPDATE SET sealed = people.sealed || excluded.sealed, role = coalesce($4, people.role),
    language = coalesce($5, people.language), channel = coalesce($6, people.channel),
    kind = CASE people.kind WHEN 'person-concerned' THEN people.kind ELSE excluded.kind END
"""
"""Whoever is spoken of again is the same person; whom the case is about stays so in every other capacity."""
ANSWERED = """
UPDATE people SET answer = n.answer FROM unnest($1::text[], $2::text[]) AS n (subject, answer)
WHERE people.subject = n.subject
"""
CHOSE = "UPDATE people SET chosen = chosen || $2::jsonb WHERE subject = $1"
GONE = """
UPDATE people SET gone = $3, taken_out = $4 AND (taken_out OR NOT gone) WHERE stream = $1 AND subject = $2
"""
"""Who was gone by their own word before is not told, whoever takes them out."""

SILENT = "UPDATE people SET gone = true, taken_out = false WHERE subject = ANY($1::text[])"
"""Nothing is sent any more to whoever is to be forgotten, not even that it is off (R34)."""
FORGET = """
UPDATE people SET erased = true, language = 'nl', channel = 'spoken', chosen = '{}', answer = NULL
WHERE subject = ANY($1::text[])
"""


async def enter(connection: Connection, happened: Sequence[Happening]) -> None:
    """Enter whom the events describe, then what became of them."""
    described = [(one, found) for one in happened for found in find_people(one)]
    if described:
        await connection.executemany(ENTER_PERSON, [person(one.stream, found) for one, found in described])
    answers = {who: said for one in happened for who, said in answered(one)}
    if answers:
        await connection.execute(ANSWERED, *columns(sorted(answers.items()), 2))
    choices = [one.message for one in happened if isinstance(one.message, HowToBeToldChosen)]
    if choices:
        await connection.executemany(CHOSE, [(one.recipient, json(chosen(one))) for one in choices])
    gone = [(one.stream, who, out, by_others(one)) for one in happened for who, out in moved(one)]
    if gone:
        await connection.executemany(GONE, gone)
    await forget(connection, [one.message for one in happened])


async def forget(connection: Connection, messages: Sequence[Message]) -> None:
    """Of whoever is erased only an id is left, and that they were."""
    silent = [name for one in messages if isinstance(one, ErasureRequested) for name in one.subjects]
    if silent:
        await connection.execute(SILENT, silent)
    erased = [name for one in messages if isinstance(one, KeysDeleted) for name in one.subjects]
    if erased:
        await connection.execute(FORGET, erased)


def chosen(choice: HowToBeToldChosen) -> dict[str, str]:
    """What somebody chose; what they left out stays as it was."""
    return choice.model_dump(mode="json", include={"language", "channel", "address"}, exclude_none=True)


def answered(one: Happening) -> Iterator[tuple[str, str]]:
    """What somebody answered; that they were asked, or not reached. What no longer stands is no answer (R15, R40)."""
    match one.message:
        case InvitationAnswered(stands=True):
            yield one.message.participant, one.message.answer
        case ParticipantInvited() | ParticipantReached():
            yield one.message.participant, "invited"
        case ParticipantUnreached(kind=NoticeKind.INVITATION):
            yield one.message.participant, "not-reached"


def moved(one: Happening) -> Iterator[tuple[str, bool]]:
    """Who is to hear nothing more: withdrew, is kept out, left or died (R15, R16, R31, R32, R38). Or who is back."""
    match one.message:
        case ParticipantWithdrew() | ParticipantVetoed() | ParticipantDied():
            yield one.message.participant, True
        case VetoLifted(back=True):
            yield one.message.participant, False
        case PersonLeft() | CaseEnded() | DeathNoted() if one.message.person:
            yield one.message.person, True


def by_others(one: Happening) -> bool:
    """Whether it is somebody else's word that they are out of it: that they may hear (R31)."""
    return isinstance(one.message, PersonLeft) and one.message.by_others


def find_people(one: Happening) -> list[Found]:
    """The people whom an event describes."""
    kind = type(one.message)
    return [found for extract in PEOPLE.get(kind, ()) for found in find(extract, kind, one.data, one.stream)]


def person(stream: str, found: Found) -> tuple[object, ...]:
    """Somebody as a row."""
    facts = found.facts
    return (
        found.id,
        stream,
        found.kind,
        facts.get("role") or facts.get("capacity") or facts.get("kind"),
        facts.get("language") or next(iter(facts.get("languages", ())), None),
        facts.get("channel"),
        json(found.sealed),
    )
