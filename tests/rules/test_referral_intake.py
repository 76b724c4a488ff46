"""The intake conversation: contact, questions, funding, and whether the case is accepted (R6, R8-R11)."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.base import ERASED
from contracts.notices import NoticeKind
from contracts.people import Ending, Means, Sector, Status
from contracts.policy import Policy
from contracts.process import Due
from contracts.referral import (
    AcceptCase,
    AgreeQuestions,
    CaseAccepted,
    ContactMade,
    DecideFunding,
    ExplainFunding,
    Funding,
    FundingDecided,
    FundingExplained,
    Payer,
    ProposeQuestion,
    Question,
    QuestionAdvice,
    QuestionProposed,
    QuestionsAgreed,
    RecordContact,
    RetractReferral,
    WithdrawCase,
)
from services.referral.evolution import evolve
from services.referral.questions import HOLDS_SOLUTION, NO_QUESTION, YES_OR_NO, advise
from tests.rules.referral_cases import (
    ADULT,
    AGENCY,
    ELEVEN,
    FIFTEEN,
    MONDAY,
    accepted,
    after,
    ask_holder,
    from_agency,
    opened,
    permits,
    person,
    questions,
    refer,
    refused,
    says,
    themself,
    wanted,
    when,
)

BROCHURE = (
    "Wat is er nodig om te zorgen dat wij in dit huis kunnen blijven wonen?",
    "Hoe kunnen de kinderen weer naar school?",
    "Hoe kan tante Els van de drank afblijven?",
)


def checked(text: str, language: str = "nl") -> QuestionAdvice:
    """What the check says of a question."""
    return advise(Question(question="question-1", text=text, language=language))


def agree(text: str = BROCHURE[0], by: str = "mike", overruled: str | None = None) -> AgreeQuestions:
    """The question that the person confirmed."""
    return AgreeQuestions(questions=(Question(question="question-1", text=text),), confirmed_by=by, overruled=overruled)


# --- questions ---


@pytest.mark.parametrize("text", BROCHURE)
def test_the_questions_of_the_brochure_pass(text: str) -> None:
    """R6: they are concrete and open."""
    assert checked(text) == QuestionAdvice(question="question-1", checked=True)


@pytest.mark.parametrize(
    ("text", "language", "why"),
    [
        ("Kunnen de kinderen weer naar school?", "nl", YES_OR_NO),
        ("  Moet Mike naar opa?", "nl", YES_OR_NO),
        ("Should Mike live with his grandfather?", "en", YES_OR_NO),
        ("Hoe krijgen we Mike in een pleeggezin?", "nl", HOLDS_SOLUTION),
        ("How does she start her Treatment?", "en-GB", HOLDS_SOLUTION),
        ("De kinderen moeten weer naar school.", "nl", NO_QUESTION),
        ("?!", "nl", NO_QUESTION),
    ],
)
def test_other_questions_are_shown_with_the_reason(text: str, language: str, why: str) -> None:
    """R6: a yes/no question, one that holds a solution, one that is none. The advice quotes nothing of the family."""
    assert checked(text, language).advice == why


def test_an_open_question_may_begin_with_a_preposition() -> None:
    """R6: "op welke manier" is as open as "hoe"."""
    assert checked("Op welke manier kan Mike naar school?").advice is None
    assert checked("In which way can Mike go to school?", "en").advice is None


@pytest.mark.parametrize("language", ["ti", "ar", "pl"])
def test_a_language_that_the_check_does_not_know_is_not_checked(language: str) -> None:
    """R6: it says so, and advises nothing."""
    assert checked("Kunnen de kinderen?", language) == QuestionAdvice(question="question-1", checked=False)


def test_a_question_that_was_erased_is_not_checked() -> None:
    """R34: nothing is left to look at."""
    assert advise(Question(question="question-1", text=ERASED)).checked is False


@drawn(st.text(min_size=1, max_size=200).filter(lambda text: "\x00" not in text))
def test_the_check_advises_and_never_rejects(text: str) -> None:
    """R6: whatever people ask is recorded as they ask it."""
    told = when(wanted(), agree(text))

    event = told.one(QuestionsAgreed)
    assert event.questions[0].text == text
    assert event.advice[0].checked
    assert told.case.questions


def test_the_manager_overrules_on_record() -> None:
    """R6: why a question is kept against the advice is kept with it."""
    event = when(wanted(), agree("Kan Mike blijven?", overruled="So they put it themselves")).one(QuestionsAgreed)

    assert event.advice[0].advice == YES_OR_NO
    assert event.overruled == "So they put it themselves"


def test_a_person_concerned_confirms_the_questions() -> None:
    """R6: a suggestion of somebody else is none; for a child the parent may confirm."""
    child = after(opened(refer(person("mike", ELEVEN))), ask_holder("mother"), permits("mother"))

    assert refused(wanted(), agree(by="referrer-1")).reason == "not-theirs-to-confirm"
    assert when(child, agree(by="mother")).kinds == ["QuestionsAgreed"]


def test_before_the_yes_nothing_of_the_matter_is_kept() -> None:
    """R5: only what is needed to reach the person, to route and to notice duplicates."""
    assert refused(opened(), agree()).reason == "no-consent"


def test_a_suggestion_is_looked_at_and_is_no_question_yet() -> None:
    """R6: the advice is there before the person confirms it; until then the intake has no question."""
    asked = Question(question="question-1", text="Kan Mike blijven?")

    told = when(wanted(), ProposeQuestion(question=asked))

    assert told.one(QuestionProposed).advice.advice == YES_OR_NO
    assert refused(told.case, AcceptCase()).missing == ("questions",)
    assert refused(opened(), ProposeQuestion(question=asked)).reason == "no-consent"


def test_a_person_concerned_puts_a_question_in_their_own_case_only() -> None:
    """R6, R38: not in somebody else's, and not any more when they left."""
    wish = ProposeQuestion(question=Question(question="question-1", text=BROCHURE[0]))
    two = after(wanted(refer(person("mike", ADULT), person("joan", ADULT))), WithdrawCase(person="joan"))

    assert when(two, wish, by=themself("mike")).kinds == ["QuestionProposed"]
    for stranger in ("anton", "joan"):
        assert refused(two, wish, by=themself(stranger)).reason == "not-your-case"


