"""The intake conversation: contact, questions, funding, and its outcome (R6, R8-R10)."""

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.people import Status
from contracts.process import Due, DueItem
from contracts.referral import (
    AgreeQuestions,
    CaseAccepted,
    ContactMade,
    DecideFunding,
    FundingDecided,
    QuestionsAgreed,
    RecordContact,
)
from services.referral import consent, status
from services.referral.questions import advise
from services.referral.state import Case


def record_contact(told: RecordContact) -> list[Event]:
    """Somebody was spoken with: the person, or the referrer if only they can be reached (R10)."""
    return [ContactMade(with_person=told.with_person, means=told.means)]


def record_funding(told: DecideFunding) -> list[Event]:
    """What the payer decided. A refusal closes nothing by itself: a person decides (R8)."""
    return [FundingDecided(payer=told.payer, decision=told.decision)]


def agree_questions(case: Case, wish: AgreeQuestions) -> list[Event]:
    """The questions that the person confirmed, each with what the check advises; it rejects none (R6).

    Raises:
        Refused: nobody said yes yet, and before that nothing of the matter is kept (R5); or they were confirmed by
            somebody whose questions they are not.
    """
    if not case.wanted:
        raise Refused("no-consent", "The questions are agreed when every consent is there.", rule="R5")
    if wish.confirmed_by not in {*case.staying, *case.holders}:
        raise Refused("not-theirs-to-confirm", "A person concerned confirms the questions.", rule="R6")
    return [
        QuestionsAgreed(
            questions=wish.questions,
            confirmed_by=wish.confirmed_by,
            advice=tuple(advise(question) for question in wish.questions),
            overruled=wish.overruled,
        )
    ]


def accept(case: Case, given: Given) -> list[Event]:
    """The intake is done: a coordinator is to be found at once (R9, R11).

    Raises:
        Refused: it was accepted before; or something is missing, with the exact list.
    """
    if case.accepted:
        raise Refused("accepted", "The case is accepted already.", rule="R9")
    missing = (*consent.outstanding(case), *(() if case.questions else ("questions",)))
    if missing:
        raise Refused("not-complete", "The intake is not complete yet.", rule="R9", missing=missing)
    search = DueItem(what=Due.FIND_COORDINATOR, at=given.at, rule="R11", whose="regional-manager")
    return [
        CaseAccepted(
            region=case.region,
            round=case.round,
            languages=tuple(dict.fromkeys(person.language for person in case.staying.values())),
            employers=agencies(case),
            persons=tuple(case.staying),
            agenda=(search,),
        ),
        *status.report(case, Status.ACCEPTED, given),
    ]


def agencies(case: Case) -> tuple[str, ...]:
    """The agencies in the case, also those that took their referral back: whoever works there has a stake (R12)."""
    return tuple(sorted({one.agency for one in case.referrals.values() if one.agency}))
