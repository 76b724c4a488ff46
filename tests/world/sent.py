"""What must hold of each notice at the moment at which it is sent (R15, R16, R31, R44)."""

from collections.abc import Iterable

from contracts.notices import NoticeDue, NoticeKind
from tests.world import complaints
from tests.world.checks import Broken
from tests.world.desk import Desk
from tests.world.known import Known

AFTER_THE_END = (NoticeKind.CALLED_OFF, NoticeKind.OFFER_WITHDRAWN, NoticeKind.STATUS)
STAFF = ("regional-manager", "region-lead")
WRITTEN = ("nl", "en", "tr", "ar", "pl")
ASKS = (NoticeKind.INVITATION, NoticeKind.REMINDER, NoticeKind.CONSENT_ASKED)
MUST_SAY = {"no", "sees", "complain"}
"""How to say no without a reason, who sees what, where to complain."""


def check(desk: Desk, case: str, due: NoticeDue, withdrawing: Iterable[tuple[str, str | None]]) -> None:
    """Whether it may be sent, and says what it must.

    Raises:
        Broken: not so.
    """
    known = desk.known[case]
    if due.recipient not in STAFF:
        check_silence(known, case, due, withdrawing)
    check_words(desk, desk.known[complaints.case_of(case)], case, due)


def check_silence(known: Known, case: str, due: NoticeDue, withdrawing: Iterable[tuple[str, str | None]]) -> None:
    """R15, R16, R31: nothing leaves after a withdrawal was accepted, nor to who is out; after the end hardly any.

    Who is out by somebody else's word hears that it is off.

    Raises:
        Broken: it did.
    """
    heard_of_it = due.kind is NoticeKind.CALLED_OFF and due.recipient in known.taken_out
    if due.recipient in known.out | known.left and not heard_of_it:
        raise Broken("r15_no_message_to_who_is_out", f"{due.kind} was sent to {due.recipient}", case)
    if known.ended and due.kind not in AFTER_THE_END:
        raise Broken("r31_silence_after_the_end", f"{due.kind} was sent to {due.recipient}", case)
    if any(about == case and who in (None, due.recipient) for about, who in withdrawing):
        raise Broken("r31_silence_while_a_withdrawal_is_on_its_way", f"{due.kind} was sent", case)


def check_words(desk: Desk, known: Known, case: str, due: NoticeDue) -> None:
    """R44: in the language that its reader speaks, in Dutch where nobody has put it into words; who asks says how to
    say no.

    Raises:
        Broken: it is in another one, or keeps that back.
    """
    wording, spoken = desk.wording(due), language(desk, known, due.recipient)
    if wording.language != (spoken if spoken in WRITTEN else "nl"):
        why = f"{due.kind} to {due.recipient}, who speaks {spoken}, was written in {wording.language}"
        raise Broken("r44_told_in_their_own_language", why, case)
    if due.kind in ASKS and not set(wording.parts) >= MUST_SAY:
        raise Broken("r44_who_is_asked_reads_how_to_say_no", f"{due.kind} says {wording.parts}", case)


def language(desk: Desk, known: Known, who: str) -> str:
    """What somebody chose, else speaks: in this case, or in one that is the same and speaks through this one (R3)."""
    cases = (known, *(one for one in desk.known.values() if one.linked))
    chosen = (one.chosen[who] for one in cases if who in one.chosen)
    speaks = (one.speaks[who] for one in cases if who in one.speaks)
    return next(chosen, None) or next(speaks, "nl")
