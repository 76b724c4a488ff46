"""Writing and reading the tables: batched SQL, in the transaction of the batch."""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from contracts.base import Message
from contracts.people import Ending, PersonConcerned
from contracts.privacy import SubjectErased
from contracts.referral import (
    CaseEnded,
    CaseLinked,
    CaseOpened,
    CaseReopened,
    CaseTransferred,
    CaseUnlinked,
    CorrectReferral,
    Likeness,
    LinkEarlierCase,
    PersonLeft,
    ReferCase,
    ReferralCorrected,
    SameCase,
)
from contracts.rights import PersonRectified
from services.chassis.decider import Connection, Decided
from services.chassis.forms import HEX_32
from services.referral import rectifying
from services.referral.likeness import words_of
from services.referral.looked_up import Alike, CorrectAmong, LinkKnown, OtherCase, ReferAmong, SameAs
from services.referral.state import Case

MOST_ALIKE = 5
"""Cases that a manager is shown with one referral, those first that have most in common."""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('referral.likeness'))"
"""Two referrals about the same people that arrive at the same moment would otherwise not see each other."""
LOOK_ALIKE = """
SELECT first.case_id, first.region, array_agg(DISTINCT l.mark) AS marks FROM likeness l
JOIN known_case own ON own.case_id = l.case_id
JOIN known_case first ON first.case_id = coalesce(own.linked_to, own.case_id)
WHERE l.mark = ANY($1::bytea[]) AND l.case_id <> $2 AND first.case_id <> $2
    AND (first.ended IS NULL OR first.ended = 'closed')
GROUP BY first.case_id ORDER BY count(DISTINCT l.mark) DESC, first.case_id LIMIT $3
"""
OTHERS = "SELECT case_id, region, linked_to, ended FROM known_case WHERE case_id = ANY($1::text[])"
SAVE_CASES = """
INSERT INTO known_case (case_id, region, linked_to, ended)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
ON CONFLICT (case_id) DO UPDATE SET region = excluded.region, linked_to = excluded.linked_to, ended = excluded.ended
"""
SAVE_LIKENESS = """
INSERT INTO likeness (mark, case_id, person) SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[])
ON CONFLICT DO NOTHING
"""
FORGET = "DELETE FROM likeness WHERE person = ANY($1::text[]) OR case_id = ANY($1::text[])"
FORGET_CASES = "DELETE FROM known_case WHERE case_id = ANY($1::text[])"
MOVES = (CaseOpened, CaseTransferred, CaseLinked, CaseUnlinked, CaseEnded, CaseReopened)
"""Events that change what is known of a case."""


