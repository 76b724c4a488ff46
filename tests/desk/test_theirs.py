"""What of all that happened is about somebody: over every event and every story (GDPR, article 15)."""

from collections.abc import Iterator
from typing import Any

import pytest

from contracts import samples
from contracts.base import CASE, Event, Message
from contracts.catalogue import messages
from contracts.coordination import ParticipantReached, ParticipantVetoed, VetoLifted
from contracts.notices import NoticeKind, NoticeSent
from contracts.people import PersonConcerned
from contracts.referral import CaseOpened
from deploy.local.demo import story
from services.chassis.sealing import places
from services.desk.rights.theirs import SPOKEN, Happened, Value, Whose, owners, theirs
from services.desk.rights.withheld import ONLY
from tests.world.told import Told

EVENTS = [kind for kind in messages() if issubclass(kind, Event)]
PERSONAL = [(kind, path.name) for kind in EVENTS for path in kind.personal if path.path[-1] != "why_not"]
"""A question that was answered has no reason why not."""
FOR_NOBODY = {
    "conflict-decided",
    "conflict-flagged",
    "kept-apart",
    "notice-due",
    "notice-withheld",
    "personal-data-read",
    "safety-measures-taken",
    "safety-signal-decided",
    "safety-signal-escalated",
    "texts-listed",
}
"""What no copy shows: safety and pressure (R5, R17, R37), what another part tells (R33, R44), and a notice that did not
come, which can tell of a veto (R16)."""
OF_OTHERS = {
    "bottom-line-judged.reasons",
    "bottom-line-set.ground",
    "bottom-line-set.text",
    "complaint-raised.text",
    "complaint-settled.answer",
    "erasure-requested.reason",
    "matter-needed.note",
    "plan-agreed.actions.*.what",
    "safety-signal-raised.about",
}
"""Texts under the key of the case, or of a complaint, that somebody else than a person concerned gets: what they said
themselves, what they need, what they are to do."""
ME = "me"


def short(kind: type[Message]) -> str:
    """`matter-needed`."""
    return kind.type.split(".")[-2]


def happened(message: Message, stream: str = "case-1", cause: str | None = None) -> Happened:
    """An event as it is kept; what is in it stands for what is sealed."""
    data = message.model_dump(mode="json", exclude_none=True)
    return Happened("event-1", stream, type(message), cause, data)


def copy_of(one: Happened, subject: str, *, concerned: bool) -> list[Value]:
    """What somebody gets of one event."""
    of_complaint = {one.stream: subject} if one.kind.stream == "complaint" else {}
    return theirs(one, Whose(subject, concerned, {}, {**owners([one]), **of_complaint})) or []


@pytest.mark.parametrize(("kind", "name"), PERSONAL, ids=lambda one: one if isinstance(one, str) else short(one))
def test_every_personal_field_of_every_event_is_in_somebodys_copy(kind: type[Message], name: str) -> None:
    """Whoever adds a field adds it to the copy of whom it is about, or says here why it is in none."""
    one = happened(samples.message(kind))
    path = next(path for path in kind.personal if path.name == name)
    if short(kind) in FOR_NOBODY:
        found = [copy_of(one, subject, concerned=True) for subject in everybody(one)]
        assert not any(found)
        return
    holder, _, subject = next(place for place in places(kind, one.data, one.stream) if place[1] == path)
    whose = [subject] if path.of != CASE else [ME, *everybody(one)]
    found = [copy_of(one, who, concerned=True) for who in whose]
    assert any(value.sealed and value.sealed["value"] == holder[path.path[-1]] for values in found for value in values)


def everybody(one: Happened) -> list[str]:
    """Every id that an event names, and somebody whom it does not."""
    named = [value if isinstance(value, list) else [value] for value in one.data.values()]
    return [ME, *(value for values in named for value in values if isinstance(value, str))]


@pytest.mark.parametrize("kind", [kind for kind in EVENTS if "participant" in kind.model_fields], ids=short)
def test_what_is_not_sealed_is_theirs_too(kind: type[Message]) -> None:
    """Answers and dates are about whoever they name, and not about anybody else."""
    one = happened(samples.message(kind))
    who = one.data["by"] if kind in ONLY else one.data["participant"]
    plain = {name for name, value in one.data.items() if isinstance(value, bool | int) or name in ("answer", "means")}

    assert plain <= {value.path for value in copy_of(one, who, concerned=False)}
    assert theirs(one, Whose(ME, concerned=True, roles={}, things={})) is None


def test_what_no_copy_shows_is_listed() -> None:
    """A new kind of event that nobody gets is a decision."""
    assert {short(kind) for kind, only in ONLY.items() if not only} == FOR_NOBODY


# --- over the stories ---


