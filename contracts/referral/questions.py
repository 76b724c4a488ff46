"""The questions that the conference is about (R6)."""

from typing import Annotated

from pydantic import Field

from contracts.base import CASE, Command, Erased, Event, Id, Part, Personal, Text
from contracts.people import LanguageTag


class Question(Part):
    """A question for the conference: concrete and open (R6)."""

    question: Id
    text: Annotated[Text | Erased, Personal(of=CASE)]
    language: LanguageTag = "nl"


class ProposeQuestion(Command, service="referral"):
    """A question as somebody put it: a suggestion, looked at by the check, until the person confirms it (R6)."""

    question: Question


class AgreeQuestions(Command, service="referral"):
    """The questions that the person concerned confirmed (R6)."""

    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    confirmed_by: Id
    overruled: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    """Why the regional manager keeps a question that the check advised against."""


class QuestionAdvice(Part):
    """Why the check of a question asks for another look (R6). It advises, it never rejects."""

    question: Id
    checked: bool
    advice: str | None = None


class QuestionProposed(Event, service="referral"):
    """A suggestion, with what the check says of it (R6)."""

    question: Question
    advice: QuestionAdvice


class QuestionsAgreed(Event, service="referral"):
    """The questions that the conference is about (R6)."""

    questions: tuple[Question, ...]
    confirmed_by: Id
    advice: tuple[QuestionAdvice, ...] = ()
    overruled: Annotated[Text | Erased | None, Personal(of=CASE)] = None