async def same(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add what is known of the case that is said to be the same."""
    wishes = [message for _, message in asked if isinstance(message, SameCase)]
    known = await others(connection, [wish.case for wish in wishes])
    return [SameAs(case=wish.case, other=known.get(wish.case)) for wish in wishes]


async def earlier(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add what is known of the case of years ago, if it still exists (R29)."""
    wishes = [message for _, message in asked if isinstance(message, LinkEarlierCase)]
    known = await others(connection, [wish.case for wish in wishes])
    return [LinkKnown(**wish.model_dump(), other=known.get(wish.case)) for wish in wishes]


async def others(connection: Connection, cases: list[str]) -> dict[str, OtherCase]:
    """What is known of cases."""
    rows = await connection.fetch(OTHERS, cases)
    return {
        row["case_id"]: OtherCase(
            region=row["region"], ended=row["ended"] is not None, linked=row["linked_to"] is not None
        )
        for row in rows
    }


async def project(connection: Connection, decided: Sequence[Decided]) -> None:
    """Keep up to date which cases there are; what is erased, or was left, is known no more."""
    moved = {one.stream: one.state for one in decided if isinstance(one.state, Case) and moves(one)}
    if moved:
        names = sorted(moved)
        columns = [[getattr(moved[name], what) for name in names] for what in ("region", "linked", "ended")]
        await connection.execute(SAVE_CASES, names, *columns)
    gone = {name for one in decided for name in forgotten(one)}
    if gone:
        await connection.execute(FORGET, sorted(gone))
    erased = [one.stream for one in decided if isinstance(one.message, SubjectErased)]
    if erased:
        await connection.execute(FORGET_CASES, erased)


def moves(one: Decided) -> bool:
    """Whether a decision changes what is known of its case."""
    return any(isinstance(event, MOVES) for event in one.facts)


def forgotten(one: Decided) -> list[str]:
    """Of whom nothing is compared any more: who left, whose case ended before its course was run, who was erased."""
    left = [event.person for event in one.facts if isinstance(event, PersonLeft)]
    ended = any(isinstance(event, CaseEnded) and event.ending is not Ending.CLOSED for event in one.facts)
    return [*left, *([one.stream] if ended or isinstance(one.message, SubjectErased) else [])]


def naming(decided: Sequence[Decided]) -> Iterator[tuple[str, CaseOpened | ReferralCorrected]]:
    """The events that say whom a case is about, in order."""
    for one in decided:
        yield from ((one.stream, event) for event in one.facts if isinstance(event, CaseOpened | ReferralCorrected))


def rectified(decided: Sequence[Decided]) -> Iterator[tuple[str, PersonConcerned, str]]:
    """Of whom something was put right, as they are known now, where they are compared still; and in which region."""
    for one in decided:
        if isinstance(one.state, Case) and one.state.ended in (None, Ending.CLOSED):
            yield from (
                (one.stream, rectifying.person(event), one.state.region)
                for event in one.facts
                if isinstance(event, PersonRectified) and event.person in one.state.staying
            )


class Likenesses:
    """The blind indexes: written with the first key, looked for with all of them, so that keys can be rotated."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self.keys = keys

    async def look(self, connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
        """Add to each referral, or its correction, the cases that may be about the same people (R3)."""
        await connection.execute(ONE_AT_A_TIME)
        return [
            among(**dict(message), alike=await self.alike(connection, case, message))
            for case, message in asked
            for kind, among in ((ReferCase, ReferAmong), (CorrectReferral, CorrectAmong))
            if isinstance(message, kind)
        ]

    async def alike(self, connection: Connection, case: str, wish: ReferCase | CorrectReferral) -> tuple[Alike, ...]:
        """Those that have most in common first."""
        sought = {
            self.mark(key, word): word[0]
            for person in wish.persons
            for word in words_of(person, wish.region).sought
            for key in self.keys.values()
        }
        rows = await connection.fetch(LOOK_ALIKE, list(sought), case, MOST_ALIKE) if sought else ()
        return tuple(
            Alike(case=row["case_id"], region=row["region"], by=tuple(sorted({sought[mark] for mark in row["marks"]})))
            for row in rows
        )

    async def project(self, connection: Connection, decided: Sequence[Decided]) -> None:
        """Enter whom new cases are about, and anew whom a correction names, or who is put right; then all the rest, by
        which some of them may be gone again."""
        kept: dict[tuple[str, str], list[bytes]] = {}
        corrected: list[str] = []
        for case, event in naming(decided):
            kept |= {(case, person.person): self.kept(person, event.region) for person in event.persons}
            corrected += [one.person for one in event.persons] if isinstance(event, ReferralCorrected) else []
        for case, one, region in rectified(decided):
            kept[case, one.person] = self.kept(one, region)
            corrected.append(one.person)
        if corrected:
            await connection.execute(FORGET, sorted(corrected))
        rows = [(mark, *whom) for whom, marks in kept.items() for mark in marks]
        if rows:
            await connection.execute(SAVE_LIKENESS, *map(list, zip(*sorted(rows), strict=True)))
        await project(connection, decided)

    def kept(self, person: PersonConcerned, region: str) -> list[bytes]:
        """The marks of one person."""
        newest = next(iter(self.keys.values()))
        return [self.mark(newest, word) for word in words_of(person, region).kept]

    @staticmethod
    def mark(key: bytes, word: tuple[Likeness, str]) -> bytes:
        """A word of likeness as a keyed digest."""
        return hmac.digest(key, "\n".join(word).encode(), sha256)[:16]


def keys_of(written: str, mint_key: bytes) -> dict[str, bytes]:
    """`<id>:<64 hex digits>`, several separated by commas, the newest first.

    Raises:
        ValueError: it is not of that form, or the mint key is among them: blind indexes have keys of their own.
    """
    keys: dict[str, Any] = {}
    for part in written.split(","):
        name, colon, key = part.strip().partition(":")
        if not (name and colon and HEX_32.fullmatch(key)):
            raise ValueError("EKC_LIKENESS_KEYS is not <id>:<64 hex digits>, separated by commas.")
        keys[name] = bytes.fromhex(key)
    if mint_key in keys.values():
        raise ValueError("EKC_LIKENESS_KEYS has the mint key: blind indexes need a key of their own.")
    return keys
