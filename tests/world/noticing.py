"""What notices a break of a rule about logs, numbers, figures or words: each looks at one thing that must be so."""

from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts.access import Use
from contracts.agency import ReferralSubmitted
from contracts.base import Actor, Event
from contracts.coordination import CoordinatorAssigned
from contracts.notices import NoticeKind
from contracts.people import Means
from contracts.privacy import PersonalDataRead
from contracts.referral import CaseAccepted, CaseEnded, CaseOpened, ContactMade, ReopenCase
from contracts.samples import message as example
from services.chassis.bad_message import BadMessage
from services.chassis.sealing import Keys, SubjectKey, seal
from services.desk.api.access import check_reads
from services.desk.api.problems import Problem
from services.desk.commands.checking import LooksLikeBsn, check_numbers
from services.desk.figures.counting import Happened, count, published
from services.desk.figures.quarters import Quarter
from services.desk.notices.languages import language_for
from services.desk.notices.said import Said
from services.desk.notices.wording import Wording
from services.desk.read_model.disclosure import Disclosure, Opened
from services.desk.read_model.extracts import Sealed, bound
from services.privacy.access_log import rows
from services.referral.inbound import refuse_bsn
from tests.world.part import envelope

NOW = datetime(2026, 1, 5, 10, tzinfo=UTC)
MANAGER = Actor(id="manager-1", role="regional-manager", region="noord")
KEY = SubjectKey(1, {1: AESGCM(bytes(32))})
PASSES = "111222333"
"""Passes the eleven-test; given out to nobody."""
PASSES_NOT = "111222334"


@dataclass
class Memory:
    """A database, a keyring and a recorder that keep what is written, and where nothing waits."""

    written: list[Any] = field(default_factory=list)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["Memory"]:
        """A connection."""
        yield self

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """All of it, or nothing."""
        yield

    async def open(self, subjects: Collection[str]) -> Keys:
        """Everybody has a key."""
        return dict.fromkeys(subjects, KEY)

    async def record(self, _: "Memory", said: Mapping[str, Sequence[Event]], *, by: Actor, **_how: Any) -> None:
        """Write down events, and who caused them."""
        self.written += [(by.id, case, event) for case, events in said.items() for event in events]

    async def fetchrow(self, _: str) -> None:
        """Nothing is in the log before."""

    async def fetchval(self, _: str, *_about: Any) -> None:
        """No case rests."""

    async def execute(self, _: str, *columns: Any) -> None:
        """Write rows."""
        self.written += zip(*columns, strict=True) if isinstance(columns[0], list) else ()


