"""Of every field it is said what it holds: about whom, what for, how long, and how it rests."""

from typing import Annotated

import pytest
from pydantic import BaseModel

from contracts.base import CASE, Erased, Id, Part, Personal, Text
from contracts.coordination import InvitationAnswered, InviteParticipant, WishForCoordinator
from contracts.declared import About, Basis, Rests, Retention, declared
from contracts.declared.checking import declared_models, stale, unused, wrong
from contracts.declared.fields import by_name, fields
from contracts.declared.kinds import COURSE, NAME_OF_PARTICIPANT, STORY
from contracts.declared.texts import takes_text
from contracts.plan import AnswerAction, PlanAgreed


def of_plan[M: type[BaseModel]](model: M) -> M:
    """A class as if it were written in `contracts/plan`."""
    model.__module__ = "contracts.plan.agreement"
    return model


def test_every_field_of_every_message_is_declared() -> None:
    """GDPR art. 30: nothing is kept of which nobody said what it is; and nothing is declared that is not there."""
    assert wrong() == []


def test_a_new_field_is_reported_with_the_file_to_say_it_in() -> None:
    """Whoever adds a field hears what to do."""

    @of_plan
    class Celebrated(Part):
        cake: bool

    [said] = wrong([Celebrated])

    assert said == "Celebrated.cake: say in contracts/declared/plan.py of which kind of data `Celebrated.cake` is."


def test_a_new_file_of_messages_needs_a_file_of_declarations() -> None:
    """Nothing is declared by accident: what a name means elsewhere does not count here."""

    class Celebrated(Part):
        name: str

    Celebrated.__module__ = "contracts.parties"

    assert "contracts/declared/parties.py" in wrong([Celebrated])[0]


def test_what_is_declared_as_sealed_is_marked_and_what_is_marked_is_declared_as_sealed() -> None:
    """The declaration and the mark by which a field is sealed say the same."""

    @of_plan
    class Celebrated(Part):
        dissent: Text
        version: Annotated[Text | Erased, Personal(of=CASE)]

    unmarked, takes_any, marked = wrong([Celebrated])

    assert "Celebrated.dissent is not marked as personal, and declared as the words of the plan" in unmarked
    assert "Celebrated.dissent takes any text and is not sealed" in takes_any
    assert "Celebrated.version is marked as personal, and declared as how the process runs" in marked


def test_free_text_is_always_personal() -> None:
    """What people write can name somebody: it is sealed, or encrypted as a whole, or it is said who alone writes it."""

    @of_plan
    class Celebrated(Part):
        fallback: Text
        round: Id

    [said] = wrong([Celebrated])

    assert said.startswith("Celebrated.fallback takes any text and is not sealed: mark it as personal")


def test_texts_are_known_by_what_they_take() -> None:
    """Words of lists, ids and languages leave no room for a text; everything else does."""
    found = {field.path: takes_text(field) for field in fields(InviteParticipant)}

    assert found == {
        "participant": False,
        "name": True,
        "role": False,
        "language": False,
        "channel": False,
        "contact": True,
    }


def test_a_declaration_of_nothing_is_reported() -> None:
    """A field that went takes its declaration along, and what was said of who writes it."""
    left = list(fields(AnswerAction))

    assert "contracts/declared/plan.py declares `dissent`, and there is no such field." in unused(left)
    assert "contracts/declared/texts.py: `plan.deviations` takes no text." in stale(left)


def test_nothing_is_declared_twice() -> None:
    """One name is of one kind of data."""
    with pytest.raises(LookupError, match="`note` is declared twice"):
        by_name({STORY: "note", COURSE: "note"})


def test_an_answer_is_about_somebody_although_it_is_not_sealed() -> None:
    """What stands beside an id is personal too: pseudonyms are no anonymity (GDPR art. 4, 5)."""
    answered = declared(InvitationAnswered)

    assert answered["answer"].about is About.PARTICIPANT
    assert answered["answer"].rests is Rests.READABLE
    assert answered["answer"].why_readable
    assert answered["participant"].personal


def test_what_a_class_says_counts_before_what_the_name_says() -> None:
    """`name` is a participant's here and a coordinator's there; a part counts wherever it is used."""
    invited, agreed = declared(InviteParticipant), declared(PlanAgreed)

    assert invited["name"] == NAME_OF_PARTICIPANT
    assert agreed["actions.*.what"].rests is Rests.SEALED
    assert agreed["agenda.*.what"].about is None


def test_special_categories_are_known() -> None:
    """GDPR art. 9: culture and faith are, also as words of a list that a family wishes for."""
    assert declared(WishForCoordinator)["backgrounds"].special
    assert not declared(InvitationAnswered)["answer"].special


def test_personal_data_is_kept_for_a_purpose_on_a_ground_for_a_time() -> None:
    """GDPR art. 5: each of them is said of everything that is about somebody."""
    said = {one for model in declared_models() for one in declared(model).values() if one.personal}

    assert all(one.basis is not Basis.NONE and one.retention is not Retention.PROCESS for one in said)