def told(name: str) -> dict[str, list[Happened]]:
    """All that the desk took in of a story, by case; every personal field holds whose it is."""
    taken: dict[str, list[Happened]] = {}
    play = Told(story.load(name))
    hears = play.world.hears

    def hear(step: Any) -> None:
        hears(step)
        if step.part == "desk":
            said = [(step.arrival.message, step.arrival.envelope.causationid)] + [(one, None) for one in step.events]
            for message, cause in said:
                if isinstance(message, Event):
                    taken.setdefault(step.stream, []).append(happened(message, step.stream, cause))

    play.world.hears = hear
    play.play()
    return taken


def subjects(kept: list[Happened]) -> Iterator[tuple[str, bool]]:
    """Everybody who has a key in a case, and whether it is about them."""
    concerned = {one["person"] for event in kept if event.kind is CaseOpened for one in event.data["persons"]}
    found = {subject for event in kept for _, _, subject in places(event.kind, event.data, event.stream)}
    yield from ((who, who in concerned) for who in sorted(found - {kept[0].stream}))


@pytest.mark.parametrize("name", story.names())
def test_nobody_gets_what_is_of_somebody_else(name: str) -> None:
    """In no story: what is sealed for others is in no copy, and of what is the case's only what they said or do."""
    for stream, kept in told(name).items():
        for who, concerned in subjects(kept):
            whose = Whose(who, concerned, {}, owners(kept))
            for value in (value for one in kept for value in theirs(one, whose) or ()):
                if value.sealed is None:
                    continue
                place = f"{value.sealed['type'].split('.')[-2]}.{value.sealed['path']}"
                assert value.sealed["subject"] in (who, stream), place
                assert value.sealed["subject"] == who or concerned or place in OF_OTHERS, place


def test_a_veto_is_in_the_copy_of_whoever_wished_it_and_in_no_other() -> None:
    """R16: not even as something that came of it, and not as a count."""
    vetoes = [
        (stream, kept) for stream, kept in told("veto").items() if any(one.kind is ParticipantVetoed for one in kept)
    ]
    for _, kept in vetoes:
        hushed = frozenset(one.cause for one in kept if one.kind in (ParticipantVetoed, VetoLifted) and one.cause)
        wished = {one.data["by"] for one in kept if one.kind is ParticipantVetoed}
        for who, concerned in subjects(kept):
            whose = Whose(who, concerned, {}, owners(kept))
            shown = [one for one in kept if theirs(one, whose, hushed) is not None]
            assert (any(one.kind is ParticipantVetoed for one in shown)) == (who in wished)
            assert who in wished or not hushed.intersection(one.cause for one in shown)
    assert vetoes


def test_what_came_of_a_veto_is_as_silent_as_the_veto() -> None:
    """R16: whatever the same wish caused is in no other copy; the same event from elsewhere is."""
    reached = samples.message(ParticipantReached).model_copy(update={"participant": ME})
    whose = Whose(ME, concerned=False, roles={})

    assert theirs(happened(reached, cause="wish"), whose, frozenset({"wish"})) is None
    assert theirs(happened(reached, cause="call"), whose, frozenset({"wish"}))


# --- what stays unsaid ---


def test_a_place_that_is_told_by_word_of_mouth_or_hidden_is_in_no_copy() -> None:
    """R17, R37: for whatever reason, the same words stand there, so that nothing tells of a safety measure."""
    kind = next(kind for kind in EVENTS if short(kind) == "session-planned")
    one = happened(samples.message(kind))
    spoken = Happened(one.event, one.stream, kind, None, {"session": {**one.data["session"], "place_spoken": True}})
    whose = Whose(ME, concerned=True, roles={})

    def place(event: Happened, whose: Whose) -> Any:
        return next(value.plain for value in theirs(event, whose) or () if value.path == "session.place")

    assert place(spoken, whose) == SPOKEN
    assert place(one, Whose(ME, concerned=True, roles={}, hidden=True)) == SPOKEN
    open_one = Happened(one.event, one.stream, kind, None, {"session": {**one.data["session"], "place_spoken": False}})
    assert place(open_one, whose) is None


def test_what_was_told_about_a_place_is_hidden_with_it() -> None:
    """R37: also where it was sent before."""
    said = samples.message(NoticeSent).model_copy(
        update={"recipient": ME, "recipient_key": ME, "kind": NoticeKind.INVITATION}
    )

    (text,) = [one for one in theirs(happened(said), Whose(ME, False, {}, hidden=True)) or () if one.path == "text"]

    assert (text.plain, text.sealed) == (SPOKEN, None)


def test_a_person_concerned_gets_nothing_of_another_one() -> None:
    """R38: each of a household has a copy of their own."""
    opened = samples.message(CaseOpened).model_copy(
        update={"persons": tuple(PersonConcerned(person=who, name=f"Name of {who}") for who in ("one", "two"))}
    )

    values = copy_of(happened(opened), "one", concerned=True)

    assert [value.sealed["value"] for value in values if value.sealed] == ["Name of one"]
