"""Deliberate breaks of rules about what happens outside the world, as data: logs, numbers, figures, words."""

from dataclasses import replace
from typing import Any

from contracts.privacy import PersonalDataRead
from tests.world.breaking import Break, Mutation, always, saying
from tests.world.noticing import (
    a_letter_has_its_readers_form,
    a_letter_without_words_is_dutch,
    agencies_send_none,
    every_access_is_in_the_log,
    nobody_is_traced_by_figures,
    staff_are_asked,
    what_is_read_is_on_record,
    who_needs_it_reads,
)


def being(value: Any) -> Break:
    """It is another function, or another value."""
    return lambda _: value


def of_readings_only(rows: Any) -> Any:
    """What changed is not written down."""
    return lambda seen: rows(seen) if isinstance(seen.message, PersonalDataRead) else iter(())


def as_if_on_record(read: Any) -> Any:
    """Whatever is asked for counts as written down."""
    return lambda opened, one: read(type(opened)({"case-1": [one]}, opened._keys), one)


def formal(addressed: Any) -> Any:
    """Everybody is called `u`."""
    return lambda text, said: addressed(text, replace(said, informal=False))


ACCESS_LOG = "services.privacy.access_log"
READING, FIGURES, WORDS = "services.desk.read_model.disclosure", "services.desk.figures", "services.desk.notices"
ELSEWHERE = (
    Mutation("R33", "nobody says what is read", f"{READING}.reading", saying(kinds=()), what_is_read_is_on_record),
    Mutation("R33", "more is read than said", f"{READING}.Opened.read", as_if_on_record, what_is_read_is_on_record),
    Mutation(
        "R33",
        "operators read",
        "services.desk.api.access.READERS",
        being({"regional-manager", "operator"}),
        who_needs_it_reads,
    ),
    Mutation("R33", "no change is logged", f"{ACCESS_LOG}.rows.of", of_readings_only, every_access_is_in_the_log),
    Mutation("R35", "agencies send it", "services.referral.inbound.mentions_bsn", always(False), agencies_send_none),
    Mutation("R35", "every number is one", "contracts.bsn.passes_eleven_test", always(True), agencies_send_none),
    Mutation("R35", "nobody is asked", "services.desk.commands.checking.mentions_bsn", always(False), staff_are_asked),
    Mutation(
        "R35",
        "anybody says it is none",
        "services.desk.commands.checking.STAFF",
        being(("person-concerned", "coordinator")),
        staff_are_asked,
    ),
    Mutation(
        "R36",
        "small counts are shown",
        f"{FIGURES}.small_counts.mark",
        being(str),
        nobody_is_traced_by_figures,
    ),
    Mutation(
        "R36",
        "others tell them",
        f"{FIGURES}.small_counts.worked_out",
        always(None),
        nobody_is_traced_by_figures,
    ),
    Mutation("R36", "a median of two", f"{FIGURES}.counting.SMALL", being(1), nobody_is_traced_by_figures),
    Mutation(
        "R44",
        "another fallback",
        f"{WORDS}.languages.FALLBACK",
        being("en"),
        a_letter_without_words_is_dutch,
    ),
    Mutation("R44", "everybody is called u", f"{WORDS}.wording.addressed", formal, a_letter_has_its_readers_form),
)
"""What must be noticed, each by a check of its own."""
