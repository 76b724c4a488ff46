"""Who is in a case, and what notices can be about: sealed names, languages and channels, answers, who is out."""

from collections.abc import Sequence

from pydantic_core import to_json

from contracts.coordination import InvitationAnswered, ParticipantInvited, ParticipantVetoed, ParticipantWithdrew
from contracts.referral import CaseEnded, PersonLeft
from services.chassis.decider import Connection
from services.chassis.store import columns
from services.desk.extracts import MATTERS, PEOPLE, Found, find
from services.desk.happenings import Happening

ENTER_PERSON = """
INSERT INTO people (subject, stream, kind, role, language, channel, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)
ON CONFLICT (subject) DO UPDATE SET kind = excluded.kind, role = excluded.role, language = excluded.language,
    channel = excluded.channel, sealed = people.sealed || excluded.sealed
"""
ENTER_MATTER = """
INSERT INTO matters (stream, kind, matter, facts, sealed) VALUES ($1, $2, $3, $4::jsonb, $5::jsonb)
ON CONFLICT (stream, kind, matter) DO UPDATE SET facts = excluded.facts, sealed = excluded.sealed
"""
ANSWERED = """
UPDATE people SET answer = n.answer FROM unnest($1::text[], $2::text[]) AS n (subject, answer)
WHERE people.subject = n.subject
"""
GONE = "UPDATE people SET gone = true WHERE subject = ANY($1::text[])"


async def enter(connection: Connection, happened: Sequence[Happening]) -> None:
    """Enter who and what the events describe, then what became of them."""
    described = [(one, found) for one in happened for found in find_people(one)]
    if described:
        await connection.executemany(ENTER_PERSON, [person(one.stream, found) for one, found in described])
    matters = [(one, found) for one in happened for found in find_matters(one)]
    if matters:
        await connection.executemany(
            ENTER_MATTER,
            [(one.stream, found.kind, found.id, json(found.facts), json(found.sealed)) for one, found in matters],
        )
    answers = {one.message.participant: answer(one) for one in happened if isinstance(one.message, SAID)}
    if answers:
        await connection.execute(ANSWERED, *columns(sorted(answers.items()), 2))
    gone = [subject for one in happened if (subject := who_left(one))]
    if gone:
        await connection.execute(GONE, gone)


SAID = ParticipantInvited | InvitationAnswered


def answer(one: Happening) -> str:
    """What somebody answered, or that they were asked."""
    return one.message.answer if isinstance(one.message, InvitationAnswered) else "invited"


def who_left(one: Happening) -> str | None:
    """Who is to hear nothing more: withdrew, is kept out, or left the case (R15, R16, R31, R38)."""
    match one.message:
        case ParticipantWithdrew() | ParticipantVetoed():
            return one.message.participant
        case PersonLeft() | CaseEnded():
            return one.message.person
    return None


def find_people(one: Happening) -> list[Found]:
    """The people whom an event describes."""
    extract = PEOPLE.get(type(one.message))
    return list(find(extract, type(one.message), one.data, one.stream)) if extract else []


def find_matters(one: Happening) -> list[Found]:
    """What an event describes that a notice can be about."""
    kind = type(one.message)
    return [found for extract in MATTERS.get(kind, ()) for found in find(extract, kind, one.data, one.stream)]


def person(stream: str, found: Found) -> tuple[object, ...]:
    """Somebody as a row."""
    facts = found.facts
    return (
        found.id,
        stream,
        found.kind,
        facts.get("role") or facts.get("capacity") or facts.get("kind"),
        facts.get("language") or next(iter(facts.get("languages", ())), "nl"),
        facts.get("channel", "spoken"),
        json(found.sealed),
    )


def json(value: object) -> str:
    """A value for a jsonb column."""
    return to_json(value).decode()
