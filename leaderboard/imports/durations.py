"""Durations in cells, in whole minutes."""

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from flask_babel import gettext as _

from leaderboard.imports.amounts import KEPT, Numbers, figure, read, settled
from leaderboard.imports.problems import BadLine
from leaderboard.imports.words import fold
from leaderboard.locale.names import ascii_digits

PARTED = re.compile(r"(\d+):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?")


class TimeUnit(StrEnum):
    """The unit of a duration."""

    MINUTES = "minutes"
    SECONDS = "seconds"
    HOURS = "hours"
    HOURS_MINUTES = "h:m"
    MINUTES_SECONDS = "m:s"


# Seconds in each unit.
SECONDS = {TimeUnit.MINUTES: 60, TimeUnit.SECONDS: 1, TimeUnit.HOURS: 3600}
# How people write each unit beside its figure, largest first.
NAMES = {
    TimeUnit.HOURS: r"(?:h|hrs?|hours?|ساعت)\.?",
    TimeUnit.MINUTES: r"(?:m|mins?|minutes?|دقیقه)\.?",
    TimeUnit.SECONDS: r"(?:s|secs?|seconds?|ثانیه)\.?",
}
ALONE = {unit: re.compile(rf"((?:\W|\d)+?) ?{name}") for unit, name in NAMES.items()}
AND = r"[,،]? ?(?:and |و )?"
TOGETHER = re.compile(AND.join(rf"(?:(\d+) ?{name})?" for name in NAMES.values()))


@lru_cache(maxsize=KEPT)
def read_minutes(text: str, unit: TimeUnit, numbers: Numbers) -> int:
    """A duration in whole minutes. Seconds are rounded, half a minute up."""
    if ":" in text:
        return parted_minutes(text, unit)
    plain = fold(text)
    for named, pattern in ALONE.items():
        if found := pattern.fullmatch(plain):
            return counted_minutes(found[1], named, numbers)
    if plain and (parts := TOGETHER.fullmatch(plain)):
        return rounded_minutes(in_seconds(parts.groups()))
    if unit not in SECONDS:
        raise BadLine(
            _("“%(text)s” is not a duration in the format %(form)s.", text=text[:40], form=unit),
            family="form of time",
        )
    return counted_minutes(text, unit, numbers)


def counted_minutes(text: str, unit: TimeUnit, numbers: Numbers) -> int:
    """A number of one unit."""
    per_minute = Decimal(SECONDS[unit]) / 60
    if unit is TimeUnit.SECONDS:
        numbers = numbers._replace(is_rounded=True)
    return read(text, numbers, lambda said, how: settled(said, figure(said, how) * per_minute, how))


def in_seconds(parts: Sequence[str | None]) -> int:
    """Hours, minutes and seconds together."""
    return sum(int(part or 0) * SECONDS[unit] for part, unit in zip(parts, NAMES, strict=True))


def parted_minutes(text: str, unit: TimeUnit) -> int:
    """1:02:30 is an hour and two and a half minutes; for 2:30 the map says which."""
    found = PARTED.fullmatch(ascii_digits(text.strip()))
    if found is None or int(found[2]) > 59 or int(found[3] or 0) > 59:
        raise BadLine(_("“%(text)s” is not a duration.", text=text[:40]), family="time")
    first, second, third = int(found[1]), int(found[2]), found[3]
    if third is None and unit not in (TimeUnit.HOURS_MINUTES, TimeUnit.MINUTES_SECONDS):
        raise BadLine(
            _(
                "“%(text)s” can be hours and minutes, or minutes and seconds. Say which in the "
                "map: %(key)s",
                text=text[:40],
                key=_(" or ").join(['minutes_in = "h:m"', 'minutes_in = "m:s"']),
            ),
            family="two ways of time",
        )
    if third is not None:
        return rounded_minutes(first * 3600 + second * 60 + int(third))
    return (
        first * 60 + second
        if unit is TimeUnit.HOURS_MINUTES
        else rounded_minutes(first * 60 + second)
    )


def rounded_minutes(seconds: int) -> int:
    return (seconds + 30) // 60
