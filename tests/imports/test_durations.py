"""Durations as phone systems and people write them, in whole minutes."""

import pytest

from leaderboard.imports.amounts import Numbers
from leaderboard.imports.durations import TimeUnit, read_minutes
from leaderboard.imports.problems import BadLine

pytestmark = pytest.mark.usefixtures("session")

PLAIN = Numbers(currency="EUR")


@pytest.mark.parametrize(
    ("text", "unit", "minutes"),
    [
        ("90", "minutes", 90),
        ("90", "seconds", 2),
        ("89", "seconds", 1),
        ("29", "seconds", 0),
        ("0", "seconds", 0),
        ("1.5", "hours", 90),
        ("۱٫۵", "hours", 90),
        ("1:02:29", "minutes", 62),
        ("1:02:30", "seconds", 63),
        ("۰۰:۰۱:۳۰", "minutes", 2),
        ("100:00:00", "h:m", 6000),
        ("1:30", "h:m", 90),
        ("1:30", "m:s", 2),
        ("90:00", "m:s", 90),
        # With their own units, whatever the map says.
        ("90s", "minutes", 2),
        ("90 sec.", "hours", 2),
        ("45 min", "seconds", 45),
        ("45 Minutes", "h:m", 45),
        ("1.5 h", "minutes", 90),
        ("1h 30m", "minutes", 90),
        ("1 hr, 2 mins and 30 secs", "minutes", 63),
        ("1h2m29s", "m:s", 62),
        ("۴۵ دقیقه", "seconds", 45),
        ("۱ ساعت و ۳۰ دقیقه", "minutes", 90),
        ("۱٫۵ ساعت", "minutes", 90),
    ],
)
def test_lengths_of_time_are_counted_in_minutes(text, unit, minutes):
    assert read_minutes(text, TimeUnit(unit), PLAIN) == minutes


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("12:30", "minutes", 'minutes_in = "h:m" or minutes_in = "m:s"'),
        ("12:30", "seconds", 'minutes_in = "h:m"'),
        ("12:60", "h:m", "not a duration"),
        ("1:2:3:4", "h:m", "not a duration"),
        ("noon:30", "h:m", "not a duration"),
        ("90", "h:m", "is not a duration in the format h:m"),
        ("2.5", "minutes", "round = true"),
        ("0.33", "hours", "round = true"),
        ("", "minutes", "This is empty."),
        ("long", "minutes", "for example 3."),
        ("2.5 min", "hours", "round = true"),
        ("45 m 2 h", "minutes", "for example 3."),
        ("45 mm", "minutes", "for example 3."),
        ("h", "minutes", "for example 3."),
    ],
)
def test_what_is_no_length_of_time_says_so(text, unit, said):
    with pytest.raises(BadLine) as error:
        read_minutes(text, TimeUnit(unit), PLAIN)
    assert said in str(error.value)
