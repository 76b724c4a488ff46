"""A question for the conference is concrete and open: a check that advises, and never rejects (R6)."""

import re

from contracts.referral import Question, QuestionAdvice

OPEN = {
    "nl": {"wat", "hoe", "wie", "waar", "wanneer", "welke", "welk", "waarmee", "waardoor", "waarom", "hoeveel"},
    "en": {"what", "how", "who", "whose", "where", "when", "which", "why"},
}
"""How an open question begins, if need be after a preposition ("op welke manier", "in which way")."""
CLOSED = {
    "nl": {
        *(
            "is",
            "zijn",
            "was",
            "kan",
            "kun",
            "kunnen",
            "mag",
            "mogen",
            "moet",
            "moeten",
            "wil",
            "willen",
            "zal",
            "zullen",
        ),
        *("heeft", "hebben", "heb", "ga", "gaat", "gaan", "word", "wordt", "worden", "doet", "doen", "komt", "komen"),
        *("blijft", "blijven", "zou", "zouden", "hoeft", "hoeven"),
    },
    "en": {
        *("is", "are", "was", "were", "can", "could", "may", "might", "must", "shall", "should", "will", "would"),
        *("do", "does", "did", "has", "have", "had"),
    },
}
"""How a question begins that is answered by yes or no."""
SOLUTIONS = {
    "nl": {
        *("uithuisplaatsing", "pleeggezin", "pleegzorg", "opname", "opgenomen", "therapie", "behandeling", "medicatie"),
        *("ontslag", "begeleiding", "internaat", "kliniek", "verpleeghuis", "schuldhulpverlening"),
    },
    "en": {"placement", "foster", "admission", "admitted", "therapy", "treatment", "medication", "boarding", "clinic"},
}
"""Words of professional help: a question that holds one knows its answer already."""

YES_OR_NO = "It can be answered with yes or no: begin with how, what or who, so that the circle has room."
HOLDS_SOLUTION = "It seems to contain a solution already: ask what is needed, and let the circle find the way."
NO_QUESTION = "It is not put as an open question: begin with how, what or who."


def advise(question: Question) -> QuestionAdvice:
    """What the manager may want to look at again; nothing for a question that is fine.

    A language that the check does not know is said to be unchecked, and so is a text that cannot be read any more.
    """
    language = question.language.partition("-")[0]
    if language not in OPEN or not isinstance(question.text, str):
        return QuestionAdvice(question=question.question, checked=False)
    return QuestionAdvice(question=question.question, checked=True, advice=advice(question.text, language))


def advice(text: str, language: str) -> str | None:
    """Why this text asks for another look."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if words and words[0] in CLOSED[language]:
        return YES_OR_NO
    if not OPEN[language] & set(words[:2]):
        return NO_QUESTION
    return HOLDS_SOLUTION if SOLUTIONS[language] & set(words) else None
