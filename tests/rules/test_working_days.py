"""The working days of the Netherlands: weekends and public holidays do not count (R10)."""

from datetime import date, datetime, timedelta

import pytest

from contracts.deciding import AMSTERDAM, WorkingDays
from services.chassis.calendar import working_days

CALENDAR = working_days(range(2024, 2032))


def end_of(year: int, month: int, day: int) -> datetime:
    """The last second of a day in Dutch time."""
    return datetime(year, month, day, 23, 59, 59, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("year", "easter"), [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2030, (4, 21))]
)
def test_the_days_that_follow_easter_move_with_it(year: int, easter: tuple[int, int]) -> None:
    """R10: Good Friday, Easter Monday, Ascension Day and Whit Monday; the day after Ascension is worked."""
    sunday = date(year, *easter)
    free = {name: CALENDAR.counts(sunday + timedelta(days=days)) for name, days in EASTER_DEPENDENT.items()}

    assert free == dict.fromkeys(EASTER_DEPENDENT, False)
    assert CALENDAR.counts(sunday + timedelta(days=40))


EASTER_DEPENDENT = {"Good Friday": -2, "Easter Monday": 1, "Ascension Day": 39, "Whit Monday": 50}


@pytest.mark.parametrize(("year", "counts"), [(2025, False), (2026, True), (2027, True), (2028, True)])
def test_liberation_day_is_free_once_in_five_years(year: int, counts: bool) -> None:
    """R10: as most of the country has it."""
    assert CALENDAR.counts(date(year, 5, 5)) is counts


def test_king_s_day_on_a_sunday_is_kept_on_the_saturday_before() -> None:
    """R10: 27 April 2025 was a Sunday; the Monday after it was worked."""
    saturday, monday = date(2025, 4, 26), date(2025, 4, 28)

    assert saturday in CALENDAR.holidays
    assert date(2025, 4, 27) not in CALENDAR.holidays
    assert CALENDAR.counts(monday)
    assert not CALENDAR.counts(date(2026, 4, 27))


def test_a_deadline_steps_over_easter() -> None:
    """R10: three working days from the Wednesday before: Thursday, Tuesday, Wednesday."""
    wednesday = datetime(2026, 4, 1, 15, tzinfo=AMSTERDAM)

    assert CALENDAR.after(wednesday, 3) == end_of(2026, 4, 8)


def test_a_deadline_steps_over_the_end_of_a_year() -> None:
    """R10: Christmas on a Friday, Boxing Day in the weekend, New Year's Day on the Friday after."""
    before_christmas = datetime(2026, 12, 24, 9, tzinfo=AMSTERDAM)

    assert CALENDAR.after(before_christmas, 1) == end_of(2026, 12, 28)
    assert CALENDAR.after(before_christmas, 5) == end_of(2027, 1, 4)


def test_the_last_day_of_a_year_begins_at_midnight_in_dutch_time() -> None:
    """R10: half past eleven in the evening of 30 December in UTC is New Year's Eve in Amsterdam."""
    late = datetime.fromisoformat("2026-12-30T23:30:00+00:00")

    assert CALENDAR.after(late, 1) == end_of(2027, 1, 4)
    assert CALENDAR.after(late - timedelta(hours=1), 1) == end_of(2026, 12, 31)


def test_the_day_itself_does_not_count() -> None:
    """R10: whatever the hour; and no days at all is the end of that day."""
    friday = datetime(2026, 3, 6, 0, 1, tzinfo=AMSTERDAM)

    assert CALENDAR.after(friday, 1) == end_of(2026, 3, 9)
    assert CALENDAR.after(friday, 0) == end_of(2026, 3, 6)


def test_a_deadline_keeps_to_the_hour_when_the_clocks_change() -> None:
    """R10: it is the end of the day in Dutch time, in summer as in winter."""
    friday = datetime(2026, 3, 27, 12, tzinfo=AMSTERDAM)

    due = CALENDAR.after(friday, 1)

    assert due == end_of(2026, 3, 30)
    assert (due - friday) == timedelta(days=3, hours=11, minutes=59, seconds=59)
    assert due.utcoffset() == timedelta(hours=2)


def test_rules_without_a_calendar_know_weekends_only() -> None:
    """It is handed in: nothing looks it up by itself."""
    assert WorkingDays(frozenset()).counts(date(2026, 12, 25))
