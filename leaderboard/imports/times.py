"""Times of day after a date: 12 or 24 hours, with or without a zone; and instants by themselves."""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# AM and PM in English and Persian.
HALF = r"[ap]\.?m\.?|[قب]\.? ?ظ\.?|صبح|عصر|(?:قبل|بعد) ?از ?ظهر"
AFTER_NOON = ("p", "ب", "ع")
CLOCK = (
    rf"(?:(?P<first>{HALF}) )?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    rf"(?: ?(?P<last>{HALF}))?"
)
# After an offset, the zone's name adds nothing: -0700 PDT, GMT+0200 (Central European Time).
TIME = re.compile(
    rf"{CLOCK}(?: ?(?P<zone>z|(?:utc|gmt)?[+-]\d{{1,2}}(?::?\d{{2}})?|utc|gmt)"
    r"(?:(?<=\d) \(?[a-z][a-z/_ ]*\)?)?)?"
)
# CET, (Tehran), Asia/Tehran: a name alone does not say how far from UTC that was on the day.
OTHER_ZONE = re.compile(rf"{CLOCK} \(?[a-z][a-z/_ ]+\)?")
# Separators between a date and its time.
BETWEEN = re.compile(r"(?<=\d)t(?=\d)|[,،]? (?:- |at |ساعت )?(?=(?:" + HALF + r")? ?\d{1,2}:\d{2})")
ZONE_ALONE = re.compile(r" (?:utc|gmt)$")
# Seconds or milliseconds since 1970 in UTC; ten digits last until 2286.
STAMP = re.compile(r"(\d{10})(?:\d{3})?(?:[.,]\d+)?")


class UnknownZone(ValueError):
    """A time with a zone that is neither UTC nor an offset from it."""


def read_time(said: str, *, zone: str) -> time:
    """The time, in the zone it names or else the one given, if any. Raises ValueError if there is
    none."""
    found = TIME.fullmatch(said)
    if found is None:
        raise UnknownZone(said) if OTHER_ZONE.fullmatch(said) else ValueError(said)
    half, told = found["first"] or found["last"], found["zone"]
    hour = hour_of(int(found["hour"]), half) if half else int(found["hour"])
    where = zone_of(told) if told else ZoneInfo(zone) if zone else None
    return time(hour, int(found["minute"]), int(found["second"] or 0), tzinfo=where)


def read_stamp(said: str) -> datetime | None:
    """The instant that programs count like this."""
    found = STAMP.fullmatch(said)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None


def hour_of(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.startswith(AFTER_NOON) else 0)


def zone_of(told: str) -> tzinfo:
    """z, utc, gmt, +03:30, +0330, utc+3."""
    offset = re.sub("[a-z]", "", told)
    if not offset:
        return UTC
    figures = offset[1:].replace(":", "")
    hours, minutes = (figures[:-2], figures[-2:]) if len(figures) > 2 else (figures, "0")
    away = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-away if offset[0] == "-" else away)
