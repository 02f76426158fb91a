"""Digits, dates, money and calendars as people write them, and as they type them.

Every function takes the `Writing` of its reader; templates have them as filters that know it.
"""

from leaderboard.locale.amounts import ago, count_of, days, minutes, places_of, value_text
from leaderboard.locale.dates import (
    DayWidth,
    date_long,
    date_short,
    date_typed,
    day_month,
    moment,
    period_name,
    time,
    weekday,
    weekdays,
)
from leaderboard.locale.filters import init_app
from leaderboard.locale.money import (
    amount,
    bare_sum,
    currency_name,
    exponent,
    has_sign,
    major,
    money,
    told_sum,
    wall_sum,
)
from leaderboard.locale.names import clean_name, fold
from leaderboard.locale.numbers import attainment, digits, isolate, number, percent, rank, signed
from leaderboard.locale.reading import (
    BadDate,
    BadNumber,
    Unreadable,
    parse_date,
    parse_money,
    parse_number,
    why,
)
from leaderboard.locale.writing import (
    LANGUAGES,
    PLAIN,
    Writing,
    current_writing,
    write_as,
    written_as,
)

__all__ = [
    "LANGUAGES",
    "PLAIN",
    "BadDate",
    "BadNumber",
    "DayWidth",
    "Unreadable",
    "Writing",
    "ago",
    "amount",
    "attainment",
    "bare_sum",
    "clean_name",
    "count_of",
    "currency_name",
    "current_writing",
    "date_long",
    "date_short",
    "date_typed",
    "day_month",
    "days",
    "digits",
    "exponent",
    "fold",
    "has_sign",
    "init_app",
    "isolate",
    "major",
    "minutes",
    "moment",
    "money",
    "number",
    "parse_date",
    "parse_money",
    "parse_number",
    "percent",
    "period_name",
    "places_of",
    "rank",
    "signed",
    "time",
    "told_sum",
    "value_text",
    "wall_sum",
    "weekday",
    "weekdays",
    "why",
    "write_as",
    "written_as",
]
