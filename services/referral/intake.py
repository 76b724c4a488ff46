"""The intake conversation: contact, questions, funding, and its outcome (R6, R8-R10)."""

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.people import Status, WhoConsents
from contracts.process import Due, DueItem
from contracts.referral import (
    AgreeQuestions,
    CaseAccepted,
    ContactMade,
    DecideFunding,
    ExplainFunding,
    Funding,
    FundingDecided,
    FundingExplained,
    ProposeQuestion,
    QuestionProposed,
    QuestionsAgreed,
    RecordContact,
)
from contracts.telling import MANAGER, tell
from services.referral import conflicts, consent, status
from services.referral.questions import advise
from services.referral.state import Case


def record_contact(told: RecordContact) -> list[Event]:
    """Somebody was spoken with: the person, or the referrer if only they can be reached (R10)."""
    return [ContactMade(with_person=told.with_person, means=told.means)]


def record_funding(case: Case, told: DecideFunding, given: Given) -> list[Event]:
    """What the payer decided. A refusal closes nothing by itself: a person decides (R8).

    Said to be covered by an agreement that does not cover this field, it is recorded with that, and shown (R39).
    """
    covered = case.sectors & set(given.policy(case.region).agreement_covers)
    odd = told.decision is Funding.COVERED and bool(case.sectors) and not covered
    deviations = ("not-in-agreement",) if odd else ()
    return [
        FundingDecided(**told.model_dump(), deviations=deviations),
        *(tell(given, NoticeKind.DEVIATION, MANAGER, detail=word, rule="R8") for word in deviations),
    ]


def explain_funding(told: ExplainFunding) -> list[Event]:
    """The conversation informed about it (R8)."""
    return [FundingExplained(person=told.person, means=told.means)]


def propose_question(case: Case, wish: ProposeQuestion) -> list[Event]:
    """A suggestion with what the check says of it, so that it can be talked over before anybody confirms it (R6).

    Raises:
        Refused: nobody said yes yet, and before that nothing of the matter is kept (R5).
    """
    if not case.wanted:
        raise Refused("no-consent", "Questions are talked over when every consent is there.", rule="R5")
    return [QuestionProposed(question=wish.question, advice=advise(wish.question))]


def agree_questions(case: Case, wish: AgreeQuestions) -> list[Event]:
    """The questions that the person confirmed, each with what the check advises; it rejects none (R6).

    Raises:
        Refused: nobody said yes yet, and before that nothing of the matter is kept (R5); or they were confirmed by
            somebody whose questions they are not.
    """
    if not case.wanted:
        raise Refused("no-consent", "The questions are agreed when every consent is there.", rule="R5")
    if wish.confirmed_by not in confirming(case):
        raise Refused("not-theirs-to-confirm", "A person concerned confirms the questions.", rule="R6")
    return [
        QuestionsAgreed(
            questions=wish.questions,
            confirmed_by=wish.confirmed_by,
            advice=tuple(advise(question) for question in wish.questions),
            overruled=wish.overruled,
        )
    ]


def confirming(case: Case) -> set[str]:
    """Whose question it can be: a person concerned's, and for a child also a holder's."""
    children = [person for person in case.staying.values() if person.consents is WhoConsents.HOLDERS]
    return {*case.staying, *(holder for child in children for holder in child.required)}


def accept(case: Case, given: Given) -> list[Event]:
    """The intake is done: a coordinator is to be found at once (R9, R11). A child that nobody heard is shown (R5).

    Raises:
        Refused: it was accepted before; or something is missing, with the exact list.
    """
    if case.accepted:
        raise Refused("accepted", "The case is accepted already.", rule="R9")
    questions = () if case.questions else ("questions",)
    missing = (*consent.outstanding(case), *questions, *conflicts.undecided(case))
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
        *(
            tell(given, NoticeKind.DEVIATION, MANAGER, refers_to=(name,), detail="not-heard", rule="R5")
            for name, person in case.staying.items()
            if person.answer is None
        ),
    ]


def agencies(case: Case) -> tuple[str, ...]:
    """The agencies in the case, also those that took their referral back: whoever works there has a stake (R12)."""
    return tuple(sorted({one.agency for one in case.referrals.values() if one.agency}))
