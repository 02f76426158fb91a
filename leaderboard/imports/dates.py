"""Days in cells: in figures or with a month's name, perhaps with a time."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext as _

from leaderboard import clock, locale
from leaderboard.imports.places import DateCell, DateForm
from leaderboard.imports.problems import BadLine
from leaderboard.imports.times import BETWEEN, ZONE_ALONE, UnknownZone, read_stamp, read_time
from leaderboard.imports.words import fold
from leaderboard.locale.months import NamedDay, named_day
from leaderboard.locale.reading import DAY_NUMBER, EIGHT_DIGITS, day_numbered, is_year_first
from leaderboard.rules.calendars import Calendar, date_from
from leaderboard.rules.period_texts import BadPeriod, calendar_of

KEPT = 65536
YEAR = timedelta(days=366)
# Longest date with a time and a zone, in characters.
MOST_SIGNS = 200
YEAR_FIRST = re.compile(r"(\d{4}|\d{2})([-/.])(\d{1,2})\2(\d{1,2})")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
# The pattern of each form in figures, and which of its groups are year, month and day.
SHAPES = {
    DateForm.ISO: (YEAR_FIRST, (1, 3, 4)),
    DateForm.YEAR_FIRST: (YEAR_FIRST, (1, 3, 4)),
    DateForm.JALALI: (YEAR_FIRST, (1, 3, 4)),
    DateForm.DAY_FIRST: (YEAR_LAST, (4, 3, 1)),
    DateForm.MONTH_FIRST: (YEAR_LAST, (4, 1, 3)),
    DateForm.JALALI_DAY_FIRST: (YEAR_LAST, (4, 3, 1)),
    DateForm.EIGHT_DIGITS: (EIGHT_DIGITS, (1, 2, 3)),
    DateForm.JALALI_EIGHT_DIGITS: (EIGHT_DIGITS, (1, 2, 3)),
}
# A day, and how each form writes it.
EXAMPLE = date(2026, 4, 28)
EXAMPLES = {
    DateForm.ISO: "2026-04-28",
    DateForm.YEAR_FIRST: "2026/04/28",
    DateForm.DAY_FIRST: "28/04/2026",
    DateForm.MONTH_FIRST: "04/28/2026",
    DateForm.JALALI: "1405/02/08",
    DateForm.JALALI_DAY_FIRST: "08/02/1405",
    DateForm.EIGHT_DIGITS: "20260428",
    DateForm.JALALI_EIGHT_DIGITS: "14050208",
    DateForm.DAY_NUMBER: "46140",
    DateForm.UNIX_TIME: "1777377600",
}
JALALI = (DateForm.JALALI, DateForm.JALALI_DAY_FIRST, DateForm.JALALI_EIGHT_DIGITS)
# Columns in these forms come out of programs, which write no names.
WITHOUT_NAMES = (DateForm.EIGHT_DIGITS, DateForm.JALALI_EIGHT_DIGITS)
# The century of two-digit years, and the last one that falls in it: 69 is 2069, 70 is 1970.
CENTURIES = {Calendar.GREGORIAN: (2000, 69), Calendar.JALALI: (1400, 49)}


class Wrong(StrEnum):
    """Why a text is not a day."""

    FORM = "form"
    DAY = "day"
    CALENDAR = "calendar"
    YEAR = "year"
    TIME = "time"
    ZONE = "zone"


class NoDay(ValueError):
    """A text that is not a day in this form."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong)
        self.wrong = wrong


class Zones(NamedTuple):
    """The organisation's zone, and the zone of the file's times; empty means the same one."""

    here: str
    told: str = ""


def date_in(cell: DateCell, cells: Mapping[str, str], zone: str) -> date | None:
    """The date a line gives in this place; None when there is none."""
    if not cell.column:
        return cell.always
    return read_date(cells[cell.column], cell.form, Zones(zone, cell.zone), cell.key)


@lru_cache(maxsize=KEPT)
def read_date(
    text: str, form: DateForm | None, zones: Zones, key: str = DateCell.key
) -> date | None:
    """The date in a cell; None when it is empty. A time with a known zone is converted to ours.

    Without a form, a four-digit year comes first and tells which calendar it is, also in eight
    digits. `key` is the map's
    key for the form.
    """
    try:
        if len(text) > MOST_SIGNS:
            raise NoDay(Wrong.FORM)
        plain = text.strip().lower() if text.isascii() else locale.fold(text)
        return day_of(plain, form, zones) if plain else None
    except NoDay as error:
        mends = forms_of(text) if error.wrong not in (Wrong.TIME, Wrong.ZONE) else []
        sentence = f"{why_no_day(error.wrong, text, form)} {what_mends(mends, key)}".strip()
        # Dates that other keys would mend are another problem.
        raise BadLine(sentence, family=f"date: {error.wrong} {' '.join(mends)}") from error


def day_of(plain: str, form: DateForm | None, zones: Zones) -> date:
    if form is DateForm.DAY_NUMBER:
        return day_counted(plain, zones)
    if form is DateForm.UNIX_TIME:
        return day_stamped(plain, zones)
    said, *rest = BETWEEN.split(plain, maxsplit=1)
    day = written_day(said if rest else ZONE_ALONE.sub("", said), form)
    return day_at(day, rest[0], zones) if rest else day