def test_from_twelve_on_no_parent_confirms_a_question_alone() -> None:
    """R6: it is the young person's own."""
    young = after(opened(refer(person("mike", FIFTEEN))), ask_holder("mother"), permits("mother"), says("mike"))

    assert refused(young, agree(by="mother")).reason == "not-theirs-to-confirm"
    assert refused(young, agree(by="mother")).text == "A person concerned confirms the questions."
    assert when(young, agree(by="mike")).kinds == ["QuestionsAgreed"]


# --- contact and funding ---


@pytest.mark.parametrize("with_person", [True, False])
def test_the_first_contact_is_recorded(with_person: bool) -> None:
    """R10: with the person, or with the referrer if only they can be reached. Also before anything else is known."""
    told = when(opened(), RecordContact(with_person=with_person, means=Means.SPOKEN))

    assert told.facts == [ContactMade(with_person=with_person, means=Means.SPOKEN)]
    assert told.case.contacted


@pytest.mark.parametrize("decision", list(Funding))
def test_the_payer_s_decision_is_recorded_and_closes_nothing(decision: Funding) -> None:
    """R8: a refusal does not close the case: a person decides. A fact is recorded also after the end (R39)."""
    fact = DecideFunding(payer=Payer.MUNICIPALITY, decision=decision)
    ended = after(wanted(), WithdrawCase(person="mike"))

    assert when(accepted(), fact).facts == [FundingDecided(payer=Payer.MUNICIPALITY, decision=decision)]
    assert when(accepted(), fact).case.ended is None
    assert when(ended, fact).kinds == ["FundingDecided"]
    assert when(ended, fact).case.ended is Ending.WITHDRAWN


