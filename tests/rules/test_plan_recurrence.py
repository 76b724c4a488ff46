"""What recurs in a plan has real dates (R23, RFC 5545)."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.deciding import Refused
from contracts.plan import PlanAgreed
from services.plan import recurrence
from tests.rules.plan_cases import TODAY, accepted, action, given, held, plan, refused, when

HELD = (*accepted(), held())


def test_what_recurs_has_real_dates() -> None:
    """R23, RFC 5545: every third Wednesday from the first one on; those that end early name what there is."""
    turns = action(by=None, recurrence="FREQ=WEEKLY;INTERVAL=3;BYDAY=WE", starts=date(2026, 3, 11))
    twice = action("cook", by=None, recurrence="FREQ=DAILY;COUNT=2")
    agreement = when(given(*HELD), plan(actions=(turns, twice, action("call")))).facts[0]

    assert isinstance(agreement, PlanAgreed)
    assert [planned.dates for planned in agreement.actions] == [
        (date(2026, 3, 11), date(2026, 4, 1), date(2026, 4, 22)),
        (date(2026, 3, 2), date(2026, 3, 3)),
        (),
    ]


@pytest.mark.parametrize("rule", [
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=DAILY;COUNT=10",
    "FREQ=WEEKLY;UNTIL=20270101",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
])  # fmt: skip
def test_a_recurrence_rule_that_comes(rule: str) -> None:
    """R23: every week somebody else drives along."""
    assert when(given(*HELD), plan(actions=(action(by=None, recurrence=rule),))).facts


@pytest.mark.parametrize(("rule", "reason"), [
    ("FREQ=FORTNIGHTLY", "bad-recurrence"),
    ("FREQ=HOURLY", "bad-recurrence"),
    ("FREQ=WEEKLY;BYDAY=XX", "bad-recurrence"),
    ("FREQ=WEEKLY;INTERVAL=0", "bad-recurrence"),
    ("FREQ=WEEKLY;COUNT=0", "bad-recurrence"),
    ("FREQ=WEEKLY;INTERVAL=99999999999", "bad-recurrence"),
    ("FREQ=WEEKLY;BYDAY", "bad-recurrence"),
    ("FREQ=WEEKLY\nRDATE:20260101", "bad-recurrence"),
    ("FREQ=WEEKLY;UNTIL=20270101T000000Z", "bad-recurrence"),
    ("FREQ=WEEKLY;UNTIL=20200101", "never-recurs"),
    ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never-recurs"),
    ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", "never-recurs"),
])  # fmt: skip
def test_a_recurrence_rule_that_is_none_or_never_comes(rule: str, reason: str) -> None:
    """RFC 5545: what cannot be read, or names no day, is refused with the reason."""
    assert refused(given(*HELD), plan(actions=(action(by=None, recurrence=rule),))).reason == reason


@drawn(st.text(alphabet="FREQWKLYDAIBNTUC=;,:-0123456789\n", max_size=60))
def test_no_text_breaks_the_check_of_a_recurrence(text: str) -> None:
    """A rule is fine or refused; nothing else ever comes of it."""
    with suppress(Refused):
        recurrence.check(f"FREQ={text}", TODAY)