def day_counted(plain: str, zones: Zones) -> date:
    """The local day of a spreadsheet's number, whose fraction is the time of day."""
    found = DAY_NUMBER.fullmatch(plain)
    if found is None:
        raise NoDay(Wrong.FORM)
    day = day_numbered(found[1])
    if not found[2]:
        return day
    minutes = int(Decimal(f"0.{found[2]}") * 24 * 60)
    return day_at(day, f"{minutes // 60}:{minutes % 60:02}", zones)


def day_stamped(plain: str, zones: Zones) -> date:
    """The local day of an instant counted in seconds."""
    stamp = read_stamp(plain)
    if stamp is None:
        raise NoDay(Wrong.FORM)
    return clock.business_date(stamp, zones.here)


def day_at(day: date, said: str, zones: Zones) -> date:
    """The local day at a time in another zone."""
    try:
        time = read_time(said, zone=zones.told)
    except UnknownZone as error:
        raise NoDay(Wrong.ZONE) from error
    except ValueError as error:
        raise NoDay(Wrong.TIME) from error
    if time.tzinfo is None:
        return day
    return clock.business_date(datetime.combine(day, time), zones.here)


def written_day(said: str, form: DateForm | None) -> date:
    """A day written without its time."""
    named = None if form in WITHOUT_NAMES else named_day(said)
    if named is not None:
        return day_of_name(named, form)
    pattern, (year, month, day) = SHAPES[form or form_without(said)]
    found = pattern.fullmatch(said)
    if not found or (form in (None, DateForm.ISO) and len(found[1]) == 2):
        raise NoDay(Wrong.FORM)
    meant = calendar_in(form) if form else year_calendar(int(found[year]))
    return make(found[year], int(found[month]), found[day], meant)


def form_without(said: str) -> DateForm:
    """How a text is read if the map does not say it."""
    return DateForm.EIGHT_DIGITS if is_year_first(said) else DateForm.ISO


def day_of_name(named: NamedDay, form: DateForm | None) -> date:
    """A month's name tells the calendar; a form of the other calendar does not read it."""
    if form is not None and calendar_in(form) is not named.calendar:
        raise NoDay(Wrong.CALENDAR)
    return make(named.year, named.month, named.day, named.calendar)


def make(year: str, month: int, day: str, calendar: Calendar) -> date:
    whole = full_year(year, calendar)
    if year_calendar(whole) is not calendar:
        raise NoDay(Wrong.CALENDAR)
    try:
        return date_from(whole, month, int(day), calendar)
    except ValueError as error:
        raise NoDay(Wrong.DAY) from error


def full_year(year: str, calendar: Calendar) -> int:
    if len(year) != 2:
        return int(year)
    century, last = CENTURIES[calendar]
    return century + int(year) - (0 if int(year) <= last else 100)


def calendar_in(form: DateForm) -> Calendar:
    return Calendar.JALALI if form in JALALI else Calendar.GREGORIAN


def year_calendar(year: int) -> Calendar:
    """The calendar a year like this is written in."""
    try:
        return calendar_of(year, text=str(year))
    except BadPeriod as error:
        raise NoDay(Wrong.YEAR) from error


# --- what to say about it ------------------------------------------------------------------------


def why_no_day(wrong: Wrong, text: str, form: DateForm | None) -> str:
    """What is wrong with the text."""
    short = text[:40]
    sentences = {
        Wrong.FORM: not_in_form(short, form),
        Wrong.DAY: _("“%(text)s”: there is no such day.", text=short),
        Wrong.CALENDAR: _("“%(text)s” is a date in the other calendar.", text=short),
        Wrong.YEAR: _("“%(text)s”: this year is out of range.", text=short),
        Wrong.TIME: _("“%(text)s”: there is no such time.", text=short),
        Wrong.ZONE: _(
            "“%(text)s” names a time zone that is not known here. UTC is, and so are offsets "
            "like +03:30.",
            text=short,
        ),
    }
    return sentences[wrong]


def not_in_form(text: str, form: DateForm | None) -> str:
    if form is None:
        writing = locale.current_writing()
        if stored := DAY_NUMBER.fullmatch(locale.fold(text)):
            day = locale.date_typed(day_numbered(stored[1]), writing)
            return _(
                "“%(text)s” is how spreadsheets store %(day)s. Write dates like that.",
                text=text,
                day=day,
            )
        example = locale.date_typed(EXAMPLE, writing)
        return _("“%(text)s” is not a date like %(example)s.", text=text, example=example)
    return _(
        "“%(text)s” is not a date in the format %(form)s (like %(example)s).",
        text=text,
        form=form,
        example=EXAMPLES[form],
    )


def what_mends(forms: Sequence[DateForm], key: str) -> str:
    """What in the map would read the text, if anything does."""
    if not forms or not key:
        return ""
    names = _(" or ").join(f'"{form}"' for form in forms)
    return _("To read it, set this in the map: %(key)s", key=f"{key} = {names}")


def forms_of(text: str) -> list[DateForm]:
    """The forms that make the text a plausible day: no file has dates years ahead."""
    said = BETWEEN.split(fold(text[:MOST_SIGNS]), maxsplit=1)[0]
    latest = clock.now().date() + YEAR
    days = {form: day_in(said, form) for form in DateForm}
    found = [form for form, day in days.items() if day is not None and day < latest]
    if DateForm.ISO in found:
        found.remove(DateForm.YEAR_FIRST)
    return found


def day_in(said: str, form: DateForm) -> date | None:
    try:
        return day_of(said, form, Zones(here="UTC"))
    except NoDay:
        return None