def test_what_the_agreement_does_not_cover_is_recorded_and_shown() -> None:
    """R8, R39: which fields it covers is the region's policy; the manager sees that it was said to be covered."""
    fact = DecideFunding(payer=Payer.MUNICIPALITY, decision=Funding.COVERED)
    policies = {"noord": Policy(agreement_covers=(Sector.YOUTH_CARE,))}

    told = when(wanted(), fact, policies=policies)

    assert told.one(FundingDecided).deviations == ("not-in-agreement",)
    assert told.notices == [(NoticeKind.DEVIATION, "regional-manager")]
    young = wanted(refer(sector=Sector.YOUTH_CARE))
    assert when(young, fact, policies=policies).one(FundingDecided).deviations == ()
    before = wanted().hearing("referral-1", sector=None)
    assert when(before, fact, policies=policies).one(FundingDecided).deviations == ()
    asked = fact.model_copy(update={"decision": Funding.REQUESTED})
    assert when(wanted(), asked, policies=policies).one(FundingDecided).deviations == ()


def test_the_conversation_informs_about_funding_on_record() -> None:
    """R8: whom, and by which means."""
    told = when(opened(), ExplainFunding(person="mike", means=Means.WITH_HELP))

    assert told.facts == [FundingExplained(person="mike", means=Means.WITH_HELP)]


# --- the outcome ---


def test_a_complete_intake_is_accepted_and_a_coordinator_wanted_at_once() -> None:
    """R9, R11: with the languages and the agencies that a match needs, and no more."""
    wish = refer(
        person("mike", ADULT, "ti"),
        person("joan", ADULT, "nl"),
        person("sam", ADULT, "ti"),
    )
    case = after(wanted(wish), from_agency("referral-2"), by=AGENCY)

    told = when(evolve(case, questions()), AcceptCase())

    event = told.one(CaseAccepted)
    assert (event.region, event.round, event.languages) == ("noord", 1, ("ti", "nl"))
    assert event.persons == ("mike", "joan", "sam")
    assert event.employers == ("veilig-thuis",)
    assert told.agenda(CaseAccepted) == [(Due.FIND_COORDINATOR, MONDAY)]
    assert (("referral-2", Status.ACCEPTED)) in told.statuses


def test_a_child_that_nobody_heard_is_shown_to_the_manager() -> None:
    """R5: a child is heard at any age. Its own word decides nothing yet, so the case is accepted all the same."""
    child = after(opened(refer(person("mike", ELEVEN))), ask_holder("mother"), permits("mother"))

    unheard = when(evolve(child, questions()), AcceptCase())
    heard = when(evolve(after(child, says("mike")), questions()), AcceptCase())

    assert "CaseAccepted" in unheard.kinds
    assert (NoticeKind.DEVIATION, "regional-manager") in unheard.notices
    assert (NoticeKind.DEVIATION, "regional-manager") not in heard.notices


def test_an_agency_that_took_its_referral_back_still_has_a_stake() -> None:
    """R12: whoever works there is not independent."""
    case = after(wanted(from_agency()), RetractReferral(referral="referral-1"), by=AGENCY)

    assert when(evolve(case, questions()), AcceptCase()).one(CaseAccepted).employers == ("veilig-thuis",)


def test_an_incomplete_intake_is_refused_with_what_is_missing() -> None:
    """R5, R9: the exact list, in words with ids."""
    child = opened(refer(person("mike", ELEVEN), person("joan", ADULT)))
    asked = after(child, ask_holder("mother"))

    assert refused(child, AcceptCase()).missing == ("holder:mike", "willingness:joan", "questions")
    assert refused(asked, AcceptCase()).missing == ("permission:mike:mother", "willingness:joan", "questions")
    no = refused(wanted(), AcceptCase())
    assert (no.reason, no.missing) == ("not-complete", ("questions",))


def test_who_left_is_no_part_of_the_case_that_is_accepted() -> None:
    """R38: the match is for who stays."""
    case = after(wanted(refer(person("mike", ADULT), person("joan", ADULT, "ti"))), says("joan", "no"))

    event = when(evolve(case, questions()), AcceptCase()).one(CaseAccepted)

    assert (event.persons, event.languages) == (("mike",), ("nl",))


def test_a_case_is_accepted_once() -> None:
    """R9: a second acceptance would start a second search."""
    assert refused(accepted(), AcceptCase()).reason == "accepted"