def done[T](work: Coroutine[Any, Any, T]) -> T:
    """The outcome of work that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise RuntimeError("It waits.")


def says_no(why: type[Exception], what: Callable[..., Any], *about: Any, **how: Any) -> bool:
    """Whether something is refused."""
    try:
        what(*about, **how)
    except why:
        return True
    return False


def of_els(what: str) -> Sealed:
    """Something sealed of Els, which says what it is."""
    one = bound(None, "els", CaseOpened, ("persons", "*", what))
    return {**one, "value": seal(what, KEY, f"{one['subject']}|{one['type']}|{one['path']}".encode())}


# --- R33: every access to and change of personal data is logged ---


def what_is_read_is_on_record() -> None:
    """Who, of which case, what kind and what for is written down, and nothing else can be read then."""
    memory: Any = Memory()
    name, contact = of_els("name"), of_els("contact")
    opened: Opened = done(
        Disclosure(memory, memory, memory, "desk").reveal(MANAGER, "to call them", {"case-1": [name]})
    )

    said = PersonalDataRead(
        kinds=("case-opened.persons.*.name",),
        purpose="to call them",
        subjects=("els",),
        use=Use.CASE_WORK,
        by=MANAGER,
    )
    assert memory.written == [("manager-1", "case-1", said)]
    assert opened.read(name) == "name"
    assert says_no(LookupError, opened.read, contact)


def who_needs_it_reads() -> None:
    """Staff who act in the case; not who keeps the system running, nor another region."""
    case: Any = SimpleNamespace(acting={"noord"})

    assert not says_no(Problem, check_reads, MANAGER, case)
    assert says_no(Problem, check_reads, Actor(id="operator-1", role="operator"), case)
    assert says_no(Problem, check_reads, MANAGER.model_copy(update={"region": "zuid"}), case)


def every_access_is_in_the_log() -> None:
    """Changes and readings, each with who, in which role, of which case, what kind, and when."""
    events = (ContactMade(with_person=True, means=Means.SPOKEN), PersonalDataRead(kinds=("names",), purpose="to call"))

    found = [row for one in events for row in rows.of(seen(one))]

    assert [(row.at, row.actor, row.role, row.case_id, row.action, row.kind, row.data) for row in found] == [
        (NOW, "manager-1", "regional-manager", "case-1", "U", "contact-made", ()),
        (NOW, "manager-1", "regional-manager", "case-1", "R", "personal-data-read", ("names",)),
    ]


def seen(event: Event) -> Any:
    """An event as it reaches the log."""
    by = {"actorid": MANAGER.id, "actorrole": MANAGER.role}
    cause = envelope({"id": "e-1", "type": event.type, "time": NOW, **by})
    return SimpleNamespace(stream="case-1", message=event, raw=b"", events=(), cause=cause)


# --- R35: the citizen service number is not stored ---


def agencies_send_none() -> None:
    """It is refused, wherever it stands; a number that is none is not."""
    sent = example(ReferralSubmitted)

    assert says_no(BadMessage, refuse_bsn, sent.model_copy(update={"suggested_question": f"Wat kan {PASSES}?"}))
    assert not says_no(BadMessage, refuse_bsn, sent.model_copy(update={"suggested_question": f"Wat kan {PASSES_NOT}?"}))


def staff_are_asked() -> None:
    """They may say that it is something else; nobody else may."""
    note = ReopenCase(note=f"Wat kan {PASSES}?")

    assert says_no(LooksLikeBsn, check_numbers, note, "coordinator", confirmed=False)
    assert not says_no(LooksLikeBsn, check_numbers, note, "coordinator", confirmed=True)
    assert says_no(LooksLikeBsn, check_numbers, note, "person-concerned", confirmed=True)


# --- R36: figures lead to nobody ---


def nobody_is_traced_by_figures() -> None:
    """Of a known region: two of 32 were not accepted, and two have a coordinator."""
    opened, accepted = Happened(CaseOpened, NOW, {}), Happened(CaseAccepted, NOW + timedelta(days=9), {"round": 1})
    assigned = Happened(CoordinatorAssigned, NOW + timedelta(days=12), {"round": 1})
    ended = Happened(CaseEnded, NOW + timedelta(days=9), {"round": 1})
    cases = [*[[opened, accepted]] * 28, *[[opened, accepted, assigned]] * 2, *[[opened, ended]] * 2]

    figures = published(count(cases, Quarter(2026, 1)))

    cells = {one["what"]: one["count"] for one in figures["counts"]}
    days = {one["step"]: one["median"] for one in figures["lead_days"]}
    assert (cells["referred"], cells["intakes-decided"]) == ("32", "32")
    assert (cells["not-accepted"], cells["accepted"]) == ("<5", "hidden")
    assert (days["intake"], days["coordinator"]) == (9.0, None)


# --- R44: in their own language and form of address ---

SAID = Said(case="case-1", name="Joy", about=("Mike",))


def a_letter_without_words_is_dutch() -> None:
    """To somebody whose language nobody has put into words; from beginning to end."""
    assert Wording(language_for("ti"), NoticeKind.INVITATION).write(SAID) == Wording("nl", NoticeKind.INVITATION).write(
        SAID
    )


def a_letter_has_its_readers_form() -> None:
    """Whoever is called `je` reads no `u`."""
    letter = Wording("nl", NoticeKind.INVITATION)

    assert " u " in letter.write(SAID)
    assert " u " not in letter.write(replace(SAID, informal=True))
